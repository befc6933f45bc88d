"""Gradients of one block of pooling."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autograder.fast_layers.pool_windows import across_maxima, down_columns, pixels, shares, tiles
from autograder.fast_layers.windows import Array, Geometry, tap

Mask = NDArray[np.bool_]

# From this many pixels in a window on, its maxima are so few that they are looked up one by one.
MANY_PIXELS = 16


def max_backward(dA: Array, X: Array, dX: Array, g: Geometry, *, first: bool) -> None:
    """Send every window's gradient to its maxima, or to the first of them."""
    if tiles(g) and g.f * g.f >= MANY_PIXELS:
        _scatter_to_maxima(dA, X, dX, g, first=first)
    elif first:
        _send_to_first(dA, X, dX, g)
    else:
        sent, down = _send_to_maxima(dA, X, g)
        _send_down(sent, dX, g, where=(X, down))


def average_backward(dA: Array, dX: Array, g: Geometry) -> None:
    """Share every window's gradient out over all of its pixels."""
    _send_down(_send_to_all(dA, g), dX, g)


def _send_to_maxima(dA: Array, X: Array, g: Geometry) -> tuple[Array, Array]:
    """Send each window's gradient to the columns that hold its maximum.

    Returns
    -------
    sent : ndarray of shape (m, n_H, width, n_C)
    down : ndarray of shape (m, n_H, width, n_C)
        The maximum of each of these columns: where X equals it, the gradient arrives.
    """
    down = down_columns(np.maximum, X, g)
    A = across_maxima(down, g)
    if tiles(g):
        return _keep(np.repeat(dA, g.f, axis=2), down == np.repeat(A, g.f, axis=2)), down
    sent = np.zeros(down.shape, X.dtype)
    for j in range(g.f):
        here = pixels(sent, j, g)
        here += _keep(dA, pixels(down, j, g) == A)
    return sent, down


def _send_to_all(dA: Array, g: Geometry) -> Array:
    """Share each window's gradient out over its columns: (m, n_H, width, n_C)."""
    share = dA * shares(g, dA.dtype)
    if tiles(g):
        return np.repeat(share, g.f, axis=2)
    sent = np.zeros((len(dA), g.n_H, g.width, g.n_C_prev), dA.dtype)
    for j in range(g.f):
        here = pixels(sent, j, g)
        here += share
    return sent


def _send_down(sent: Array, dX: Array, g: Geometry, *, where: tuple[Array, Array] | None = None) -> None:
    """Send what arrived at each column, (m, n_H, width, n_C), on to its pixels in dX.

    To all of them, or `where` X (m, height, width, n_C) equals down (m, n_H, width, n_C). A product of two arrays of
    one type is quicker than a masked copy, so the mask becomes ones and zeros.
    """
    if not tiles(g) or g.n_H * g.f < g.height:
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


def _send_to_first(dA: Array, X: Array, dX: Array, g: Geometry) -> None:
    """Send each window's gradient to its first maximum, windows overlapping or not."""
    A = across_maxima(down_columns(np.maximum, X, g), g)
    dX[...] = 0
    open_ = np.ones(dA.shape, np.bool_)
    for i, j in np.ndindex(g.f, g.f):
        chosen = open_ & (tap(X, i, j, g) == A)
        open_ &= ~chosen
        here = tap(dX, i, j, g)
        here += _keep(dA, chosen)


def _scatter_to_maxima(dA: Array, X: Array, dX: Array, g: Geometry, *, first: bool) -> None:
    """Windows side by side and large: find the few columns that hold a maximum, then the pixels in them."""
    dX[...] = 0
    down = down_columns(np.maximum, X, g)
    wanted = down == np.repeat(across_maxima(down, g), g.f, axis=2)
    wanted &= np.repeat(dA != 0, g.f, axis=2)
    columns = np.flatnonzero(wanted)
    n_C, line = g.n_C_prev, g.width * g.n_C_prev
    row, place = np.divmod(columns, line)  # which row of windows, and where in it
    example, row_in_example = np.divmod(row, g.n_H)
    top = (example * g.height + row_in_example * g.f) * line + place
    window = (row * g.n_W + place // (n_C * g.f)) * n_C + place % n_C
    best, values = down.reshape(-1).take(columns), X.reshape(-1)
    hits = [np.flatnonzero(values.take(top + i * line) == best) for i in range(g.f)]
    targets = np.concatenate([top.take(hit) + i * line for i, hit in enumerate(hits)])
    sources = window.take(np.concatenate(hits))
    if first:
        earliest = np.full(dA.size, dX.size)
        np.minimum.at(earliest, sources, targets)
        sources = np.flatnonzero(earliest < dX.size)
        targets = earliest.take(sources)
    dX.reshape(-1)[targets] = dA.reshape(-1).take(sources)
