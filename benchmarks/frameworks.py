"""The same layer calls in TensorFlow and PyTorch, on the CPU, each on its own copy of the arrays made beforehand.

PyTorch gets the arrays in the memory order that they have (channels last), which is also its faster one on nearly all
of these shapes. Its max pooling remembers where the maxima were, as ours does; TensorFlow's looks for them again.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

Array = NDArray[np.floating[Any]]
Pair = tuple[Callable[[], object], Callable[[], object]]


def installed() -> list[str]:
    """Names of the frameworks that are here."""
    return [name for name, module in (("TensorFlow", "tensorflow"), ("PyTorch", "torch")) if find_spec(module)]


def use_threads(threads: int) -> None:
    """Let every installed framework use this many threads; TensorFlow listens only before its first operation."""
    if "TensorFlow" in installed():
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(1)
    if "PyTorch" in installed():
        import torch

        torch.set_num_threads(threads)


def convolution(name: str, A_prev: Array, W: Array, b: Array, dZ: Array, stride: int, pad: int) -> Pair:
    """Forward and backward calls of a convolution: the gradients of input, weights and bias."""
    return (_tf_convolution if name == "TensorFlow" else _torch_convolution)(A_prev, W, b, dZ, stride, pad)


def pooling(name: str, A_prev: Array, dA: Array, f: int, stride: int, mode: str) -> Pair:
    """Forward and backward calls of a pooling."""
    return (_tf_pooling if name == "TensorFlow" else _torch_pooling)(A_prev, dA, f, stride, mode)


def _tf_convolution(A_prev: Array, W: Array, b: Array, dZ: Array, stride: int, pad: int) -> Pair:
    import tensorflow as tf

    x, w, bias, dz = (tf.constant(array) for array in (A_prev, W, b.reshape(-1), dZ))
    around = [[0, 0], [pad, pad], [pad, pad], [0, 0]]
    how = {
        "strides": [1, stride, stride, 1],
        "padding": "EXPLICIT",
        "explicit_paddings": [n for pair in around for n in pair],
    }
    return (
        lambda: tf.nn.bias_add(tf.nn.conv2d(x, w, stride, around), bias),
        lambda: (
            tf.raw_ops.Conv2DBackpropInput(input_sizes=A_prev.shape, filter=w, out_backprop=dz, **how),
            tf.raw_ops.Conv2DBackpropFilter(input=x, filter_sizes=W.shape, out_backprop=dz, **how),
            tf.raw_ops.BiasAddGrad(out_backprop=dz),
        ),
    )


def _tf_pooling(A_prev: Array, dA: Array, f: int, stride: int, mode: str) -> Pair:
    import tensorflow as tf

    x, da = tf.constant(A_prev), tf.constant(dA)
    how = {"ksize": [1, f, f, 1], "strides": [1, stride, stride, 1], "padding": "VALID"}
    if mode == "max":
        a = tf.nn.max_pool2d(x, f, stride, "VALID")
        return (
            lambda: tf.nn.max_pool2d(x, f, stride, "VALID"),
            lambda: tf.raw_ops.MaxPoolGrad(orig_input=x, orig_output=a, grad=da, **how),
        )
    return (
        lambda: tf.nn.avg_pool2d(x, f, stride, "VALID"),
        lambda: tf.raw_ops.AvgPoolGrad(orig_input_shape=A_prev.shape, grad=da, **how),
    )


def _torch_convolution(A_prev: Array, W: Array, b: Array, dZ: Array, stride: int, pad: int) -> Pair:
    import torch

    x, dz, bias = _channels_second(A_prev), _channels_second(dZ), torch.from_numpy(b.reshape(-1).copy())
    w = torch.from_numpy(W.transpose(3, 2, 0, 1).copy()).contiguous(memory_format=torch.channels_last)
    strides, pads = [stride, stride], [pad, pad]
    return (
        lambda: torch.conv2d(x, w, bias, stride, pad),
        lambda: torch.ops.aten.convolution_backward(
            dz, x, w, [len(bias)], strides, pads, [1, 1], False, [0, 0], 1, [True] * 3
        ),
    )


def _torch_pooling(A_prev: Array, dA: Array, f: int, stride: int, mode: str) -> Pair:
    import torch

    x, da = _channels_second(A_prev), _channels_second(dA)
    size, strides, aten = [f, f], [stride, stride], torch.ops.aten
    if mode == "max":
        _, where = aten.max_pool2d_with_indices(x, size, strides)
        return (
            lambda: aten.max_pool2d_with_indices(x, size, strides),
            lambda: aten.max_pool2d_with_indices_backward(da, x, size, strides, [0, 0], [1, 1], False, where),
        )
    return (
        lambda: aten.avg_pool2d(x, size, strides),
        lambda: aten.avg_pool2d_backward(da, x, size, strides, [0, 0], False, True, None),
    )


def _channels_second(array: Array) -> torch.Tensor:
    """Wrap the array in a tensor with its axes in PyTorch's order; the numbers stay where they are."""
    import torch

    return torch.from_numpy(array).permute(0, 3, 1, 2)
