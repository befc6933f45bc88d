"""Gradients of one block of pooling: first to the columns of each window, then to the pixels in them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autograder.fast_layers.pool_windows import along_rows, max_down_columns, pixels_of, rows_of, shares, tiles
from autograder.fast_layers.windows import Array, Geometry, tap

Mask = NDArray[np.bool_]
Where = tuple[Array, Array]

# From this many pixels in a window on, its maxima are so few that they are looked up one by one.
MANY_PIXELS = 16


class Maxima:
    """The maxima of a block X (m, height, width, n_C), as far as they are known, and looked for otherwise."""

    def __init__(self, X: Array, g: Geometry, down: Array | None, best: Array | None) -> None:
        self._X, self._g, self._down, self._best = X, g, down, best

    @property
    def down(self) -> Array:
        """The maximum of each column of each row of windows: (m, n_H, width, n_C)."""
        if self._down is None:
            self._down = max_down_columns(self._X, self._g)
        return self._down

    @property
    def best(self) -> Array:
        """The maximum of each window: (m, n_H, n_W, n_C)."""
        return along_rows(np.maximum, self.down, self._g) if self._best is None else self._best


def large_tiles(g: Geometry) -> bool:
    """Whether the windows lie side by side and are large."""
    return tiles(g) and g.f * g.f >= MANY_PIXELS


def max_backward(dA: Array, X: Array, maxima: Maxima, dX: Array, g: Geometry, *, first: bool) -> None:
    """Send every window's gradient to its maxima, or to the first of them.

    Parameters
    ----------
    dA : ndarray of shape (m, n_H, n_W, n_C)
    X : ndarray of shape (m, height, width, n_C)
    maxima : Maxima
        Those of X.
    dX : ndarray of the shape of X
        Receives the result.
    """
    best = maxima.best
    if first and large_tiles(g):
        _scatter_to_first(dA, best, X, maxima.down, dX, g)
    elif first:
        _send_to_first(dA, best, X, dX, g)
    elif tiles(g):
        _send_down(np.repeat(dA, g.f, axis=2), dX, g, where=(X, np.repeat(best, g.f, axis=2)))
    else:
        _send_down(_send_along(dA, g, where=(maxima.down, best)), dX, g, where=(X, maxima.down))


def average_backward(dA: Array, dX: Array, g: Geometry) -> None:
    """Share every window's gradient out over all of its pixels."""
    share = dA * shares(g, dA.dtype)
    _send_down(np.repeat(share, g.f, axis=2) if tiles(g) else _send_along(share, g), dX, g)


def _send_along(dA: Array, g: Geometry, where: Where | None = None) -> Array:
    """Send each window's gradient to its columns: (m, n_H, width, n_C)."""
    sent = np.empty((len(dA), g.n_H, g.width, g.n_C_prev), dA.dtype)
    if g.stride * g.n_W < g.width or g.f < g.stride:
        sent[...] = 0
    _send(dA, pixels_of(sent, g), g, where and (pixels_of(where[0], g), where[1]))
    return sent


def _send_down(sent: Array, dX: Array, g: Geometry, where: Where | None = None) -> None:
    """Send what arrived at each column, (m, n_H, width, n_C), to its pixels in dX."""
    if g.stride * g.n_H < g.height or g.f < g.stride:
        dX[...] = 0
    _send(sent, rows_of(dX, g), g, where and (rows_of(where[0], g), where[1]))


def _send(values: Array, parts: Array, g: Geometry, where: Where | None) -> None:
    """Send values to all f parts, or with `where` (sources, best) to those whose source is the best.

    The first of them to arrive are put and the others added: nothing needs to be zero before, but what no window
    reaches.
    """
    if where is None:
        parts[: g.stride] = values
        for part in parts[g.stride :]:
            part += values
    elif g.f <= g.stride:  # every pixel lies in one window at most: all parts at once
        np.multiply(values, np.equal(*where), out=parts)
    else:
        mask, sent = np.empty(values.shape, np.bool_), np.empty_like(values)
        for k, (part, source) in enumerate(zip(parts, where[0], strict=True)):
            np.equal(source, where[1], out=mask)
            np.multiply(values, mask, out=part if k < g.stride else sent)
            if k >= g.stride:
                part += sent


def _send_to_first(dA: Array, A: Array, X: Array, dX: Array, g: Geometry) -> None:
    """Send each window's gradient to its first maximum, windows overlapping or not."""
    dX[...] = 0
    open_ = np.ones(dA.shape, np.bool_)
    for i, j in np.ndindex(g.f, g.f):
        chosen = open_ & (tap(X, i, j, g) == A)
        open_ &= ~chosen
        here = tap(dX, i, j, g)
        here += dA * chosen


def _scatter_to_first(dA: Array, A: Array, X: Array, down: Array, dX: Array, g: Geometry) -> None:
    """Windows side by side and large: find the columns that hold a maximum, then the pixels in them.

    Only where there is a gradient to send: behind a ReLU and another max pooling there are few.
    """
    dX[...] = 0
    some = np.flatnonzero(dA)
    if not some.size:
        return
    best, n_C, line = A.reshape(-1).take(some), g.n_C_prev, g.width * g.n_C_prev
    columns = some + (g.f - 1) * n_C * (some // n_C) + n_C * np.arange(g.f)[:, None]
    hits = np.flatnonzero(down.reshape(-1).take(columns) == best)
    window, columns = hits % len(some), columns.reshape(-1).take(hits)
    row_of_windows = columns // line
    skipped = (g.f - 1) * row_of_windows + (g.height - g.n_H * g.f) * (row_of_windows // g.n_H)  # image rows
    places = columns + line * skipped + line * np.arange(g.f)[:, None]
    # Row by row, so that the first hit of a window is its first maximum; of several writers the last one stays.
    hits = np.flatnonzero(X.reshape(-1).take(places) == best.take(window))[::-1]
    first = np.zeros(len(some), np.intp)
    first[window.take(hits % len(window))] = places.reshape(-1).take(hits)
    dX.reshape(-1)[first] = dA.reshape(-1).take(some)
