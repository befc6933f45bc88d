"""The application's network in NumPy: an oracle that needs no TensorFlow, and a workbench for its wrong variants.

CONV2D 4x4x3x8 → RELU → MAXPOOL 8x8/8 → CONV2D 2x2x8x16 → RELU → MAXPOOL 4x4/4 → FLATTEN → FULLYCONNECTED 6. Every
choice is a field of `Stage` or `Network`, so that a mistake is `replace(RIGHT, ...)`. Tests hold it against TensorFlow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

Elementwise = Callable[[np.ndarray], np.ndarray]


def relu(Z: np.ndarray) -> np.ndarray:
    """Negative entries become zero."""
    return np.asarray(np.maximum(Z, 0))


def identity(Z: np.ndarray) -> np.ndarray:
    """No activation."""
    return Z


def softmax(Z: np.ndarray) -> np.ndarray:
    """Rows of Z, shape (m, n_y), as probabilities."""
    return np.asarray(np.exp(log_softmax(Z)))


def log_softmax(Z: np.ndarray) -> np.ndarray:
    """Logarithms of `softmax`, without overflow."""
    shifted = Z - Z.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


@dataclass(frozen=True)
class Stage:
    """A convolution, its activation and its pooling.

    Attributes
    ----------
    pool : int
        Side of the pooling window.
    pool_stride : int
    conv_stride : int
    padding : str
        "SAME" or "VALID", of the convolution.
    activation : callable
    pooling : str
        "max", "mean" or "none".
    """

    pool: int
    pool_stride: int
    conv_stride: int = 1
    padding: str = "SAME"
    activation: Elementwise = relu
    pooling: str = "max"

    def __call__(self, A_prev: np.ndarray, W: np.ndarray, b: np.ndarray | float = 0.0) -> np.ndarray:
        """Shape (m, n_H_prev, n_W_prev, n_C_prev) to (m, n_H, n_W, n_C)."""
        A = self.activation(convolve(A_prev, W, self.conv_stride, self.padding) + b)
        return A if self.pooling == "none" else pool(A, self.pool, self.pool_stride, self.pooling)


@dataclass(frozen=True)
class Network:
    """The whole network. `flat` is false where FLATTEN was forgotten."""

    first: Stage = Stage(pool=8, pool_stride=8)
    second: Stage = Stage(pool=4, pool_stride=4)
    end: Elementwise = identity
    bias: bool = True
    flat: bool = True

    def __call__(
        self,
        X: np.ndarray,
        W1: np.ndarray,
        W2: np.ndarray,
        kernel: np.ndarray,
        bias: np.ndarray,
        b1: np.ndarray | float = 0.0,
        b2: np.ndarray | float = 0.0,
    ) -> np.ndarray:
        """Z3 of shape (m, 6) for X of shape (m, 64, 64, 3).

        `kernel` has shape (64, 6). A wrong network flattens to another length; its kernel repeats the right one's rows,
        as the driver of the graph does (`cnn_utils.calling.drivers`).
        """
        P2 = self.second(self.first(X, W1, b1), W2, b2)
        F = P2.reshape(len(P2), -1) if self.flat else P2
        weights = np.resize(kernel, (F.shape[-1], kernel.shape[1]))
        return self.end(F @ weights + (bias if self.bias else 0.0))


RIGHT = Network()


def convolve(A_prev: np.ndarray, W: np.ndarray, stride: int = 1, padding: str = "SAME") -> np.ndarray:
    """Convolve as ``tf.nn.conv2d`` does: no bias, W of shape (f, f, n_C_prev, n_C)."""
    windows = _windows(_padded(A_prev, W.shape[0], stride, padding, 0.0), W.shape[0], stride)
    return np.asarray(np.tensordot(windows, W, axes=([4, 5, 3], [0, 1, 2])))


def pool(A_prev: np.ndarray, f: int, stride: int, mode: str = "max") -> np.ndarray:
    """Pool as ``tf.nn.max_pool`` and ``tf.nn.avg_pool`` do with SAME padding: what is padded never counts."""
    if mode == "max":
        return _reduced(A_prev, f, stride, np.max, -np.inf)
    total, count = (_reduced(A, f, stride, np.sum, 0.0) for A in (A_prev, np.ones_like(A_prev)))
    return np.asarray(total / count)


def softmax_cost(Z3: np.ndarray, Y: np.ndarray) -> float:
    """Mean over the examples of the cross-entropy between Y and the softmax of Z3, both of shape (m, n_y)."""
    return float(-(Y * log_softmax(Z3)).sum(axis=1).mean())


def with_first(**changes: object) -> Network:
    """Return the right network but for its first stage."""
    return replace(RIGHT, first=replace(RIGHT.first, **changes))  # type: ignore[arg-type]


def with_second(**changes: object) -> Network:
    """Return the right network but for its second stage."""
    return replace(RIGHT, second=replace(RIGHT.second, **changes))  # type: ignore[arg-type]


def _padded(A: np.ndarray, f: int, stride: int, padding: str, fill: float) -> np.ndarray:
    if padding == "VALID":
        return A
    missing = [max((-(-n // stride) - 1) * stride + f - n, 0) for n in A.shape[1:3]]
    # An odd row or column goes to the end: TensorFlow's rule.
    sides = [(total // 2, total - total // 2) for total in missing]
    return np.pad(A, ((0, 0), *sides, (0, 0)), constant_values=fill)


def _reduced(A: np.ndarray, f: int, stride: int, reduce: Callable[..., np.ndarray], fill: float) -> np.ndarray:
    """Reduce each window to one number, one axis after the other: the same result from f times fewer numbers."""
    rows = sliding_window_view(_padded(A, f, stride, "SAME", fill), f, axis=1)[:, ::stride]
    columns = sliding_window_view(reduce(rows, axis=-1), f, axis=2)[:, :, ::stride]
    return np.asarray(reduce(columns, axis=-1))


def _windows(A: np.ndarray, f: int, stride: int) -> np.ndarray:
    """Windows of A, shape (m, n_H, n_W, n_C, f, f)."""
    return sliding_window_view(A, (f, f), axis=(1, 2))[:, ::stride, ::stride]  # type: ignore[call-overload,no-any-return]
