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
        shape = (*pair(kernel_size), inputs.shape.as_list()[-1], filters)
        Z = tf.nn.conv2d(
            inputs,
            tf.get_variable("kernel", shape, initializer=kernel_initializer),
            (1, *pair(strides), 1),
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
    return tf_graph.tf.nn.max_pool(inputs, (1, *pair(pool_size), 1), (1, *pair(strides), 1), padding.upper())


def average_pooling2d(
    inputs: Tensor,
    pool_size: int | tuple[int, int],
    strides: int | tuple[int, int],
    padding: str = "valid",
    **_: object,
) -> Tensor:
    """Take the average of each window."""
    return tf_graph.tf.nn.avg_pool(inputs, (1, *pair(pool_size), 1), (1, *pair(strides), 1), padding.upper())


def pair(size: int | tuple[int, int]) -> tuple[int, int]:
    """Give one size for both axes, or two."""
    return (size, size) if isinstance(size, int) else tuple(size)  # type: ignore[return-value]


LAYERS: dict[str, Callable[..., Any]] = {
    "flatten": flatten,
    "dense": dense,
    "conv2d": conv2d,
    "max_pooling2d": max_pooling2d,
    "average_pooling2d": average_pooling2d,
}
