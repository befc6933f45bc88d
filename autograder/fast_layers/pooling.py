"""Pooling as element-wise operations on whole rows of pixels, over blocks of examples; of few numbers, by lookup."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.fast_layers.buffers import uncopied_rows
from autograder.fast_layers.pool_gradients import Mask, Maxima, average_backward, large_tiles, max_backward
from autograder.fast_layers.pool_lookup import is_small, pool_few, send_back_few
from autograder.fast_layers.pool_windows import (
    along_rows,
    max_down_columns,
    padded_block,
    shares,
    sum_down_columns,
)
from autograder.fast_layers.windows import Array, Geometry, geometry, inside
from autograder.fast_layers.workers import block_bytes, share_out, shares_of

# Below this many bytes of input, waking a second thread costs more than it saves.
WORTH_SHARING = 4 * 1024 * 1024


class Cache(tuple[Array, Mapping[str, Any]]):
    """(A_prev, hparameters) as in the assignment, and what the way there has found out for the way back.

    Attributes
    ----------
    down : ndarray of shape (m, n_H, width, n_C), or None
        The maximum of each column of each row of windows, where they lie side by side and are large. Others have so
        many columns that looking for their maxima again costs less than reading them again.
    best : ndarray of shape (m, n_H, n_W, n_C), or None
        The maximum of each window: a copy of the result, which is the caller's to change.
    """

    down: Array | None = None
    best: Array | None = None


def pool_forward(A_prev: Array, hparameters: Mapping[str, Any], mode: str = "max") -> tuple[Array, Cache]:
    """Pool A_prev.

    Parameters
    ----------
    A_prev : ndarray of shape (m, n_H_prev, n_W_prev, n_C)
    hparameters : mapping
        "f": int; "stride": int; optionally "pad": "SAME" as TensorFlow pads: padding never wins and never counts.
    mode : {"max", "average"}

    Returns
    -------
    A : ndarray of shape (m, n_H, n_W, n_C)
    cache : tuple
        (A_prev, hparameters), for pool_backward.
    """
    g = _pool_geometry(A_prev, hparameters)
    X = _as_floats(A_prev)
    cache = Cache((A_prev, hparameters))
    if is_small(g):
        return pool_few(padded_block(X, g, mode), g, mode), cache
    A = np.empty((g.m, g.n_H, g.n_W, g.n_C_prev), X.dtype)
    if mode == "max" and large_tiles(g):
        cache.down = np.empty((g.m, g.n_H, g.width, g.n_C_prev), X.dtype)
    if mode == "max":
        cache.best = np.empty_like(A)

    def work(blocks: list[slice]) -> None:
        for block in blocks:
            X_pad, here = padded_block(X[block], g, mode), A[block]
            if mode == "max":
                along_rows(np.maximum, max_down_columns(X_pad, g, out=_part(cache.down, block)), g, out=here)
                if cache.best is not None:
                    cache.best[block] = here
            else:
                along_rows(np.add, sum_down_columns(X_pad, g), g, out=here)
                here *= shares(g, A.dtype)

    share_out(uncopied_rows(work, g.width * g.n_C_prev), _shares(X, A, g))
    return A, cache


def create_mask_from_window(x: Array) -> Mask:
    """Mark every maximum of a window.

    Parameters
    ----------
    x : ndarray of shape (f, f)

    Returns
    -------
    mask : ndarray of bool, of the same shape
    """
    return np.equal(x, np.max(x))


def distribute_value(dz: float, shape: tuple[int, int]) -> Array:
    """Share dz out evenly over a window.

    Parameters
    ----------
    dz : scalar
    shape : (n_H, n_W)

    Returns
    -------
    a : ndarray of shape (n_H, n_W)
    """
    n_H, n_W = shape
    return np.full(shape, dz / (n_H * n_W))


def pool_backward(dA: Array, cache: tuple[Array, Mapping[str, Any]], mode: str = "max") -> Array:
    """Gradient of pooling.

    Parameters
    ----------
    dA : ndarray of shape (m, n_H, n_W, n_C)
    cache : tuple
        As pool_forward returns it; or (A_prev, hparameters), and the maxima are looked for again.
    mode : {"max", "average"}
        "max": every maximum of a window receives the window's gradient, so a tie receives it more than once.

    Returns
    -------
    dA_prev : ndarray of shape (m, n_H_prev, n_W_prev, n_C)
    """
    return _backward(dA, cache, mode, first=False)


def pool_backward_to_first(dA: Array, cache: tuple[Array, Mapping[str, Any]], mode: str = "max") -> Array:
    """Gradient of pooling as TensorFlow sends it: of equal maxima only the first, row by row, receives anything.

    The same arguments and result as pool_backward. Plain backgrounds are full of ties, so that a network trained with
    one rule goes another way than one trained with the other.
    """
    return _backward(dA, cache, mode, first=True)


def _backward(dA: Array, cache: tuple[Array, Mapping[str, Any]], mode: str, *, first: bool) -> Array:
    A_prev, hparameters = cache
    g = _pool_geometry(A_prev, hparameters)
    X = _as_floats(A_prev)
    dA = np.ascontiguousarray(dA, X.dtype)
    if is_small(g):
        sent_back = send_back_few(dA, padded_block(X, g, mode), g, mode, first=first)
        return np.ascontiguousarray(inside(sent_back, g)) if g.padded else sent_back
    dA_prev = np.empty(X.shape, X.dtype)
    known = cache if isinstance(cache, Cache) else Cache(cache)

    def work(blocks: list[slice]) -> None:
        for block in blocks:
            dX = dA_prev[block]
            if g.padded:
                dX = np.empty((len(dX), g.height, g.width, g.n_C_prev), X.dtype)
            if mode == "max":
                X_pad = padded_block(X[block], g, mode)
                maxima = Maxima(X_pad, g, _part(known.down, block), _part(known.best, block))
                max_backward(dA[block], X_pad, maxima, dX, g, first=first)
            else:
                average_backward(dA[block], dX, g)
            if g.padded:
                dA_prev[block] = inside(dX, g)

    share_out(uncopied_rows(work, g.width * g.n_C_prev), _shares(X, dA, g))
    return dA_prev


def _part(maxima: Array | None, block: slice) -> Array | None:
    return None if maxima is None else maxima[block]


def _pool_geometry(A_prev: Array, hparameters: Mapping[str, Any]) -> Geometry:
    return geometry(A_prev.shape, hparameters["f"], hparameters["stride"], hparameters.get("pad", 0))


def _as_floats(A_prev: Array) -> Array:
    return np.ascontiguousarray(A_prev, A_prev.dtype if A_prev.dtype.kind == "f" else np.float64)


def _shares(X: Array, A: Array, g: Geometry) -> list[list[slice]]:
    worth_sharing = WORTH_SHARING * g.stride // g.f  # windows that overlap look at each pixel again
    return shares_of(len(X), X.nbytes // max(len(X), 1), block_bytes(X.nbytes + A.nbytes), worth_sharing)
