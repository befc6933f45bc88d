"""A better network for SIGNS: what a CPU learns in minutes beyond the 78.3 % of the published model.

Five ideas do it: five small convolutions, each followed by batch normalisation, in place of two; every picture turned,
mirrored, moved and lit anew in every epoch; labels that leave a little doubt; steps that shrink along a cosine; and two
such networks side by side, whose answers are averaged.
Everything here was chosen on a part of the training pictures; the test pictures decided nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

Tensor = Any  # TensorFlow and Keras ship no types that mypy could read
Network = Any
OnEpoch = Callable[[int, float, float], None]

_WIDTHS = (32, 64, 128, 160, 160)  # n_C after each convolution
_NETWORKS = 2  # trained on the same pictures from other weights: where one is unsure, the other often is not
_WARM_UP = 3  # epochs in which the learning rate rises


def improved_model(
    X_train: np.ndarray,
    Y_train: np.ndarray,
    X_test: np.ndarray,
    Y_test: np.ndarray,
    learning_rate: float = 0.004,
    num_epochs: int = 60,
    minibatch_size: int = 32,
    print_cost: bool = True,
    *,
    seed: int = 0,
    on_epoch: OnEpoch | None = None,
) -> tuple[float, float, Network]:
    """Train the better network; takes and returns what `model` of the notebook does.

    Parameters
    ----------
    X_train : ndarray of shape (m, 64, 64, 3)
        Pictures, scaled to 0-1.
    Y_train : ndarray of shape (m, 6)
        Labels, one-hot.
    X_test : ndarray of shape (m_test, 64, 64, 3)
    Y_test : ndarray of shape (m_test, 6)
        Looked at once, when the training is over.
    learning_rate : float
        The highest one, reached after three epochs; from there it falls to zero.
    num_epochs : int
    minibatch_size : int
    print_cost : bool
        Print one line an epoch: cost, accuracy, time left.
    seed : int
        The weights, the order of the pictures and how they are varied follow from it.
    on_epoch : function of (epoch, cost, accuracy), optional
        Called after each epoch, counted from 0, with the figures on the varied pictures of that epoch.

    Returns
    -------
    train_accuracy : float
    test_accuracy : float
    network : keras.Model
        Gives probabilities, (m, 6), for pictures of shape (m, 64, 64, 3), scaled to 0-1.

    Raises
    ------
    ValueError
        If the pictures are not scaled to 0-1, or the labels are not one-hot rows.
    """
    _check_scale_and_labels(X_train, Y_train)
    _check_scale_and_labels(X_test, Y_test)
    import keras

    keras.utils.set_random_seed(seed)
    steps = -(-len(X_train) // minibatch_size)
    core = side_by_side(X_train.shape[1:], Y_train.shape[1])
    core.compile(
        optimizer=keras.optimizers.AdamW(_learning_rates(learning_rate, num_epochs, steps), weight_decay=0.02),
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=0.1),
        metrics=["accuracy"],
    )
    core.fit(
        varied(X_train, Y_train, minibatch_size, num_epochs, seed),
        epochs=num_epochs,
        steps_per_epoch=steps,
        shuffle=False,  # the dataset does it itself
        verbose=0,
        callbacks=[_report(num_epochs, print_cost, on_epoch)],
    )
    network = averaged(core)
    train_accuracy, test_accuracy = _accuracy(network, X_train, Y_train), _accuracy(network, X_test, Y_test)
    if print_cost:
        print(f"Train accuracy: {train_accuracy:.4f}")
        print(f"Test accuracy: {test_accuracy:.4f}")
    return train_accuracy, test_accuracy, network


def _check_scale_and_labels(X: np.ndarray, Y: np.ndarray) -> None:
    if X.ndim != 4 or X.max() > 1 or X.min() < 0:
        raise ValueError(
            f"improved_model expects pictures (m, n_H, n_W, n_C) scaled to 0-1, got shape {X.shape} "
            f"with values from {X.min():g} to {X.max():g}: divide by 255."
        )
    if Y.ndim != 2 or len(Y) != len(X):
        raise ValueError(f"improved_model expects one-hot labels of shape ({len(X)}, n_y), got {Y.shape}.")


def side_by_side(shape: tuple[int, ...], n_y: int) -> Network:
    """Let every network answer for the same pictures: (m, networks, n_y)."""
    from keras import Input, Model, ops

    X = Input(shape)
    return Model(X, ops.stack([_network(shape, n_y)(X) for _ in range(_NETWORKS)], axis=1))


def _network(shape: tuple[int, ...], n_y: int) -> Network:
    """CONV2D 3x3 → MAXPOOL → BATCHNORM → RELU five times, the average of each channel, FULLYCONNECTED.

    Pooling before the normalisation leaves a quarter of the numbers to normalise. The last convolution is not pooled.
    """
    from keras import Input, Model, layers

    X = Input(shape)
    A = layers.Rescaling(4.0, offset=-2.4)(X)  # about zero, spread about one
    for number, n_C in enumerate(_WIDTHS, 1):
        Z = layers.Conv2D(n_C, 3, padding="same", use_bias=False, kernel_initializer="he_normal")(A)
        if number < len(_WIDTHS):
            Z = layers.MaxPooling2D(2)(Z)
        A = layers.ReLU()(layers.BatchNormalization(momentum=0.95)(Z))
    A = layers.Dropout(0.3)(layers.GlobalAveragePooling2D()(A))
    return Model(X, layers.Dense(n_y, activation="softmax")(A))


def _learning_rates(highest: float, num_epochs: int, steps: int) -> Any:  # noqa: ANN401 - a schedule of Keras
    """Rise in a line for the first epochs, then fall along a cosine to zero."""
    from keras.optimizers.schedules import CosineDecay

    rising = min(_WARM_UP, num_epochs // 2)
    if rising == 0:
        return highest
    return CosineDecay(0.0, steps * (num_epochs - rising), warmup_target=highest, warmup_steps=steps * rising)


def varied(X: np.ndarray, Y: np.ndarray, minibatch_size: int, num_epochs: int, seed: int) -> Any:  # noqa: ANN401 - a tf.data.Dataset
    """Serve the training set for so many epochs, each in a new order, with every picture varied anew.

    The labels come once for each network: (m, networks, n_y).
    """
    import tensorflow as tf

    labels = np.repeat(Y[:, None].astype(np.float32), _NETWORKS, axis=1)
    examples = tf.data.Dataset.from_tensor_slices((X.astype(np.float32), labels))
    batches = examples.shuffle(len(X), seed=seed).batch(minibatch_size)
    # All epochs in one go: random operations start again with every pass over a dataset.
    return batches.repeat(num_epochs).map(_vary).prefetch(2)


def _vary(X: Tensor, Y: Tensor) -> tuple[Tensor, Tensor]:
    """Turn, mirror, scale, move, light and tint each picture of a batch at random.

    Mirroring keeps the label: a left hand shows as many fingers as a right one.
    """
    import tensorflow as tf

    m, size = tf.shape(X)[0], tf.cast(tf.shape(X)[1], tf.float32)
    angle = tf.random.uniform([m], -0.45, 0.45)  # 26 degrees
    zoom_x, zoom_y = (tf.exp(tf.random.uniform([m], -0.2, 0.2)) for _ in range(2))
    mirror = tf.where(tf.random.uniform([m]) < 0.5, -1.0, 1.0)
    # Where each point of the new picture is taken from: (a x + b y + c, d x + e y + f), about the picture's centre.
    a, b = zoom_x * tf.cos(angle) * mirror, -zoom_x * tf.sin(angle)
    d, e = zoom_y * tf.sin(angle) * mirror, zoom_y * tf.cos(angle)
    centre = (size - 1) / 2
    c, f = (centre + tf.random.uniform([m], -0.1, 0.1) * size for _ in range(2))
    rows = tf.stack([a, b, c - (a + b) * centre, d, e, f - (d + e) * centre, tf.zeros([m]), tf.zeros([m])], axis=1)
    X = tf.raw_ops.ImageProjectiveTransformV3(
        images=X,
        transforms=rows,
        output_shape=tf.shape(X)[1:3],
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="NEAREST",
    )
    light = tf.random.uniform([m, 1, 1, 1], 0.75, 1.25) * tf.random.uniform([m, 1, 1, tf.shape(X)[3]], 0.93, 1.07)
    return tf.clip_by_value(X * light, 0.0, 1.0), Y


def _report(num_epochs: int, print_cost: bool, on_epoch: OnEpoch | None) -> Any:  # noqa: ANN401 - a callback of Keras
    """Say after each epoch how far it is."""
    import keras

    start = time.monotonic()

    def say(epoch: int, logs: dict[str, float]) -> None:
        if print_cost:
            left = (time.monotonic() - start) / (epoch + 1) * (num_epochs - epoch - 1)
            figures = f"cost {logs['loss']:.4f}, accuracy {logs['accuracy']:.3f}"
            print(f"Epoch {epoch + 1:3d} of {num_epochs}: {figures}, {left:.0f} s left", flush=True)
        if on_epoch is not None:
            on_epoch(epoch, float(logs["loss"]), float(logs["accuracy"]))

    return keras.callbacks.LambdaCallback(on_epoch_end=say)


def averaged(core: Network) -> Network:
    """Average the answers of all networks for a picture and for its mirror image."""
    from keras import Input, Model, layers, ops

    X = Input(core.input_shape[1:])
    both_ways = layers.Average()([core(X), core(ops.flip(X, axis=2))])
    return Model(X, ops.mean(both_ways, axis=1))


def _accuracy(network: Network, X: np.ndarray, Y: np.ndarray) -> float:
    probabilities = network.predict(X, batch_size=256, verbose=0)
    return float((probabilities.argmax(axis=1) == Y.argmax(axis=1)).mean())
