"""One block of examples pooled: down the columns of each window, then along its row.

Down the columns the operands are whole image rows. Along the row, pixels that do not lie side by side are first copied
side by side, each as one item: a copy has less to say for each pixel than an operation has.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.fast_layers.windows import Array, Geometry, inside

# From this many parts on, one product or reduction combines them faster than an operation for each.
MANY = 4


def max_down_columns(X: Array, g: Geometry, out: Array | None = None) -> Array:
    """Maximum of the f rows of pixels under each row of windows: (m, n_H, width, n_C)."""
    down = np.empty((len(X), g.n_H, g.width, g.n_C_prev), X.dtype) if out is None else out
    return _combine(np.maximum, _each_row(X, g), down)


def sum_down_columns(X: Array, g: Geometry) -> Array:
    """Sum of the f rows of pixels under each row of windows: (m, n_H, width, n_C).

    From a few rows on, a row of ones times them: one small matrix product for each row of windows.
    """
    down = np.empty((len(X), g.n_H, g.width, g.n_C_prev), X.dtype)
    if g.f < MANY:
        return _combine(np.add, _each_row(X, g), down)
    lines = rows_of(X, g).reshape(g.f, len(X), g.n_H, -1).transpose(1, 2, 0, 3)
    np.matmul(np.ones((1, g.f), X.dtype), lines, out=down.reshape(len(X), g.n_H, 1, -1))
    return down


def along_rows(combine: np.ufunc, down: Array, g: Geometry, out: Array | None = None) -> Array:
    """Combine the f pixels of each window's row, (m, n_H, width, n_C): (m, n_H, n_W, n_C)."""
    A = np.empty((len(down), g.n_H, g.n_W, g.n_C_prev), down.dtype) if out is None else out
    if g.stride == 1:
        return _combine(combine, [down[:, :, j : j + g.n_W] for j in range(g.f)], A)
    items = down.view(f"V{g.n_C_prev * down.itemsize}")
    parts = pixels_of(items, g).copy().view(down.dtype)
    if g.f < MANY:
        return _combine(combine, parts, A)
    combine.reduce(parts, axis=0, out=A)
    return A


def _combine(combine: np.ufunc, parts: Array | list[Array], out: Array) -> Array:
    if len(parts) == 1:
        out[...] = parts[0]
    else:
        combine(parts[0], parts[1], out=out)
    for part in parts[2:]:
        combine(out, part, out=out)
    return out


def _each_row(X: Array, g: Geometry) -> list[Array]:
    """What `rows_of` shows, as slices: cheaper where each is used by itself."""
    last = g.stride * (g.n_H - 1) + 1
    return [X[:, i : i + last : g.stride] for i in range(g.f)]


def rows_of(X: Array, g: Geometry) -> Array:
    """First to last row of each row of windows: a view (f, m, n_H, width, n_C) of X (m, height, width, n_C)."""
    example, row, *rest = X.strides
    shape = (g.f, len(X), g.n_H, *X.shape[2:])
    return np.ndarray(shape, X.dtype, X, 0, (row, example, g.stride * row, *rest))


def pixels_of(rows: Array, g: Geometry) -> Array:
    """First to last pixel of each window's row: a view (f, m, n_H, n_W, n_C) of rows (m, n_H, width, n_C)."""
    example, row, column, channel = rows.strides
    shape = (g.f, len(rows), g.n_H, g.n_W, rows.shape[3])
    return np.ndarray(shape, rows.dtype, rows, 0, (column, example, row, g.stride * column, channel))


def shares(g: Geometry, dtype: np.dtype[Any]) -> Array | float:
    """One over the pixels of the input under each window: f * f, and fewer where a window reaches into padding."""
    if not g.padded:
        return 1 / (g.f * g.f)
    rows = _covered(g.n_H, g.n_H_prev, g.top, g)
    columns = _covered(g.n_W, g.n_W_prev, g.left, g)
    shared: Array = (1 / np.outer(rows, columns)[..., None]).astype(dtype)
    return shared


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
