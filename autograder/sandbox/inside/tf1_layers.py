"""The layers of ``tf.contrib.layers`` and ``tf.layers`` that notebooks of this assignment use, on ``tf.compat.v1``.

Signatures and defaults are those of TensorFlow 1: contrib's fully_connected ends in a RELU unless told otherwise.
Arguments that change neither the values nor the variables (names, collections) are accepted and ignored.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnn_utils.network import tf_graph
from cnn_utils.network.tf_graph import CONTRIB_SEED, Tensor

_RELU = "relu"


def xavier_initializer(uniform: bool = True, seed: int | None = None, dtype: object = None) -> Any:  # noqa: ANN401
    """Make Glorot's initializer."""
    tf = tf_graph.tf
    return (tf.glorot_uniform_initializer if uniform else tf.glorot_normal_initializer)(seed=seed)


def flatten(inputs: Tensor, *_: object, **__: object) -> Tensor:
    """Lay each example out as one row: (m, ...) to (m, n)."""
    return tf_graph.flatten(inputs)


def fully_connected(
    inputs: Tensor,
    num_outputs: int,
    activation_fn: Any = _RELU,  # noqa: ANN401
    normalizer_fn: Any = None,  # noqa: ANN401
    normalizer_params: Any = None,  # noqa: ANN401
    weights_initializer: Any = None,  # noqa: ANN401
    weights_regularizer: Any = None,  # noqa: ANN401
    biases_initializer: Any = "zeros",  # noqa: ANN401
    *_: object,
    **__: object,
) -> Tensor:
    """Apply a fully connected layer to the last axis."""
    tf = tf_graph.tf
    initializer = weights_initializer or tf.glorot_uniform_initializer(seed=CONTRIB_SEED)
    activation = tf.nn.relu if activation_fn == _RELU else activation_fn
    with tf.variable_scope(None, default_name="fully_connected"):
        biased = biases_initializer is not None
        Z = tf_graph.affine(inputs, num_outputs, initializer, ("weights", "biases"), biased=biased)
        return activation(Z) if activation else Z


def linear(inputs: Tensor, num_outputs: int, **options: Any) -> Tensor:  # noqa: ANN401
    """Apply a fully connected layer without an activation."""
    return fully_connected(inputs, num_outputs, **{"activation_fn": None, **options})


def dense(
    inputs: Tensor,
    units: int,
    activation: Any = None,  # noqa: ANN401
    use_bias: bool = True,
    kernel_initializer: Any = None,  # noqa: ANN401
    *_: object,
    **__: object,
) -> Tensor:
    """Apply a fully connected layer to the last axis."""
    with tf_graph.tf.variable_scope(None, default_name="dense"):
        Z = tf_graph.affine(inputs, units, kernel_initializer, ("kernel", "bias"), biased=use_bias)
        return activation(Z) if activation else Z


def conv2d(
    inputs: Tensor,
    filters: int,
    kernel_size: int | tuple[int, int],
    strides: int | tuple[int, int] = 1,
    padding: str = "valid",
    activation: Any = None,  # noqa: ANN401
    use_bias: bool = True,
    kernel_initializer: Any = None,  # noqa: ANN401
    **_: object,
) -> Tensor:
    """Apply a convolution with filters of its own."""
    tf = tf_graph.tf
    with tf.variable_scope(None, default_name="conv2d"):
        shape = (*_pair(kernel_size), inputs.shape.as_list()[-1], filters)
        Z = tf.nn.conv2d(
            inputs,
            tf.get_variable("kernel", shape, initializer=kernel_initializer),
            (1, *_pair(strides), 1),
            padding.upper(),
        )
        if use_bias:
            Z += tf.get_variable("bias", (filters,), initializer=tf.zeros_initializer())
        return activation(Z) if activation else Z


def max_pooling2d(
    inputs: Tensor,
    pool_size: int | tuple[int, int],
    strides: int | tuple[int, int],
    padding: str = "valid",
    **_: object,
) -> Tensor:
    """Take the maximum of each window."""
    return tf_graph.tf.nn.max_pool(inputs, (1, *_pair(pool_size), 1), (1, *_pair(strides), 1), padding.upper())


def average_pooling2d(
    inputs: Tensor,
    pool_size: int | tuple[int, int],
    strides: int | tuple[int, int],
    padding: str = "valid",
    **_: object,
) -> Tensor:
    """Take the average of each window."""
    return tf_graph.tf.nn.avg_pool(inputs, (1, *_pair(pool_size), 1), (1, *_pair(strides), 1), padding.upper())


def contrib_max_pool2d(
    inputs: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 2,
    padding: str = "VALID",
    **_: object,
) -> Tensor:
    """Take the maximum of each window, with contrib's defaults."""
    return max_pooling2d(inputs, kernel_size, stride, padding)


def _pair(size: int | tuple[int, int]) -> tuple[int, int]:
    return (size, size) if isinstance(size, int) else tuple(size)  # type: ignore[return-value]


CONTRIB_LAYERS: dict[str, Callable[..., Any]] = {
    "xavier_initializer": xavier_initializer,
    "xavier_initializer_conv2d": xavier_initializer,
    "flatten": flatten,
    "fully_connected": fully_connected,
    "linear": linear,
    "max_pool2d": contrib_max_pool2d,
}
LAYERS: dict[str, Callable[..., Any]] = {
    "flatten": flatten,
    "dense": dense,
    "conv2d": conv2d,
    "max_pooling2d": max_pooling2d,
    "average_pooling2d": average_pooling2d,
}
