"""Where windows lie: output sizes, padding, and views that show every window without a copy."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from cnn_utils.network.layers import same_padding

Array = NDArray[np.floating[Any]]


class Geometry(NamedTuple):
    """Sizes of one layer: the input, its padding, the window and the output."""

    m: int
    n_H_prev: int  # noqa: N815  (the names of the mathematics, here and below)
    n_W_prev: int  # noqa: N815
    n_C_prev: int  # noqa: N815
    f: int
    stride: int
    top: int
    left: int
    height: int
    """Height of the padded input."""
    width: int
    """Width of the padded input."""
    n_H: int  # noqa: N815
    n_W: int  # noqa: N815

    @property
    def padded(self) -> bool:
        """Whether there is any padding at all."""
        return self.height != self.n_H_prev or self.width != self.n_W_prev


@lru_cache
def geometry(shape: tuple[int, ...], f: int, stride: int, pad: int | str = 0) -> Geometry:
    """Sizes of a layer over an input of `shape` (m, n_H_prev, n_W_prev, n_C_prev).

    `pad` is a number of zeros on every side, as in the assignment, or "SAME" as in TensorFlow.
    """
    if pad == "SAME":
        return _place(shape, f, stride, same_padding(shape[1], f, stride), same_padding(shape[2], f, stride))
    return _place(shape, f, stride, (int(pad), int(pad)), (int(pad), int(pad)))


def _place(shape: tuple[int, ...], f: int, stride: int, rows: tuple[int, int], columns: tuple[int, int]) -> Geometry:
    """Lay windows over an input of `shape` padded by (before, after) along rows and columns."""
    m, n_H_prev, n_W_prev, n_C_prev = shape
    height, width = n_H_prev + sum(rows), n_W_prev + sum(columns)
    n_H, n_W = (height - f) // stride + 1, (width - f) // stride + 1
    return Geometry(m, n_H_prev, n_W_prev, n_C_prev, f, stride, rows[0], columns[0], height, width, n_H, n_W)


def zero_pad(X: Array, pad: int) -> Array:
    """Pad the height and width of every example with zeros.

    Parameters
    ----------
    X : ndarray of shape (m, n_H, n_W, n_C)
    pad : int

    Returns
    -------
    X_pad : ndarray of shape (m, n_H + 2 * pad, n_W + 2 * pad, n_C)
    """
    m, n_H, n_W, n_C = X.shape
    X_pad = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C), X.dtype)
    X_pad[:, pad : pad + n_H, pad : pad + n_W] = X
    return X_pad


def inside(X_pad: Array, g: Geometry) -> Array:
    """Return the view of the padded array, (m, height, width, n_C), that the input itself fills."""
    return X_pad[:, g.top : g.top + g.n_H_prev, g.left : g.left + g.n_W_prev]


def windows(X_pad: NDArray[Any], g: Geometry) -> NDArray[Any]:
    """Every window of a padded input as a view of shape (m, n_H, n_W, f, f, n_C): six axes over the same memory."""
    example, row, column, channel = X_pad.strides
    shape = (X_pad.shape[0], g.n_H, g.n_W, g.f, g.f, X_pad.shape[3])
    return as_strided(X_pad, shape, (example, g.stride * row, g.stride * column, row, column, channel))


def places(g: Geometry) -> NDArray[np.intp]:
    """Where every number under every window lies in the padded input: (m, n_H, n_W, f, f, n_C_prev)."""
    numbered = np.arange(g.m * g.height * g.width * g.n_C_prev)
    return windows(numbered.reshape(g.m, g.height, g.width, g.n_C_prev), g)


def tap(X_pad: Array, i: int, j: int, g: Geometry) -> Array:
    """Element (i, j) of every window of X_pad (m, height, width, n_C): a view of shape (m, n_H, n_W, n_C)."""
    return X_pad[:, i : i + g.stride * (g.n_H - 1) + 1 : g.stride, j : j + g.stride * (g.n_W - 1) + 1 : g.stride]


def pad_block(A_prev: Array, g: Geometry) -> Array:
    """Return A_prev with its padding of zeros, or A_prev itself where there is none."""
    if not g.padded:
        return A_prev
    X_pad = np.zeros((len(A_prev), g.height, g.width, g.n_C_prev), A_prev.dtype)
    inside(X_pad, g)[...] = A_prev
    return X_pad


def spans(n_H: int, n_W: int, m: int, bytes_each: int, budget: int) -> Iterator[tuple[slice, slice]]:
    """Cut (m, n_H, n_W) strips into spans of rows (or of columns of one row) that fit in one block.

    A span is the whole unless m is 1, so that the same span of the output is always contiguous.
    """
    fit = max(1, budget // bytes_each)
    if m > 1 or n_H * n_W <= fit:
        yield slice(0, n_H), slice(0, n_W)
    elif n_W <= fit:
        step = fit // n_W
        for low in range(0, n_H, step):
            yield slice(low, min(low + step, n_H)), slice(0, n_W)
    else:
        for row in range(n_H):
            for low in range(0, n_W, fit):
                yield slice(row, row + 1), slice(low, min(low + fit, n_W))
