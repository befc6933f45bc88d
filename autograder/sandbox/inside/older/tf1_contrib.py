"""What notebooks of this assignment take from ``tf.contrib`` and ``tf.summary``, on ``tf.compat.v1``.

Signatures and defaults are TensorFlow 1's. Penalties on weights are computed as they were, and change no layer; what
writes for TensorBoard writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from autograder.sandbox.inside.older.tf1_layers import (
    average_pooling2d,
    flatten,
    fully_connected,
    linear,
    max_pooling2d,
    pair,
)
from cnn_utils.network import tf_graph
from cnn_utils.network.tf_graph import Tensor

Initializer = Any
Functions = Mapping[str, Callable[..., Any]]


def xavier_initializer(uniform: bool = True, seed: int | None = None, dtype: object = None) -> Initializer:
    """Make Glorot's initializer."""
    tf = tf_graph.tf
    return (tf.glorot_uniform_initializer if uniform else tf.glorot_normal_initializer)(seed=seed)


def variance_scaling_initializer(
    factor: float = 2.0, mode: str = "FAN_IN", uniform: bool = False, seed: int | None = None, dtype: object = None
) -> Initializer:
    """Make He's initializer, as its defaults have it."""
    distribution = "uniform" if uniform else "truncated_normal"
    return tf_graph.tf.variance_scaling_initializer(factor, mode.lower(), distribution, seed=seed)


def l1_regularizer(scale: float, scope: object = None) -> Callable[[Tensor], Tensor]:
    """Penalise the magnitudes of weights."""
    return lambda weights: scale * tf_graph.tf.reduce_sum(abs(weights))


def l2_regularizer(scale: float, scope: object = None) -> Callable[[Tensor], Tensor]:
    """Penalise the squares of weights."""
    return lambda weights: scale * tf_graph.tf.nn.l2_loss(weights)


def conv2d(
    inputs: Tensor,
    num_outputs: int,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: str = "SAME",
    activation_fn: Any = "relu",  # noqa: ANN401
    weights_initializer: Initializer = None,
    biases_initializer: Any = "zeros",  # noqa: ANN401
    **_: object,
) -> Tensor:
    """Apply a convolution with filters of its own; it ends in a RELU unless told otherwise."""
    tf = tf_graph.tf
    with tf.variable_scope(None, default_name="Conv"):
        shape = (*pair(kernel_size), inputs.shape.as_list()[-1], num_outputs)
        W = tf.get_variable("weights", shape, initializer=weights_initializer or xavier_initializer())
        Z = tf.nn.conv2d(inputs, W, (1, *pair(stride), 1), padding.upper())
        if biases_initializer is not None:
            Z += tf.get_variable("biases", (num_outputs,), initializer=tf.zeros_initializer())
        activation = tf.nn.relu if activation_fn == "relu" else activation_fn
        return activation(Z) if activation else Z


def max_pool2d(
    inputs: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 2,
    padding: str = "VALID",
    **_: object,
) -> Tensor:
    """Take the maximum of each window."""
    return max_pooling2d(inputs, kernel_size, stride, padding)


def avg_pool2d(
    inputs: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 2,
    padding: str = "VALID",
    **_: object,
) -> Tensor:
    """Take the average of each window."""
    return average_pooling2d(inputs, kernel_size, stride, padding)


def softmax_cross_entropy(
    logits: Tensor,
    onehot_labels: Tensor,
    weights: Any = 1.0,  # noqa: ANN401
    label_smoothing: float = 0,
    scope: object = None,
) -> Tensor:
    """Average the cross entropy over the examples; contrib takes the scores first."""
    return tf_graph.tf.losses.softmax_cross_entropy(onehot_labels, logits, weights, label_smoothing)


def sparse_softmax_cross_entropy(logits: Tensor, labels: Tensor, weights: Any = 1.0, scope: object = None) -> Tensor:  # noqa: ANN401
    """Average the cross entropy over the examples; contrib takes the scores first."""
    return tf_graph.tf.losses.sparse_softmax_cross_entropy(labels, logits, weights)


def sigmoid_cross_entropy(
    logits: Tensor,
    multi_class_labels: Tensor,
    weights: Any = 1.0,  # noqa: ANN401
    label_smoothing: float = 0,
    scope: object = None,
) -> Tensor:
    """Average the cross entropy over all entries; contrib takes the scores first."""
    return tf_graph.tf.losses.sigmoid_cross_entropy(multi_class_labels, logits, weights, label_smoothing)


def mean_squared_error(predictions: Tensor, labels: Tensor, weights: Any = 1.0, scope: object = None) -> Tensor:  # noqa: ANN401
    """Average the squared errors; contrib takes the predictions first."""
    return tf_graph.tf.losses.mean_squared_error(labels, predictions, weights)


class _Nothing:
    """A writer of summaries that writes none."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_, **__: None

    def __enter__(self) -> _Nothing:
        return self

    def __exit__(self, *_: object) -> None:
        return None


def _no_summary(*_: object, **__: object) -> Tensor:
    """Give a session something to run: a summary of nothing."""
    return tf_graph.tf.constant("")


_INITIALIZERS: Functions = {
    "xavier_initializer": xavier_initializer,
    "xavier_initializer_conv2d": xavier_initializer,
    "variance_scaling_initializer": variance_scaling_initializer,
}
_REGULARIZERS: Functions = {"l1_regularizer": l1_regularizer, "l2_regularizer": l2_regularizer}
_LAYERS: Functions = {
    **_INITIALIZERS,
    **_REGULARIZERS,
    "flatten": flatten,
    "fully_connected": fully_connected,
    "linear": linear,
    "conv2d": conv2d,
    "convolution2d": conv2d,
    "max_pool2d": max_pool2d,
    "avg_pool2d": avg_pool2d,
}
LOSSES: Functions = {
    "softmax_cross_entropy": softmax_cross_entropy,
    "sparse_softmax_cross_entropy": sparse_softmax_cross_entropy,
    "sigmoid_cross_entropy": sigmoid_cross_entropy,
    "mean_squared_error": mean_squared_error,
}
SLIM: Mapping[str, Any] = _LAYERS
SUMMARY: Functions = {
    **dict.fromkeys(("scalar", "histogram", "image", "text", "audio", "merge", "merge_all"), _no_summary),
    **dict.fromkeys(("FileWriter", "create_file_writer", "SummaryWriter"), _Nothing),
}
CONTRIB: Mapping[str, Mapping[str, Any]] = {
    "layers": {**_LAYERS, "initializers": _INITIALIZERS, "regularizers": _REGULARIZERS},
    "slim": {**SLIM, "layers": _LAYERS, "losses": LOSSES},
    "losses": LOSSES,
    "summary": SUMMARY,
}
