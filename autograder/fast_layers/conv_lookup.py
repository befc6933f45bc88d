"""Convolution of few numbers, where a call costs more than its work: all windows at once, in as few calls as possible.

A table says where every number under every window lies; the 32 last ones are kept, of 128 KiB at most.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from autograder.fast_layers.windows import Array, Geometry, inside, pad_block, places

# The table pays up to so many places.
FEW = 16 * 1024


def is_small(g: Geometry) -> bool:
    """Whether the windows hold few numbers in all."""
    return g.m * g.n_H * g.n_W * g.f * g.f * g.n_C_prev <= FEW


@lru_cache(maxsize=32)
def _table(g: Geometry) -> NDArray[np.intp]:
    """Where each number under each window lies in the padded input: (m * n_H * n_W, f * f * n_C_prev)."""
    table = places(g).reshape(g.m * g.n_H * g.n_W, g.f * g.f * g.n_C_prev)
    table.setflags(write=False)
    return table


def look_up(X: Array, g: Geometry) -> Array:
    """Copy every window of X (m, n_H_prev, n_W_prev, n_C_prev): (m * n_H * n_W, f * f * n_C_prev)."""
    return pad_block(X, g).reshape(-1).take(_table(g))


def convolve_few(looked_up: Array, W: Array, b: Array, g: Geometry) -> Array:
    """Convolve: (m, n_H, n_W, n_C)."""
    n_C = W.shape[3]
    Z: Array = looked_up @ W.reshape(-1, n_C)
    Z += b.reshape(n_C)
    return Z.reshape(g.m, g.n_H, g.n_W, n_C)


def weight_gradients_of_few(looked_up: Array, dZ: Array, g: Geometry) -> tuple[Array, Array]:
    """Return dW (f, f, n_C_prev, n_C) and db (n_C,)."""
    outputs = dZ.reshape(len(looked_up), dZ.shape[3])
    dW = looked_up.T @ outputs
    return dW.reshape(g.f, g.f, g.n_C_prev, -1), np.ones(len(outputs), dZ.dtype) @ outputs


def send_back_few(dZ: Array, W: Array, g: Geometry) -> Array:
    """Send dZ back through the windows: (m, n_H_prev, n_W_prev, n_C_prev)."""
    table, n_C = _table(g), W.shape[3]
    sent = dZ.reshape(-1, n_C) @ W.reshape(-1, n_C).T
    shape = (g.m, g.height, g.width, g.n_C_prev)
    dX = np.bincount(table.reshape(-1), sent.reshape(-1), math.prod(shape)).astype(dZ.dtype, copy=False)
    return np.ascontiguousarray(inside(dX.reshape(shape), g))
