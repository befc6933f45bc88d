"""Matrix products in pieces of the size that the processor likes best."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]

# With some of its kernels OpenBLAS multiplies up to half a million numbers without repacking them. It also takes no
# threads of its own for so few, which a product outside of a share (see `workers`) would lose time by. Where that makes
# too few rows for the full speed of the core, the product is left whole.
PIECE, FEWEST_ROWS = 500_000, 64


def tall_product(tall: Array, small: Array, out: Array) -> None:
    """Put tall @ small, shapes (M, K) and (K, N), into out (M, N)."""
    M, step = len(tall), PIECE // small.size
    whole = M // step * step if step >= FEWEST_ROWS else 0
    if whole:
        stacked = tall[:whole].reshape(-1, step, tall.shape[1])
        np.matmul(stacked, small, out=out[:whole].reshape(-1, step, small.shape[1]))
    if whole < M:
        np.matmul(tall[whole:], small, out=out[whole:])


def long_product(left: Array, right: Array) -> Array:
    """Return left @ right, shapes (K, M) and (M, N), summed over pieces of the long axis."""
    (K, M), N = left.shape, right.shape[1]
    step = PIECE // (K * N)
    whole = M // step * step if step >= FEWEST_ROWS else 0
    if not whole:
        return left @ right
    stacked = left[:, :whole].reshape(K, -1, step).transpose(1, 0, 2) @ right[:whole].reshape(-1, step, N)
    total: Array = stacked.sum(axis=0)
    if whole < M:
        total += left[:, whole:] @ right[whole:]
    return total
