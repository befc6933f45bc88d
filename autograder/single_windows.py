"""What the assignment does with a single window, and its frame of zeros: short enough as they are."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.plain_layers import Array


def zero_pad(X: Array, pad: int) -> Array:
    """Frame every example of X (m, n_H, n_W, n_C) with `pad` zeros on each side of its height and width."""
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))


def conv_single_step(a_slice_prev: Array, W: Array, b: Array) -> np.floating[Any]:
    """Apply one filter to one window, both (f, f, n_C_prev), with its bias (1, 1, 1)."""
    Z: np.floating[Any] = np.sum(a_slice_prev * W) + np.asarray(b).reshape(-1)[0]
    return Z


def create_mask_from_window(x: Array) -> NDArray[np.bool_]:
    """Mark every maximum of a window x (f, f)."""
    return np.equal(x, np.max(x))


def distribute_value(dz: float, shape: tuple[int, int]) -> Array:
    """Share dz out evenly over a window of this shape."""
    return np.full(shape, dz / (shape[0] * shape[1]))
