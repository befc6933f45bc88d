"""Seconds for an epoch of the application's network: fast layers, TensorFlow graph and Keras `fit`, in turns."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from autograder.console import out, say
from autograder.networks.numpy_model import FAST_LAYERS
from benchmarks import frameworks
from benchmarks.measuring import OURS, held_back, how_measured, in_turns
from cnn_utils import convert_to_one_hot, load_dataset, random_mini_batches
from cnn_utils.network.initial_weights import initial_parameters
from cnn_utils.network.layers import Adam
from cnn_utils.network.training import run_epoch

Array = NDArray[np.floating[Any]]
Epoch = Callable[[], object]

MINIBATCH = 64
LEARNING_RATE = 0.009


def signs() -> tuple[Array, Array]:
    """Return the training pictures, scaled to 0-1, and their one-hot labels: SIGNS where it is, else drawn signs."""
    X, Y, *_ = load_dataset()
    return X / 255.0, convert_to_one_hot(Y, 6).T


def numpy_epoch(X: Array, Y: Array) -> Epoch:
    """Return a function that trains one more epoch with the fast layers."""
    optimizer = Adam(initial_parameters(), LEARNING_RATE)
    X32 = X.astype(np.float32)
    return lambda: run_epoch(FAST_LAYERS, optimizer, X32, Y, MINIBATCH, seed=4)


def graph_epoch(X: Array, Y: Array, stack: ExitStack) -> Epoch:
    """Return a function that trains one more epoch of the notebook's TensorFlow graph."""
    from autograder import solutions
    from cnn_utils.network.tf_graph import tf

    with tf.Graph().as_default() as graph:
        X_place, Y_place = solutions.create_placeholders(*X.shape[1:], Y.shape[1])
        Z3 = solutions.forward_propagation(X_place, solutions.initialize_parameters())
        cost = solutions.compute_cost(Z3, Y_place)
        optimizer = tf.train.AdamOptimizer(learning_rate=LEARNING_RATE).minimize(cost)
        start = tf.global_variables_initializer()
    session = stack.enter_context(closing(tf.Session(graph=graph)))
    session.run(start)

    def epoch() -> None:
        for minibatch_X, minibatch_Y in random_mini_batches(X, Y, MINIBATCH, seed=4):
            session.run([optimizer, cost], feed_dict={X_place: minibatch_X, Y_place: minibatch_Y})

    return epoch


def keras_epoch(X: Array, Y: Array) -> Epoch:
    """Return a function that trains one more epoch of the same network with Keras."""
    import keras

    network = keras.Sequential(
        [
            keras.Input(X.shape[1:]),
            keras.layers.Conv2D(8, 4, padding="same", activation="relu", use_bias=False),
            keras.layers.MaxPooling2D(8),
            keras.layers.Conv2D(16, 2, padding="same", activation="relu", use_bias=False),
            keras.layers.MaxPooling2D(4),
            keras.layers.Flatten(),
            keras.layers.Dense(Y.shape[1], activation="softmax"),
        ]
    )
    network.compile(optimizer=keras.optimizers.Adam(LEARNING_RATE), loss="categorical_crossentropy")
    X32 = X.astype(np.float32)
    return lambda: network.fit(X32, Y, batch_size=MINIBATCH, epochs=1, verbose=0)


def run(rounds: int = 9) -> dict[str, float]:
    """Measure and print; return seconds for an epoch by name."""
    X, Y = signs()
    ways: dict[str, Epoch] = {OURS: numpy_epoch(X, Y)}
    with ExitStack() as stack:
        if "TensorFlow" in frameworks.installed():
            ways["Keras fit"] = keras_epoch(X, Y)
            ways["TensorFlow graph"] = graph_epoch(X, Y, stack)
        seconds = in_turns(ways, rounds, seconds=0.0)
    table = Table(title=f"an epoch of {len(X)} pictures, {how_measured(rounds)}", box=None, pad_edge=False)
    for heading in ("", "seconds", f"{OURS} over this"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, time in seconds.items():
        table.add_row(name, f"{time:.3f}", f"{seconds[OURS] / time:.2f}")
    out.print(table)
    if held_back():
        say(held_back())
    if len(ways) == 1:
        say("TensorFlow is not installed: nothing to compare with.")
    return seconds
