"""Pooling row by row: down the columns of a row of windows first, which neighbours have in common, then across.

Max pooling remembers its maxima. Where they were, the way back sees by comparing a whole row of pixels with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numba import prange

from autograder.fast_layers.numba_loops import contiguous, part, share, shared_out
from autograder.plain_layers import Array, Geometry, PoolCache, by_maximum, framed, geometry, inside, window_shares


class Cache(tuple[Array, Mapping[str, Any]]):
    """(A_prev, hparameters) as in the assignment, and the maxima."""

    maxima: Array | None = None


def pool_forward(A_prev: Array, hparameters: Mapping[str, Any], mode: str = "max") -> tuple[Array, PoolCache]:
    """Pool every window, channel by channel; padding ("pad": "SAME") never wins and never counts."""
    cache = Cache((A_prev, hparameters))
    maximum = by_maximum(mode)
    X, g = _input(cache, maximum)
    A = np.empty((len(X), g.n_H, g.n_W, A_prev.shape[3]), X.dtype)
    f, stride = hparameters["f"], hparameters["stride"]
    _pool(A.size * f * f, X, A, _shares(A_prev.shape[1:3], f, stride, g, maximum, X.dtype), f, stride, maximum)
    if maximum:
        cache.maxima = A.copy()  # the caller may write to A
    return A, cache


def pool_backward(dA: Array, cache: PoolCache, mode: str = "max") -> Array:
    """Send the gradient back through a pooling; every maximum of a window receives all of the window's."""
    return _backward(dA, cache, mode, first=False)


def pool_backward_to_first(dA: Array, cache: PoolCache, mode: str = "max") -> Array:
    """Send the gradient back as TensorFlow does: of equal maxima only the first, row by row, receives it."""
    # Plain backgrounds are full of ties: a network trained with one rule goes another way than with the other.
    return _backward(dA, cache, mode, first=True)


def _backward(dA: Array, cache: PoolCache, mode: str, *, first: bool) -> Array:
    maximum = by_maximum(mode)
    X, g = _input(cache, maximum)
    (dA,), dX, maxima = contiguous(dA.astype(X.dtype, copy=False)), np.empty_like(X), getattr(cache, "maxima", None)
    if maxima is None:
        maxima = pool_forward(*cache)[0] if maximum else dA
    f, stride = cache[1]["f"], cache[1]["stride"]
    shares = _shares(cache[0].shape[1:3], f, stride, g, maximum, X.dtype)
    _send_back(dA.size * f * f, dA, X, maxima, shares, dX, f, stride, maximum, first)
    return inside(dX.reshape(len(X), g.height, g.width, dA.shape[3]), cache[0], g)


def _input(cache: PoolCache, maximum: bool) -> tuple[Array, Geometry]:
    """Return the layer's input with its padding, in rows of n_W_prev * n_C numbers, and where it lies."""
    (X,), hparameters = contiguous(cache[0]), cache[1]
    g = geometry(X.shape, hparameters["f"], hparameters["stride"], hparameters.get("pad", 0))
    return framed(X, g, -np.inf if maximum else 0.0).reshape(len(X), g.height, g.width * X.shape[3]), g


@lru_cache
def _shares(size: tuple[int, ...], f: int, stride: int, g: Geometry, maximum: bool, dtype: np.dtype[Any]) -> Array:
    """Return what each window's maximum or sum is multiplied with, (n_H, n_W)."""
    return np.ones((g.n_H, g.n_W), dtype) if maximum else window_shares(size, f, stride, g, dtype)[:, :, 0]


@part
def _combine(result, numbers, by_maximum):
    """Keep the larger of each two numbers, or add them."""
    if by_maximum:
        for k in range(len(numbers)):
            result[k] = np.maximum(result[k], numbers[k])  # NaN stays
    else:
        for k in range(len(numbers)):
            result[k] += numbers[k]


@share
def _pool_share(thread, threads, X, A, shares, f, stride, by_maximum):
    m, n_H, n_W, n_C = A.shape
    for i in range(thread, m, threads):
        for h in range(n_H):
            down = X[i, h * stride].copy()
            for r in range(1, f):
                _combine(down, X[i, h * stride + r], by_maximum)
            across = down.copy()
            for q in range(1, f):
                _combine(across, down[q * n_C :], by_maximum)
            for w in range(n_W):
                for c in range(n_C):
                    A[i, h, w, c] = across[w * stride * n_C + c] * shares[h, w]


@shared_out(_pool_share)
def _pool(threads, X, A, shares, f, stride, by_maximum):
    for thread in prange(threads):
        _pool_share(np.int64(thread), threads, X, A, shares, f, stride, by_maximum)


@part
def _send(row, pixels, sent, best, by_maximum, only_first):
    """Add what is sent to each pixel that is the best of its window."""
    zero = row.dtype.type(0)
    if not by_maximum:
        for k in range(len(row)):
            row[k] += sent[k]
    elif not only_first:
        for k in range(len(row)):
            row[k] += sent[k] if pixels[k] == best[k] else zero
    else:
        for k in range(len(row)):
            row[k] += sent[k] if pixels[k] == best[k] else zero
            sent[k] = zero if pixels[k] == best[k] else sent[k]  # nothing is left for the others


@share
def _send_back_share(thread, threads, dA, X, maxima, shares, dX, f, stride, by_maximum, only_first):
    m, n_H, n_W, n_C = dA.shape
    # What a row of windows sends, and its maxima, above the first pixel of each window: moved along, they reach all
    # pixels with the same place in their windows at once. Where windows do not overlap, above all pixels of a row.
    columns = f if stride >= f and not only_first else 1
    sent, best = np.zeros(X.shape[2], X.dtype), np.zeros(X.shape[2], X.dtype)
    for i in range(thread, m, threads):
        dX[i] = 0
        for h in range(n_H):
            for w in range(n_W):
                for q in range(columns):
                    for c in range(n_C):
                        sent[(w * stride + q) * n_C + c] = dA[i, h, w, c] * shares[h, w]
                        best[(w * stride + q) * n_C + c] = maxima[i, h, w, c]
            for r in range(f):
                row, pixels = dX[i, h * stride + r], X[i, h * stride + r]
                for q in range(0, f, columns):
                    _send(row[q * n_C :], pixels[q * n_C :], sent, best, by_maximum, only_first)


@shared_out(_send_back_share)
def _send_back(threads, dA, X, maxima, shares, dX, f, stride, by_maximum, only_first):
    for thread in prange(threads):
        _send_back_share(np.int64(thread), threads, dA, X, maxima, shares, dX, f, stride, by_maximum, only_first)
