"""The windows of a convolution in pieces: strips copied into matrices that stay in cache, shared out over threads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.fast_layers.strips import Strips, matrix, padded
from autograder.fast_layers.windows import Array, Geometry, spans
from autograder.fast_layers.workers import blocks_of, shares_of

# Below this many bytes of windows, waking a second thread costs more than it saves.
WORTH_SHARING = 1536 * 1024

# A block of strips: its examples, rows and columns among all strips, and the strips as rows of a matrix.
Piece = tuple[slice, slice, slice, Array]


def pieces_of(X: Array, strips: Strips, budget: int) -> Iterator[Piece]:
    """Copy the strips over X into matrices of at most `budget` bytes, one after the other.

    Whoever lets go of one before asking for the next has one at a time, and the next takes its place in memory.
    """
    strip = strips.height * strips.width * X.shape[3] * X.itemsize
    for part in blocks_of(len(X), strips.rows * strips.columns * strip, budget):
        X_pad = padded(X[part], strips)
        for rows, columns in spans(strips.rows, strips.columns, len(X_pad), strip, budget):
            yield part, rows, columns, matrix(X_pad, strips, rows, columns)


def shares_of_strips(g: Geometry, strips: Strips, dtype: np.dtype[Any], budget: int) -> list[list[slice]]:
    """Cut the examples into blocks whose strips keep to the budget, and the blocks into a share for each thread."""
    return shares_of(g.m, _bytes_of_windows(g, strips, dtype), budget, WORTH_SHARING)


def are_few(g: Geometry, strips: Strips, dtype: np.dtype[Any], budget: int) -> bool:
    """Whether all windows make one block of one share. The way back can need wider numbers, and then says no."""
    return g.m * _bytes_of_windows(g, strips, dtype) < min(budget, WORTH_SHARING)


def _bytes_of_windows(g: Geometry, strips: Strips, dtype: np.dtype[Any]) -> int:
    """Bytes that the strips of one example hold."""
    return strips.rows * strips.columns * strips.height * strips.width * g.n_C_prev * dtype.itemsize
