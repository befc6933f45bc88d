"""Pooling row by row: down the columns of a row of windows first, which neighbours have in common, then across.

Max pooling remembers where each maximum was: the way back looks again only through windows that have several.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numba import prange
from numpy.typing import NDArray

from autograder.fast_layers.numba_loops import contiguous, part, share, shared_out
from autograder.plain_layers import Array, Geometry, PoolCache, by_maximum, framed, geometry, inside, window_shares


class Cache(tuple[Array, Mapping[str, Any]]):
    """(A_prev, hparameters), and where each maximum was: twice how far from its window's first pixel; -1 for NaN."""

    places: NDArray[np.signedinteger[Any]] | None = None


def pool_forward(A_prev: Array, hparameters: Mapping[str, Any], mode: str = "max") -> tuple[Array, PoolCache]:
    """Pool every window, channel by channel; padding ("pad": "SAME") never wins and never counts."""
    cache, maximum, f = Cache((A_prev, hparameters)), by_maximum(mode), hparameters["f"]
    X, g, shares = _input(cache, maximum)
    A = np.empty((len(X), g.n_H, g.n_W, A_prev.shape[3]), X.dtype)
    places = np.empty(A.shape if maximum else (0, 0, 0, 0), f"i{X.itemsize}")  # as wide as the numbers: as many at once
    _pool(A.size * f * f, X, A, places, shares, f, hparameters["stride"], maximum)
    cache.places = places if maximum else None
    return A, cache


def pool_backward(dA: Array, cache: PoolCache, mode: str = "max", *, first: bool = False) -> Array:
    """Send the gradient back through a pooling; every maximum of a window (or its first) receives all of it."""
    maximum, f = by_maximum(mode), cache[1]["f"]
    (X, g, shares), (dA,) = _input(cache, maximum), contiguous(dA)
    if maximum and getattr(cache, "places", None) is None:  # made by hand
        cache = pool_forward(*cache)[1]
    places = getattr(cache, "places", None) if maximum else np.empty((0, 0, 0, 0), f"i{X.itemsize}")
    dA, dX = dA.astype(X.dtype, copy=False), np.empty_like(X)
    _send_back(dA.size * f * f, dA, X, places, shares, dX, f, cache[1]["stride"], maximum, first)
    return inside(dX.reshape(len(X), g.height, g.width, dA.shape[3]), cache[0], g)


def pool_backward_to_first(dA: Array, cache: PoolCache, mode: str = "max") -> Array:
    """Send the gradient back as TensorFlow does: of equal maxima only the first, row by row, receives it."""
    # Plain backgrounds are full of ties: a network trained with one rule goes another way than with the other.
    return pool_backward(dA, cache, mode, first=True)


def _input(cache: PoolCache, maximum: bool) -> tuple[Array, Geometry, Array]:
    """Return the input with its padding, in rows of n_W_prev * n_C numbers, where it lies, and an average's shares."""
    (X,), f, stride = contiguous(cache[0]), cache[1]["f"], cache[1]["stride"]
    g = geometry(X.shape, f, stride, cache[1].get("pad", 0))
    rows = framed(X, g, -np.inf if maximum else 0.0).reshape(len(X), g.height, g.width * X.shape[3])
    return rows, g, rows[:0] if maximum else window_shares(X.shape[1:3], f, stride, g, X.dtype)


@part
def _sum(result, numbers, apart, f):
    """Add up f runs of numbers, each begins so many after the one before."""
    for k in range(len(result)):
        result[k] = numbers[k]
    for r in range(1, f):
        more = numbers[r * apart :]
        for k in range(len(result)):
            result[k] += more[k]


@part
def _largest(result, places, numbers, their_places, apart, f):
    """Keep the largest of each f numbers and where it was; of equal ones the first, row by row, marked by the odd 1."""
    integer = places.dtype.type
    for k in range(len(result)):
        result[k], places[k] = numbers[k], their_places[k]
    for r in range(1, f):
        more, further = numbers[r * apart :], their_places[r * apart :]
        for k in range(len(result)):
            here, there = places[k], integer(further[k] + integer(2 * r * apart))
            several = integer((here if here < there else there) | integer(1))
            places[k] = there if more[k] > result[k] else (here if more[k] < result[k] else several)
            result[k] = np.maximum(result[k], more[k])  # NaN stays


@share
def _pool_share(thread, threads, X, A, places, shares, f, stride, maximum):
    (m, n_H, n_W, n_C), length = A.shape, X.shape[2]
    windows, size = (1, n_W * n_C) if stride == 1 else (n_W, n_C)  # across: all windows at once, or one by one
    down, where, starts = np.empty(length, X.dtype), np.empty(length, places.dtype), np.zeros(f * length, places.dtype)
    for i in range(thread, m, threads):
        for h in range(n_H):
            pixels, row = X[i, h * stride :].reshape(-1), A[i, h].reshape(-1)
            if maximum:
                place = places[i, h].reshape(-1)
                _largest(down, where, pixels, starts, length, f)
                for w in range(windows):
                    here, k = w * n_C, w * stride * n_C
                    _largest(row[here : here + size], place[here : here + size], down[k:], where[k:], n_C, f)
                for k in range(len(row)):
                    place[k] = place[k] if row[k] == row[k] else -1
            else:
                _sum(down, pixels, length, f)
                for w in range(windows):
                    _sum(row[w * n_C : w * n_C + size], down[w * stride * n_C :], n_C, f)
                for w in range(n_W):
                    for c in range(n_C):
                        A[i, h, w, c] *= shares[h, w, 0]


@shared_out(_pool_share)
def _pool(threads, X, A, places, shares, f, stride, maximum):
    for thread in prange(threads):
        _pool_share(np.int64(thread), threads, X, A, places, shares, f, stride, maximum)


@part
def _to_several(row, pixels, sent, place, f, length, n_C):
    """Send to every maximum of a window that has several."""
    for r, q in np.ndindex(f, f):
        k = r * length + q * n_C
        row[k] += sent if pixels[k] == pixels[place] else row.dtype.type(0)


@share
def _send_back_share(thread, threads, dA, X, places, shares, dX, f, stride, maximum, only_first):
    (m, n_H, n_W, n_C), length, sent = dA.shape, X.shape[2], np.zeros(X.shape[2], X.dtype)
    columns = f if stride >= f else 1
    for i in range(thread, m, threads):
        dX[i] = 0
        for h in range(n_H):
            row, pixels = dX[i, h * stride :].reshape(-1), X[i, h * stride :].reshape(-1)
            if maximum:
                for w in range(n_W):
                    for c in range(n_C):
                        place, k = places[i, h, w, c], w * stride * n_C + c
                        if place & 1 == 0 or (only_first and place > 0):
                            row[k + (place >> 1)] += dA[i, h, w, c]
                        elif place > 0:
                            _to_several(row[k:], pixels[k:], dA[i, h, w, c], place >> 1, f, length, n_C)
                continue
            # What a row of windows sends, above each one's first pixel, and moved along; above all, if none overlap.
            for w in range(n_W):
                for q in range(columns):
                    for c in range(n_C):
                        sent[(w * stride + q) * n_C + c] = dA[i, h, w, c] * shares[h, w, 0]
            for r in range(f):
                for q in range(0, f, columns):
                    pixels = dX[i, h * stride + r, q * n_C :]
                    for k in range(len(pixels)):
                        pixels[k] += sent[k]


@shared_out(_send_back_share)
def _send_back(threads, dA, X, places, shares, dX, f, stride, maximum, only_first):
    for thread in prange(threads):
        _send_back_share(np.int64(thread), threads, dA, X, places, shares, dX, f, stride, maximum, only_first)
