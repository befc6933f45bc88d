"""Gradients of a convolution's weights where few outputs received anything, as behind a max pooling."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autograder.fast_layers.windows import Array, Geometry, pad_block, windows

Places = NDArray[np.intp]

# dZ is sparse where it has fewer numbers other than zero than its pixels divided by this.
SPARSE = 4


def few_outputs(dZ: Array) -> Places | None:
    """Number the pixels of dZ (m, n_H, n_W, n_C) that hold anything but zeros, in order; None where that is no few.

    Where the first example has many, so do the others, as a rule. Eight truth values at a time are looked at as one
    number, which nearly always is zero.
    """
    n_C = dZ.shape[3]
    if np.count_nonzero(dZ[:1] != 0) * SPARSE > dZ[:1].size // n_C:
        return None
    came_back = np.zeros((-(-dZ.size // 8), 8), np.bool_)
    np.not_equal(dZ.reshape(-1), 0, out=came_back.reshape(-1)[: dZ.size])
    if np.count_nonzero(came_back) * SPARSE > dZ.size // n_C:
        return None
    eights = np.flatnonzero(came_back.view(np.uint64) != 0)
    some, which = np.nonzero(came_back[eights])
    pixels = (8 * eights[some] + which) // n_C
    few: Places = pixels[np.diff(pixels, prepend=-1) > 0]
    return few


def sparse_weight_gradients(X: Array, dZ: Array, few: Places, g: Geometry, budget: int) -> tuple[Array, Array]:
    """Return dW and db from these pixels of dZ and the windows under them, `budget` bytes of windows at a time."""
    came_back = dZ.reshape(-1, dZ.shape[3])[few]
    dW = np.zeros((g.f * g.f * g.n_C_prev, dZ.shape[3]), dZ.dtype)
    all_windows = windows(pad_block(X, g), g)
    step = max(1, budget // (len(dW) * dZ.itemsize))
    for start in range(0, len(few), step):
        here = np.unravel_index(few[start : start + step], dZ.shape[:3])
        dW += all_windows[here].reshape(-1, len(dW)).T @ came_back[start : start + step]
    return dW.reshape(g.f, g.f, g.n_C_prev, -1), came_back.sum(axis=0)
