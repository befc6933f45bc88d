"""Pooling as element-wise operations on whole rows of pixels.

A window is first gathered down its columns, where the operands are whole image rows, then along its row by doubling: the maxima (or
sums) of 2, 4, 8... neighbouring pixels are each one operation on two shifted copies of what is already there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from autograder.fast_layers.windows import Array, Geometry, geometry, inside
from autograder.fast_layers.workers import block_bytes, blocks_of, share_out

Cache = tuple[Array, Mapping[str, Any]]
Mask = NDArray[np.bool_]

# From this many channels on, a pixel is long enough to be an operand of its own.
LONG_PIXEL = 32
# Below this many bytes of input, waking a second thread costs more than it saves.
WORTH_SHARING = 4 * 1024 * 1024


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
            dX = dA_prev[block]
            if g.padded:
                dX = np.empty((len(dX), g.height, g.width, g.n_C_prev), X.dtype)
            if mode == "max":
                X_pad = _padded(X[block], g, mode)
                sent, down = _send_to_maxima(dA[block], X_pad, g)
                _send_down(sent, dX, g, where=(X_pad, down))
            else:
                _send_down(_send_to_all(dA[block], g), dX, g)
            if g.padded:
                dA_prev[block] = inside(dX, g)

    share_out(work, _blocks(X, dA))
    return dA_prev


def _pool(X: Array, A: Array, g: Geometry, mode: str) -> None:
    """Pool one padded block (m, height, width, n_C) into A (m, n_H, n_W, n_C)."""
    combine = np.maximum if mode == "max" else np.add
    _across(combine, _down(combine, X, g), A, g)
    if mode != "max":
        A *= _shares(g, A.dtype)


def _down(combine: np.ufunc, X: Array, g: Geometry) -> Array:
    """Combine the f rows of pixels under each row of windows: (m, n_H, width, n_C)."""
    example, row, column, channel = X.strides
    rows = as_strided(X, (len(X), g.n_H, g.f, *X.shape[2:]), (example, g.stride * row, row, column, channel))
    combined: Array = combine.reduce(rows, axis=2)
    return combined


def _across(combine: np.ufunc, down: Array, A: Array, g: Geometry) -> None:
    """Combine the f pixels of each window's row, (m, n_H, width, n_C), into A (m, n_H, n_W, n_C)."""
    if g.f == 1:
        A[...] = _pixels(down, 0, g)
    elif g.stride == 1 or g.n_C_prev >= LONG_PIXEL:
        combine(_pixels(down, 0, g), _pixels(down, 1, g), out=A)
        for j in range(2, g.f):
            combine(A, _pixels(down, j, g), out=A)
    else:
        A[...] = _along_rows(combine, down, g)


def _pixels(rows: Array, j: int, g: Geometry) -> Array:
    """Pixel j of each window's row: a view (m, n_H, n_W, n_C) of rows (m, n_H, width, n_C)."""
    return rows[:, :, j : j + g.stride * (g.n_W - 1) + 1 : g.stride]


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


def _send_to_maxima(dA: Array, X: Array, g: Geometry) -> tuple[Array, Array]:
    """Send each window's gradient to the columns that hold its maximum.

    Returns
    -------
    sent : ndarray of shape (m, n_H, width, n_C)
    down : ndarray of shape (m, n_H, width, n_C)
        The maximum of each of these columns: where X equals it, the gradient arrives.
    """
    down = _down(np.maximum, X, g)
    A = np.empty(dA.shape, X.dtype)
    _across(np.maximum, down, A, g)
    if _tiles(g):
        return _keep(np.repeat(dA, g.f, axis=2), down == np.repeat(A, g.f, axis=2)), down
    sent = np.zeros(down.shape, X.dtype)
    for j in range(g.f):
        here = _pixels(sent, j, g)
        here += _keep(dA, _pixels(down, j, g) == A)
    return sent, down


def _send_to_all(dA: Array, g: Geometry) -> Array:
    """Share each window's gradient out over its columns: (m, n_H, width, n_C)."""
    share = dA * _shares(g, dA.dtype)
    if _tiles(g):
        return np.repeat(share, g.f, axis=2)
    sent = np.zeros((len(dA), g.n_H, g.width, g.n_C_prev), dA.dtype)
    for j in range(g.f):
        here = _pixels(sent, j, g)
        here += share
    return sent


def _send_down(sent: Array, dX: Array, g: Geometry, *, where: tuple[Array, Array] | None = None) -> None:
    """Send what arrived at each column, (m, n_H, width, n_C), on to its pixels in dX.

    To all of them, or `where` X (m, height, width, n_C) equals down (m, n_H, width, n_C). A product of two arrays of one
    type is quicker than a masked copy, so the mask becomes ones and zeros.
    """
    if not _tiles(g) or g.n_H * g.f < g.height:
        dX[...] = 0
    mask, gate = np.empty(sent.shape, np.bool_), np.empty(sent.shape, sent.dtype)
    for i in range(g.f):
        rows = slice(i, i + g.stride * (g.n_H - 1) + 1, g.stride)
        target, share = dX[:, rows], sent
        if where is not None:
            X, down = where
            gate[...] = np.equal(X[:, rows], down, out=mask)
            share = np.multiply(sent, gate, out=gate if g.stride < g.f else target)
        if g.stride < g.f:
            target += share
        elif where is None:
            target[...] = share


def _keep(values: Array, mask: Mask) -> Array:
    """Values where the mask is True, else zero."""
    gate = mask.astype(values.dtype)
    return np.multiply(values, gate, out=gate)


def _tiles(g: Geometry) -> bool:
    """Whether the windows lie side by side and fill whole rows."""
    return g.stride == g.f and g.n_W * g.f == g.width


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
    return blocks_of(len(X), X.nbytes // max(len(X), 1), block_bytes(X.nbytes + A.nbytes), WORTH_SHARING)
