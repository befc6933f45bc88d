"""Pooling row by row: down the columns of a row of windows first, which neighbours have in common, then across.

Max pooling remembers which pixels are maxima: for each window its own f rows of f * n_C marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numba import prange
from numpy.typing import NDArray

from autograder.fast_layers.fast_convolution import contiguous
from autograder.fast_layers.numba_loops import part, share, shared_out
from autograder.plain_layers import Array, Geometry, PoolCache, framed, geometry, inside, window_shares


class Cache(tuple[Array, Mapping[str, Any]]):
    """(A_prev, hparameters) as in the assignment, and where the maxima were."""

    marks: NDArray[np.bool_] | None = None


def pool_forward(A_prev: Array, hparameters: Mapping[str, Any], mode: str = "max") -> tuple[Array, PoolCache]:
    """Pool A_prev (m, n_H_prev, n_W_prev, n_C); padding ("pad": "SAME") never wins and never counts."""
    cache = Cache((A_prev, hparameters))
    X, g = _input(cache, mode)
    A, cache.marks = _pooled(X, g, hparameters, mode)
    if mode != "max":
        A *= window_shares(A_prev, hparameters["f"], hparameters["stride"], g)
    return A, cache


def pool_backward(dA: Array, cache: PoolCache, mode: str = "max") -> Array:
    """Gradient of pooling from dA (m, n_H, n_W, n_C); every maximum of a window receives all of the window's."""
    return _backward(dA, cache, mode, first=False)


def pool_backward_to_first(dA: Array, cache: PoolCache, mode: str = "max") -> Array:
    """Gradient of pooling as TensorFlow sends it: of equal maxima only the first, row by row, receives anything.

    Plain backgrounds are full of ties, so that a network trained with one rule goes another way than with the other.
    """
    return _backward(dA, cache, mode, first=True)


def _backward(dA: Array, cache: PoolCache, mode: str, *, first: bool) -> Array:
    f, stride = cache[1]["f"], cache[1]["stride"]
    X, g = _input(cache, mode)
    (dA,), marks = contiguous(dA.astype(X.dtype, copy=False)), getattr(cache, "marks", None)
    if mode != "max":
        (dA,), marks = contiguous(dA * window_shares(cache[0], f, stride, g)), _no_marks()
    elif marks is None:
        marks = _pooled(X, g, cache[1], mode)[1]
    dX = np.empty_like(X)
    _send_back(dA.size * f * f, dA, marks, _rows(dX), f, stride, first)
    return inside(dX, cache[0], g)


def _input(cache: PoolCache, mode: str) -> tuple[Array, Geometry]:
    """Return the layer's input as the loops take it, its padding included, and where that lies."""
    (X,), hparameters = contiguous(cache[0]), cache[1]
    g = geometry(X.shape, hparameters["f"], hparameters["stride"], hparameters.get("pad", 0))
    return framed(X, g, -np.inf if mode == "max" else 0.0), g


def _pooled(X: Array, g: Geometry, hparameters: Mapping[str, Any], mode: str) -> tuple[Array, NDArray[np.bool_]]:
    """Return the maximum of each window and the marks, or the sum and no marks."""
    f, stride, n_C = hparameters["f"], hparameters["stride"], X.shape[3]
    A = np.empty((len(X), g.n_H, g.n_W, n_C), X.dtype)
    marks = np.empty((*A.shape[:3], f, f * n_C), np.bool_) if mode == "max" else _no_marks()
    _pool(A.size * f * f, _rows(X), A, marks, f, stride)
    return A, marks


def _no_marks() -> NDArray[np.bool_]:
    return np.empty((0, 0, 0, 0, 0), np.bool_)


def _rows(X: Array) -> Array:
    """Return X as rows of n_W_prev * n_C numbers."""
    return X.reshape(len(X), X.shape[1], X.shape[2] * X.shape[3])


@part
def _combine(result, numbers, by_maximum):
    """Keep the larger of each two numbers, or add them."""
    if by_maximum:
        for k in range(len(result)):
            old, new = result[k], numbers[k]
            result[k] = new if new > old or new != new else old  # NaN stays
    else:
        for k in range(len(result)):
            result[k] += numbers[k]


@part
def _widen(numbers, wide):
    """Repeat a window's numbers, one for each channel, under each of its columns."""
    for start in range(0, len(wide), len(numbers)):
        for c in range(len(numbers)):
            wide[start + c] = numbers[c]


@share
def _pool_share(thread, threads, X, A, marks, f, stride):
    m, n_H, n_W, n_C = A.shape
    down, wide = np.empty(X.shape[2], X.dtype), np.empty(f * n_C, X.dtype)
    by_maximum = marks.size > 0
    for i in range(thread, m, threads):
        for h in range(n_H):
            rows = X[i, h * stride : h * stride + f]
            for k in range(len(down)):
                down[k] = rows[0, k]
            for r in range(1, f):
                _combine(down, rows[r], by_maximum)
            for w in range(n_W):
                result, start = A[i, h, w], w * stride * n_C
                for c in range(n_C):
                    result[c] = down[start + c]
                for q in range(1, f):
                    _combine(result, down[start + q * n_C :], by_maximum)
                if by_maximum:
                    _widen(result, wide)
                    for r in range(f):
                        row, seen = rows[r, start:], marks[i, h, w, r]
                        for k in range(len(wide)):
                            seen[k] = row[k] == wide[k]


@shared_out(_pool_share)
def _pool(threads, X, A, marks, f, stride):
    for thread in prange(threads):
        _pool_share(thread, threads, X, A, marks, f, stride)


@share
def _send_back_share(thread, threads, dA, marks, dX, f, stride, first):
    m, n_H, n_W, n_C = dA.shape
    wide, zero = np.empty(f * n_C, dA.dtype), dA.dtype.type(0)
    for i in range(thread, m, threads):
        cleared = 0
        for h in range(n_H + 1):
            for y in range(cleared, h * stride + f if h < n_H else dX.shape[1]):
                for k in range(dX.shape[2]):
                    dX[i, y, k] = 0
            if h == n_H:
                break
            cleared = h * stride + f
            for w in range(n_W):
                _widen(dA[i, h, w], wide)
                for r in range(f):
                    row = dX[i, h * stride + r, w * stride * n_C :]
                    if not marks.size:
                        for k in range(len(wide)):
                            row[k] += wide[k]
                        continue
                    seen = marks[i, h, w, r]
                    if not first:
                        for k in range(len(wide)):
                            row[k] += wide[k] if seen[k] else zero
                        continue
                    for k in range(len(wide)):
                        if seen[k]:
                            c = k % n_C
                            row[k] += wide[c]
                            wide[c] = 0  # nothing is left for the others


@shared_out(_send_back_share)
def _send_back(threads, dA, marks, dX, f, stride, first):
    for thread in prange(threads):
        _send_back_share(thread, threads, dA, marks, dX, f, stride, first)
