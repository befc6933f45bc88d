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
def _larger(number, place, other, further):
    """Return the larger of two numbers and where it was; of equal ones the first, row by row, marked by the odd 1."""
    several = (place if place < further else further) | 1
    return np.maximum(number, other), further if other > number else (place if other < number else several)


@share
def _pool_share(thread, threads, X, A, places, shares, f, stride, maximum):
    (m, n_H, n_W, n_C), length, integer = A.shape, X.shape[2], places.dtype.type
    down, where = np.empty((length // n_C, n_C), X.dtype), np.empty((length // n_C, n_C), places.dtype)
    column, there = down.reshape(-1), where.reshape(-1)
    for i in range(thread, m, threads):
        for h in range(n_H):
            for k in range(length):
                column[k], there[k] = X[i, h * stride, k], 0
            for r in range(1, f):
                pixels, below = X[i, h * stride + r], integer(2 * r * length)
                if maximum:
                    for k in range(length):
                        column[k], there[k] = _larger(column[k], there[k], pixels[k], below)
                else:
                    for k in range(length):
                        column[k] += pixels[k]
            for w in range(n_W if maximum else 0):
                for c in range(n_C):
                    A[i, h, w, c], places[i, h, w, c] = down[w * stride, c], where[w * stride, c]
                for q in range(1, f):
                    aside = integer(2 * q * n_C)
                    for c in range(n_C):
                        other, further = down[w * stride + q, c], integer(where[w * stride + q, c] + aside)
                        A[i, h, w, c], places[i, h, w, c] = _larger(A[i, h, w, c], places[i, h, w, c], other, further)
                for c in range(n_C):
                    places[i, h, w, c] = places[i, h, w, c] if A[i, h, w, c] == A[i, h, w, c] else -1  # NaN stays
            for w in range(0 if maximum else n_W):
                for c in range(n_C):
                    A[i, h, w, c] = down[w * stride, c]
                for q in range(1, f):
                    for c in range(n_C):
                        A[i, h, w, c] += down[w * stride + q, c]
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
    (m, n_H, n_W, n_C), length = dA.shape, X.shape[2]
    sent = np.empty((length // n_C, n_C), X.dtype)  # what a row of windows sends to each row of pixels under it
    line = sent.reshape(-1)
    for i in range(thread, m, threads):
        dX[i] = 0
        for h in range(n_H):
            if maximum:
                row, pixels = dX[i, h * stride :].reshape(-1), X[i, h * stride :].reshape(-1)
                for w in range(n_W):
                    for c in range(n_C):
                        place, k = places[i, h, w, c], w * stride * n_C + c
                        if place & 1 == 0 or (only_first and place > 0):
                            row[np.uintp(k + (place >> 1))] += dA[i, h, w, c]  # unsigned: never from the end
                        elif place > 0:
                            _to_several(row[k:], pixels[k:], dA[i, h, w, c], place >> 1, f, length, n_C)
                continue
            for k in range(length):
                line[k] = 0
            for w in range(n_W):
                for q in range(f):
                    for c in range(n_C):
                        sent[w * stride + q, c] += dA[i, h, w, c] * shares[h, w, 0]
            for r in range(f):
                row = dX[i, h * stride + r]
                for k in range(length):
                    row[k] += line[k]


@shared_out(_send_back_share)
def _send_back(threads, dA, X, places, shares, dX, f, stride, maximum, only_first):
    for thread in prange(threads):
        _send_back_share(np.int64(thread), threads, dA, X, places, shares, dX, f, stride, maximum, only_first)
