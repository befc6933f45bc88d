"""One block of examples pooled: down the columns of each window, then along its row.

Down the columns the operands are whole image rows. Along the row it goes by doubling: the maxima (or sums) of 2, 4,
8... neighbouring pixels are each one operation on two shifted copies of what is already there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from autograder.fast_layers.windows import Array, Geometry, inside

# From this many channels on, a pixel is long enough to be an operand of its own.
LONG_PIXEL = 32


def pool_block(X: Array, A: Array, g: Geometry, mode: str) -> None:
    """Pool one padded block (m, height, width, n_C) into A (m, n_H, n_W, n_C)."""
    combine = np.maximum if mode == "max" else np.add
    across_rows(combine, down_columns(combine, X, g), A, g)
    if mode != "max":
        A *= shares(g, A.dtype)


def down_columns(combine: np.ufunc, X: Array, g: Geometry) -> Array:
    """Combine the f rows of pixels under each row of windows: (m, n_H, width, n_C)."""
    example, row, column, channel = X.strides
    rows = as_strided(X, (len(X), g.n_H, g.f, *X.shape[2:]), (example, g.stride * row, row, column, channel))
    combined: Array = combine.reduce(rows, axis=2)
    return combined


def across_maxima(down: Array, g: Geometry) -> Array:
    """Maximum of each window, (m, n_H, n_W, n_C), from the maxima of its columns."""
    A = np.empty((len(down), g.n_H, g.n_W, g.n_C_prev), down.dtype)
    across_rows(np.maximum, down, A, g)
    return A


def across_rows(combine: np.ufunc, down: Array, A: Array, g: Geometry) -> None:
    """Combine the f pixels of each window's row, (m, n_H, width, n_C), into A (m, n_H, n_W, n_C)."""
    if g.f == 1:
        A[...] = pixels(down, 0, g)
    elif g.stride == 1 or g.n_C_prev >= LONG_PIXEL:
        combine(pixels(down, 0, g), pixels(down, 1, g), out=A)
        for j in range(2, g.f):
            combine(A, pixels(down, j, g), out=A)
    else:
        A[...] = _along_rows(combine, down, g)


def pixels(rows: Array, j: int, g: Geometry) -> Array:
    """Pixel j of each window's row: a view (m, n_H, n_W, n_C) of rows (m, n_H, width, n_C)."""
    return rows[:, :, j : j + g.stride * (g.n_W - 1) + 1 : g.stride]


def _along_rows(combine: np.ufunc, down: Array, g: Geometry) -> Array:
    """Combine f neighbouring pixels by doubling, at every pixel, and show those where a window starts.

    The block is one long line here: what runs over the end of an image row belongs to no window.
    """
    line = np.ascontiguousarray(down).reshape(-1)
    so_far, reach, width = None, 0, 1
    while True:
        if g.f & width:
            so_far = line if so_far is None else _shifted(combine, so_far, line, reach * g.n_C_prev)
            reach += width
        if reach == g.f:
            break
        line = _shifted(combine, line, line, width * g.n_C_prev)
        width *= 2
    assert so_far is not None
    size, (m, rows, pixels, n_C) = so_far.itemsize, down.shape
    strides = (rows * pixels * n_C * size, pixels * n_C * size, g.stride * n_C * size, size)
    return as_strided(so_far, (m, rows, g.n_W, n_C), strides)


def _shifted(combine: np.ufunc, here: Array, further: Array, shift: int) -> Array:
    """Combine each element with the one `shift` places further on."""
    further = further[shift:]
    length = min(len(here), len(further))
    combined: Array = combine(here[:length], further[:length])
    return combined


def shares(g: Geometry, dtype: np.dtype[Any]) -> Array:
    """One over the pixels of the input under each window: f * f, and fewer where a window reaches into padding."""
    if not g.padded:
        return np.asarray(1 / (g.f * g.f), dtype)
    rows = _covered(g.n_H, g.n_H_prev, g.top, g)
    columns = _covered(g.n_W, g.n_W_prev, g.left, g)
    return (1 / np.outer(rows, columns)[..., None]).astype(dtype)


def _covered(n: int, n_prev: int, before: int, g: Geometry) -> Array:
    start = np.arange(n) * g.stride - before
    return np.asarray(np.minimum(start + g.f, n_prev) - np.maximum(start, 0), np.float64)


def padded_block(X: Array, g: Geometry, mode: str) -> Array:
    """Return the block with its padding: values that never are a maximum, or zeros that add nothing."""
    if not g.padded:
        return X
    filling = -np.inf if mode == "max" else 0.0
    X_pad = np.full((len(X), g.height, g.width, g.n_C_prev), filling, X.dtype)
    inside(X_pad, g)[...] = X
    return X_pad


def tiles(g: Geometry) -> bool:
    """Whether the windows lie side by side and fill whole rows."""
    return g.stride == g.f and g.n_W * g.f == g.width
