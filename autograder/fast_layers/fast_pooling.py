"""Pooling row by row: down the columns of a row of windows first, which neighbours have in common, then across.

Max pooling remembers where each window's first maximum was: the way back looks again only through those with several.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numba import prange
from numpy.typing import NDArray

from autograder.fast_layers.numba_loops import contiguous, part, share, shared_out
from autograder.plain_layers import Array, Geometry, PoolCache, by_maximum, framed, geometry, inside, window_shares

Places = NDArray[np.signedinteger[Any]]
NO_PLACES = {n: np.empty((0, 0, 0, 0), f"i{n}") for n in (4, 8)}  # as wide as the numbers: as many at once


class Cache(tuple[Array, Mapping[str, Any]]):
    """(A_prev, hparameters), and where each maximum was: twice how far from its window's first pixel; -1 for NaN."""

    places: Places | None = None


def pool_forward(A_prev: Array, hparameters: Mapping[str, Any], mode: str = "max") -> tuple[Array, PoolCache]:
    """Pool every window, channel by channel; padding ("pad": "SAME") never wins and never counts."""
    cache, maximum, f, stride = Cache((A_prev, hparameters)), by_maximum(mode), hparameters["f"], hparameters["stride"]
    X, g, whole, places = _input(cache, maximum)
    A = np.empty((len(X), g.n_H, g.n_W, A_prev.shape[3]), X.dtype)
    if maximum:
        cache.places = places = np.empty(A.shape, places.dtype)
    _pool(A.size * f * f, X, A, places, f, stride, maximum, whole or 1.0)
    return A if whole else A * window_shares(A_prev.shape[1:3], f, stride, g, X.dtype), cache


def pool_backward(dA: Array, cache: PoolCache, mode: str = "max", *, first: bool = False) -> Array:
    """Send the gradient back through a pooling; every maximum of a window (or its first) receives all of it."""
    maximum, f, stride = by_maximum(mode), cache[1]["f"], cache[1]["stride"]
    (X, g, whole, none), (dA,) = _input(cache, maximum), contiguous(dA)
    places = _places(cache) if maximum else none
    places = np.where(places < 0, -1, places & -2) if first else places  # even: as if it were the only one
    dA, dX = dA.astype(X.dtype, copy=False), np.empty_like(X)
    dA = dA if whole else dA * window_shares(cache[0].shape[1:3], f, stride, g, X.dtype)
    _send_back(dA.size * f * f, dA, X, places, dX, f, stride, maximum, whole or 1.0)
    return inside(dX.reshape(len(X), g.height, g.width, dA.shape[3]), cache[0], g)


def pool_backward_to_first(dA: Array, cache: PoolCache, mode: str = "max") -> Array:
    """Send the gradient back as TensorFlow does: of equal maxima only the first, row by row, receives it."""
    # Plain backgrounds are full of ties: a network trained with one rule goes another way than with the other.
    return pool_backward(dA, cache, mode, first=True)


def first_maxima(cache: PoolCache, columns: int) -> Places:
    """Where the first maximum of each window is, in rows of so many columns; -1 where a NaN is in the window."""
    (_, n_H, n_W, n_C), stride = cache[0].shape, cache[1]["stride"]
    g = geometry(cache[0].shape, cache[1]["f"], stride, cache[1].get("pad", 0))
    r, q = np.divmod(places := _places(cache) >> 1, g.width * n_C)
    y, x = r + stride * np.arange(g.n_H)[:, None, None] - g.top, q // n_C + stride * np.arange(g.n_W)[:, None] - g.left
    return np.where((places >= 0) & (y >= 0) & (y < n_H) & (x >= 0) & (x < n_W), y * columns + x, -1)


def _places(cache: PoolCache) -> Places:
    made_by_hand = getattr(cache, "places", None) is None
    return getattr(pool_forward(*cache)[1] if made_by_hand else cache, "places", NO_PLACES[8])


def _input(cache: PoolCache, maximum: bool) -> tuple[Array, Geometry, float, Places]:
    """Return the input with its padding, in rows of n_W_prev * n_C numbers, a pixel's share (0: varies), no places."""
    (X,), f, stride = contiguous(cache[0]), cache[1]["f"], cache[1]["stride"]
    g = geometry(X.shape, f, stride, cache[1].get("pad", 0))
    rows = framed(X, g, -np.inf if maximum else 0.0).reshape(len(X), g.height, g.width * X.shape[3])
    return rows, g, 1.0 if maximum else (rows.size == X.size) / (f * f), NO_PLACES[X.itemsize]


@part
def _larger(number, place, other, further, first):
    """Return the larger of two numbers and where it was; of equal ones the first place, which is given, and odd."""
    if other > number or other != other:  # NaN stays, and is nowhere
        return other, further if other == other else -1
    return number, first | 1 if other == number else place


@shared_out
def _pool(threads, X, A, places, f, stride, maximum, whole):
    for thread in prange(threads):
        (m, n_H, n_W, n_C), length, integer = A.shape, X.shape[2], places.dtype.type
        pixel = X.dtype.type(whole)
        down, where = np.empty((length // n_C, n_C), X.dtype), np.empty((length // n_C, n_C), places.dtype)
        column, there = down.reshape(-1), where.reshape(-1)
        windows, run = (1, n_W * n_C) if stride == 1 else (n_W, n_C)  # c goes on past a column into the next
        for i in range(np.int64(thread), m, threads):
            for h in range(n_H):
                for k in range(length):
                    column[k], there[k] = X[i, h * stride, k], 0 if X[i, h * stride, k] == X[i, h * stride, k] else -1
                for r in range(1, f):
                    pixels, below = X[i, h * stride + r], integer(2 * r * length)
                    if maximum:
                        for k in range(length):
                            column[k], there[k] = _larger(column[k], there[k], pixels[k], below, there[k])
                    else:
                        for k in range(length):
                            column[k] += pixels[k]
                for w in range(windows if maximum else 0):
                    for c in range(run):
                        A[i, h, w, c], places[i, h, w, c] = down[w * stride, c], where[w * stride, c]
                    for q in range(1, f):
                        aside = integer(2 * q * n_C)
                        for c in range(run):
                            other, far = down[w * stride + q, c], integer(where[w * stride + q, c] + aside)
                            number, near = A[i, h, w, c], places[i, h, w, c]
                            A[i, h, w, c], places[i, h, w, c] = _larger(number, near, other, far, min(near, far))
                for w in range(0 if maximum else windows):
                    for c in range(run):
                        A[i, h, w, c] = down[w * stride, c] * pixel
                    for q in range(1, f):
                        for c in range(run):
                            A[i, h, w, c] += down[w * stride + q, c] * pixel


@share
def _send_back_share(thread, threads, dA, X, places, dX, f, stride, maximum, whole):
    (m, n_H, n_W, n_C), (_, height, length), pixel = dA.shape, X.shape, X.dtype.type(whole)
    sent = np.empty((length // n_C, n_C), X.dtype)  # what a row of windows sends to each row of pixels under it
    line, pixels, grads = sent.reshape(-1), X.reshape(-1), dX.reshape(-1)
    windows, run = (1, n_W * n_C) if stride == 1 else (n_W, n_C)
    for i in range(thread, m, threads):
        done = height if maximum else 0  # so many rows have been written to
        dX[i, :done] = 0
        for h in range(n_H):
            if maximum:
                for w in range(n_W):
                    for c in range(n_C):
                        place, k = places[i, h, w, c], (i * height + h * stride) * length + w * stride * n_C + c
                        if place & 1 == 0:
                            grads[np.uintp(k + (place >> 1))] += dA[i, h, w, c]  # unsigned: never from the end
                        elif place > 0:
                            for t in range(f * f):
                                at = k + t // f * length + t % f * n_C
                                if pixels[at] == pixels[k + (place >> 1)]:
                                    grads[at] += dA[i, h, w, c]
                continue
            line[:], dX[i, done : h * stride] = 0, 0
            for w in range(windows):
                for q in range(f):
                    for c in range(run):
                        sent[w * stride + q, c] += dA[i, h, w, c] * pixel
            for y in range(h * stride, h * stride + f):
                if y < done:
                    for k in range(length):
                        dX[i, y, k] += line[k]
                else:
                    for k in range(length):
                        dX[i, y, k] = line[k]
            done = h * stride + f
        dX[i, done:] = 0


@shared_out
def _send_back(threads, dA, X, places, dX, f, stride, maximum, whole):
    for thread in prange(threads):
        _send_back_share(np.int64(thread), threads, dA, X, places, dX, f, stride, maximum, whole)
