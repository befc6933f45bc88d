"""Matrix products in pieces of the size that the processor likes best."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]

# OpenBLAS multiplies matrices of up to a million multiplications without repacking them and without threads of its
# own, at the full speed of the core: tall matrices go through in pieces of that size, and our threads run side by side.
PIECE = 1_000_000
# A sum over fewer products than this spends its time on storing results.
SHORTEST = 256


def tall_product(tall: Array, small: Array, out: Array) -> None:
    """Put tall @ small, shapes (M, K) and (K, N), into out (M, N)."""
    M = len(tall)
    step = max(8, PIECE // small.size)
    whole = M // step * step
    if whole:
        stacked = tall[:whole].reshape(-1, step, tall.shape[1])
        np.matmul(stacked, small, out=out[:whole].reshape(-1, step, small.shape[1]))
    if whole < M:
        np.matmul(tall[whole:], small, out=out[whole:])


def wide_product(small: Array, wide: Array, out: Array) -> None:
    """Put small @ wide, shapes (K, N) and (N, M), into out (K, M)."""
    tall_product(wide.T, small.T, out.T)


def long_product(left: Array, right: Array) -> Array:
    """Return left @ right, shapes (K, M) and (M, N), summed over pieces of the long axis."""
    (K, M), N = left.shape, right.shape[1]
    thin = max(8, PIECE // (SHORTEST * N))
    if thin < K:
        return np.concatenate([long_product(left[k : k + thin], right) for k in range(0, K, thin)])
    step = max(SHORTEST, PIECE // (K * N))
    whole = M // step * step
    if not whole:
        return left @ right
    stacked = left[:, :whole].reshape(K, -1, step).transpose(1, 0, 2) @ right[:whole].reshape(-1, step, N)
    total: Array = stacked.sum(axis=0)
    if whole < M:
        total += left[:, whole:] @ right[whole:]
    return total
