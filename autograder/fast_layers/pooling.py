"""Pooling as element-wise operations on whole rows of pixels.

A window is first gathered down its columns, where the operands are whole image rows, then along its row by doubling: the maxima (or
sums) of 2, 4, 8... neighbouring pixels are each one operation on two shifted copies of what is already there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.lib.stride_tricks import as_strided

from autograder.fast_layers.windows import Array, Geometry, geometry, inside, tap
from autograder.fast_layers.workers import block_bytes, blocks_of, share_out

Cache = tuple[Array, Mapping[str, Any]]
Mode = Literal["max", "average"]

# From this many channels on, a pixel is long enough to be an operand of its own.
LONG_PIXEL = 32


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
    A = np.empty((g.m, g.n_H, g.n_W, g.n_C_prev), X.dtype)

    def work(blocks: Sequence[slice]) -> None:
        for block in blocks:
            _pool(_padded(X[block], g, mode), A[block], g, mode)

    share_out(work, _blocks(X, A))
    return A, (A_prev, hparameters)


def create_mask_from_window(x: Array) -> np.ndarray[Any, np.dtype[np.bool_]]:
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


def pool_backward(dA: Array, cache: Cache, mode: str = "max") -> Array:
    """Gradient of pooling.

    Parameters
    ----------
    dA : ndarray of shape (m, n_H, n_W, n_C)
    cache : tuple
        (A_prev, hparameters), as pool_forward returns it.
    mode : {"max", "average"}
        "max": every maximum of a window receives the window's gradient, so a tie receives it more than once.

    Returns
    -------
    dA_prev : ndarray of shape (m, n_H_prev, n_W_prev, n_C)
    """
    A_prev, hparameters = cache
    g = _pool_geometry(A_prev, hparameters)
    X = _as_floats(A_prev)
    dA = dA.astype(X.dtype, copy=False)
    dA_prev = np.empty(X.shape, X.dtype)

    def work(blocks: Sequence[slice]) -> None:
        for block in blocks:
            dX = np.zeros((len(X[block]), g.height, g.width, g.n_C_prev), X.dtype)
            if mode == "max":
                _max_backward(dA[block], _padded(X[block], g, mode), dX, g)
            else:
                _average_backward(dA[block], dX, g)
            dA_prev[block] = inside(dX, g)

    share_out(work, _blocks(X, dA))
    return dA_prev


def _pool(X: Array, A: Array, g: Geometry, mode: str) -> None:
    """Pool one padded block (m, height, width, n_C) into A (m, n_H, n_W, n_C)."""
    combine: np.ufunc = np.maximum if mode == "max" else np.add
    down = X[:, : g.stride * (g.n_H - 1) + 1 : g.stride]
    for i in range(1, g.f):
        down = combine(down, X[:, i : i + g.stride * (g.n_H - 1) + 1 : g.stride])
    across = [down[:, :, j : j + g.stride * (g.n_W - 1) + 1 : g.stride] for j in range(g.f)]
    if g.f == 1:
        A[...] = across[0]
    elif g.stride == 1 or g.n_C_prev >= LONG_PIXEL:
        combine(across[0], across[1], out=A)
        for pixels in across[2:]:
            combine(A, pixels, out=A)
    else:
        A[...] = _along_rows(combine, down, g)
    if mode != "max":
        A *= _shares(g, A.dtype)


def _along_rows(combine: np.ufunc, down: Array, g: Geometry) -> Array:
    """Combine f neighbouring pixels by doubling, at every pixel, and show those where a window starts.

    The block is one long line here: what runs over the end of an image row belongs to no window.
    """
    line = np.ascontiguousarray(down).reshape(-1)
    so_far, reach, width = None, 0, 1
    while True:
        if g.f & width:
            so_far = line if so_far is None else _shifted(combine, so_far, line, reach * g.n_C_prev)
            reach += width
        if reach == g.f:
            break
        line = _shifted(combine, line, line, width * g.n_C_prev)
        width *= 2
    assert so_far is not None
    size, (m, rows, pixels, n_C) = so_far.itemsize, down.shape
    strides = (rows * pixels * n_C * size, pixels * n_C * size, g.stride * n_C * size, size)
    return as_strided(so_far, (m, rows, g.n_W, n_C), strides)


def _shifted(combine: np.ufunc, here: Array, further: Array, shift: int) -> Array:
    """Combine each element with the one `shift` places further on."""
    further = further[shift:]
    length = min(len(here), len(further))
    combined: Array = combine(here[:length], further[:length])
    return combined


def _max_backward(dA: Array, X: Array, dX: Array, g: Geometry) -> None:
    """Add every window's gradient to its maxima."""
    A = np.empty(dA.shape, X.dtype)
    _pool(X, A, g, "max")
    if g.stride == g.f:
        _max_backward_tiled(dA, A, X, dX, g)
        return
    for i, j in np.ndindex(g.f, g.f):
        here = tap(dX, i, j, g)
        here += dA * (tap(X, i, j, g) == A)


def _max_backward_tiled(dA: Array, A: Array, X: Array, dX: Array, g: Geometry) -> None:
    """Windows that do not overlap: draw A and dA out to the width of the input, then work on whole rows."""
    covered = slice(0, g.n_W * g.f)
    A_wide, dA_wide = np.repeat(A, g.f, axis=2), np.repeat(dA, g.f, axis=2)
    for i in range(g.f):
        rows = slice(i, i + g.stride * (g.n_H - 1) + 1, g.stride)
        np.multiply(dA_wide, X[:, rows, covered] == A_wide, out=dX[:, rows, covered])


def _average_backward(dA: Array, dX: Array, g: Geometry) -> None:
    """Share every window's gradient out: first along its row, then down its columns."""
    share = dA * _shares(g, dA.dtype)
    if g.stride == g.f:
        rows_sent = np.repeat(share, g.f, axis=2)
    else:
        rows_sent = np.zeros((len(dA), g.n_H, g.width, g.n_C_prev), dA.dtype)
        for j in range(g.f):
            rows_sent[:, :, j : j + g.stride * (g.n_W - 1) + 1 : g.stride] += share
    for i in range(g.f):
        dX[:, i : i + g.stride * (g.n_H - 1) + 1 : g.stride, : rows_sent.shape[2]] += rows_sent


def _shares(g: Geometry, dtype: np.dtype[Any]) -> Array:
    """One over the number of pixels of the input under each window: f * f, and fewer where a window reaches into padding."""
    if not g.padded:
        return np.asarray(1 / (g.f * g.f), dtype)
    rows = _covered(g.n_H, g.n_H_prev, g.top, g)
    columns = _covered(g.n_W, g.n_W_prev, g.left, g)
    return (1 / np.outer(rows, columns)[..., None]).astype(dtype)


def _covered(n: int, n_prev: int, before: int, g: Geometry) -> Array:
    start = np.arange(n) * g.stride - before
    return np.asarray(np.minimum(start + g.f, n_prev) - np.maximum(start, 0), np.float64)


def _padded(X: Array, g: Geometry, mode: str) -> Array:
    """Return the block with its padding: values that never are a maximum, or zeros that add nothing."""
    if not g.padded:
        return X
    filling = -np.inf if mode == "max" else 0.0
    X_pad = np.full((len(X), g.height, g.width, g.n_C_prev), filling, X.dtype)
    inside(X_pad, g)[...] = X
    return X_pad


def _pool_geometry(A_prev: Array, hparameters: Mapping[str, Any]) -> Geometry:
    return geometry(A_prev.shape, hparameters["f"], hparameters["stride"], hparameters.get("pad", 0))


def _as_floats(A_prev: Array) -> Array:
    return A_prev if A_prev.dtype.kind == "f" else A_prev.astype(np.float64)


def _blocks(X: Array, A: Array) -> list[slice]:
    return blocks_of(len(X), X.nbytes // max(len(X), 1), block_bytes(X.nbytes + A.nbytes))
