"""Pooling of few numbers, where a call costs more than its work: all windows at once, in as few calls as possible.

A table says where every pixel of every window lies.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from autograder.fast_layers.pool_windows import shares
from autograder.fast_layers.windows import Array, Geometry, places

# The table pays up to so many places.
FEW = 1024


def is_small(g: Geometry) -> bool:
    """Whether the windows hold few numbers in all."""
    return g.m * g.n_H * g.n_W * g.n_C_prev * g.f * g.f <= FEW


@lru_cache(maxsize=32)
def _table(g: Geometry) -> NDArray[np.intp]:
    """Where each pixel of each window lies in the padded input: (f * f, m * n_H * n_W * n_C)."""
    table = places(g).transpose(3, 4, 0, 1, 2, 5).reshape(g.f * g.f, -1)
    table.setflags(write=False)
    return table


def pool_few(X_pad: Array, g: Geometry, mode: str) -> Array:
    """Pool X_pad (m, height, width, n_C) to (m, n_H, n_W, n_C)."""
    pixels, shape = X_pad.reshape(-1).take(_table(g)), (g.m, g.n_H, g.n_W, g.n_C_prev)
    if mode == "max":
        best: Array = np.maximum.reduce(pixels, axis=0).reshape(shape)
        return best
    total: Array = np.add.reduce(pixels, axis=0).reshape(shape)
    return total * shares(g, X_pad.dtype)


def send_back_few(dA: Array, X_pad: Array, g: Geometry, mode: str, *, first: bool) -> Array:
    """Send dA (m, n_H, n_W, n_C) back through the windows: (m, height, width, n_C)."""
    table, sent = _table(g), dA.reshape(-1)
    if mode == "average":
        sent = np.broadcast_to((dA * shares(g, dA.dtype)).reshape(-1), table.shape)
    else:
        pixels = X_pad.reshape(-1).take(table)
        if first:
            table = table[pixels.argmax(axis=0), np.arange(dA.size)]
        else:
            sent = sent * (pixels == np.maximum.reduce(pixels, axis=0))
    dX = np.bincount(table.reshape(-1), sent.reshape(-1), X_pad.size)
    return dX.astype(dA.dtype, copy=False).reshape(X_pad.shape)
