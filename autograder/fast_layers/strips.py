"""Windows as the rows of one matrix, several neighbouring windows to a row.

Neighbouring windows share most of their pixels. A strip holds all pixels under `together` of them, so that one row of
the matrix gives as many outputs at once: fewer numbers are copied than for each window alone, and a matrix that would
have had very few columns gets more. The price is multiplications by the zeros of a banded matrix of weights. They add
exactly nothing; yet some kernels of OpenBLAS sum in another order from column to column and row to row, so that equal
windows can round differently by their place.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from autograder.fast_layers.windows import Array, Geometry

# A banded matrix of weights gets as many columns, and as many times the numbers of the weights in it, at most.
WIDEST, MOST_ZEROS = 40, 2


class Strips(NamedTuple):
    """Where strips lie over an input: in its own coordinates, the padding included by a negative start."""

    first_row: int
    first_column: int
    height: int
    width: int
    """Height and width of one strip, in pixels."""
    row_step: int
    column_step: int
    """From one strip to the next, in pixels."""
    rows: int
    columns: int
    """How many strips there are."""


@lru_cache
def together(n_W: int, step: int, f: int, n_C: int) -> int:
    """How many neighbours of n_W share a strip: a number that divides n_W, or 1.

    Parameters
    ----------
    n_W : int
        Outputs in one row.
    step : int
        Pixels from one to the next.
    f, n_C : int
        Pixels under each, and numbers that each of them has.
    """
    most = min(WIDEST // n_C, 1 + (MOST_ZEROS - 1) * f // step)
    return max((t for t in range(2, most + 1) if n_W % t == 0), default=1)


def padded(X: Array, strips: Strips) -> Array:
    """Cut X (m, n_H, n_W, n_C), with zeros around it, to what lies under the strips; X itself where nothing changes."""
    m, n_H, n_W, n_C = X.shape
    height = strips.row_step * (strips.rows - 1) + strips.height
    width = strips.column_step * (strips.columns - 1) + strips.width
    top, left = -strips.first_row, -strips.first_column
    if (top, left, height, width) == (0, 0, n_H, n_W):
        return np.ascontiguousarray(X)
    X_pad = np.zeros((m, height, width, n_C), X.dtype)
    X_pad[:, max(top, 0) : max(top + n_H, 0), max(left, 0) : max(left + n_W, 0)] = X[
        :, max(-top, 0) : max(height - top, 0), max(-left, 0) : max(width - left, 0)
    ]
    return X_pad


def matrix(X_pad: Array, strips: Strips, rows: slice, columns: slice) -> Array:
    """Copy strips into a matrix (m * rows * columns, height * width * n_C).

    A strip's row of pixels is contiguous. It is copied as one item of that many bytes: NumPy then loops over items, and
    not over numbers in rows.
    """
    example, row, column, _ = X_pad.strides
    start = rows.start * strips.row_step * row + columns.start * strips.column_step * column
    run = strips.width * X_pad.shape[3]
    shape = (len(X_pad), rows.stop - rows.start, columns.stop - columns.start, strips.height)
    steps = (example, strips.row_step * row, strips.column_step * column, row)
    items = np.ndarray(shape, f"V{run * X_pad.itemsize}", X_pad, start, steps)
    if strips.height == 2:  # NumPy's innermost loop would be of these two
        copied = np.empty(shape, items.dtype)
        copied[..., 0], copied[..., 1] = items[..., 0], items[..., 1]
    else:
        copied = items.copy()
    return copied.view(X_pad.dtype).reshape(-1, strips.height * run)


def forward_strips(g: Geometry, t: int) -> Strips:
    """Strips over the input of a convolution, each under t outputs."""
    width = g.f + (t - 1) * g.stride
    return Strips(-g.top, -g.left, g.f, width, g.stride, t * g.stride, g.n_H, g.n_W // t)


def banded(W: Array, stride: int, t: int) -> Array:
    """Weights (f, f, n_C_prev, n_C) for strips of t windows: (f * (f + (t - 1) * stride) * n_C_prev, t * n_C)."""
    f, _, n_C_prev, n_C = W.shape
    bands = np.zeros((f, f + (t - 1) * stride, n_C_prev, t, n_C), W.dtype)
    for k in range(t):
        bands[:, k * stride : k * stride + f, :, k] = W
    return bands.reshape(-1, t * n_C)


def unbanded(dbands: Array, g: Geometry, t: int) -> Array:
    """Sum the gradient of `banded` over the places of each weight: (f, f, n_C_prev, n_C)."""
    bands = dbands.reshape(g.f, -1, g.n_C_prev, t, dbands.shape[1] // t)
    dW = bands[:, : g.f, :, 0].copy()
    for k in range(1, t):
        dW += bands[:, k * g.stride : k * g.stride + g.f, :, k]
    return dW


def backward_strips(g: Geometry, t: int, phase: int) -> Strips:
    """Strips over dZ, each under the t pixels of the input that its outputs reach.

    With a stride, the rows of the input that lie `stride` apart meet the same rows of the filters: they make one phase.
    """
    row = phase + g.top  # of the padded input
    first_row, first_column = -((g.f - 1 - row) // g.stride), -((g.f - 1 - g.left) // g.stride)
    height, width = row // g.stride - first_row + 1, (g.left + t - 1) // g.stride - first_column + 1
    rows, columns = -(-(g.n_H_prev - phase) // g.stride), -(-g.n_W_prev // t)
    return Strips(first_row, first_column, height, width, 1, t // g.stride, rows, columns)


def banded_back(W: Array, strips: Strips, g: Geometry, t: int, phase: int) -> Array:
    """Weights for strips over dZ: (height * width * n_C, t * n_C_prev), every filter turned by 180 degrees."""
    bands = np.zeros((strips.height, strips.width, W.shape[3], t, g.n_C_prev), W.dtype)
    if not strips.height:  # rows that no window reaches
        return bands.reshape(0, t * g.n_C_prev)
    turned = W[phase + g.top - g.stride * strips.first_row :: -g.stride].transpose(0, 1, 3, 2)
    for k in range(t):
        j = k + g.left - g.stride * strips.first_column  # the filter's column at the strip's first one
        skipped = max(0, -((g.f - 1 - j) // g.stride))
        if j >= g.stride * skipped:
            columns = turned[:, j - g.stride * skipped :: -g.stride]
            bands[:, skipped : skipped + columns.shape[1], :, k] = columns
    return bands.reshape(-1, t * g.n_C_prev)
