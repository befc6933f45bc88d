"""Pooling row by row: down the columns of a row of windows first, then across, so that long runs of numbers meet.

Max pooling remembers which pixels are maxima. Where windows do not overlap, the marks of a row of windows lie as its
pixels do; else each window has its own, those for one column of all windows side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numba import prange
from numpy.typing import NDArray

from autograder.fast_layers.fast_convolution import contiguous
from autograder.fast_layers.numba_loops import Loops, part
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
    dX, (dA,) = np.empty_like(X), contiguous(dA.astype(X.dtype, copy=False))
    if mode == "max":
        marks = getattr(cache, "marks", None)
        send = _send_to_first if first else _send_to_marked
        send(dA.size * f * f, dA, _pooled(X, g, cache[1], mode)[1] if marks is None else marks, dX, f, stride)
    else:
        _send_to_all(dA.size * f * f, dA * window_shares(cache[0], f, stride, g), dX, f, stride)
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
    row_of_marks = X.shape[2] * n_C if stride >= f else f * g.n_W * n_C
    marks = np.empty((len(X), g.n_H, f, row_of_marks if mode == "max" else 0), np.bool_)
    _pool(A.size * f * f, X, A, marks, f, stride)
    return A, marks


@part
def _runs(f, stride, n_W, n_C):
    """How a row of windows reads a row of pixels: so many runs, so many numbers each, so far from one to the next."""
    return (1, n_W * n_C, 0) if stride == 1 else (n_W, n_C, stride * n_C)


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
def _widen(row, wide, f, stride, n_W, n_C):
    """Repeat each window's numbers under all of its columns."""
    for w in range(n_W):
        for q in range(f):
            at = (w * stride + q) * n_C
            for c in range(n_C):
                wide[at + c] = row[w * n_C + c]


@part
def _clear(dX, n_H, f, stride):
    """Set the rows to zero that will be added to, or that no window has."""
    for y in range(len(dX)):
        if stride < f or y % stride >= f or y >= n_H * stride:
            dX[y] = 0


@Loops
def _pool(threads, X, A, marks, f, stride):
    m, n_H, n_W, n_C = A.shape
    width, by_maximum = X.shape[2] * n_C, marks.size > 0
    runs, length, apart = _runs(f, stride, n_W, n_C)
    for thread in prange(threads):
        down, wide = np.empty(width, X.dtype), np.full(width, np.nan, X.dtype)
        for i in range(thread, m, threads):
            rows = X[i].reshape(X.shape[1], width)
            for h in range(n_H):
                result = A[i, h].reshape(n_W * n_C)
                down[:] = rows[h * stride]
                for r in range(1, f):
                    _combine(down, rows[h * stride + r], by_maximum)
                for run in range(runs):
                    here, there = result[run * length : (run + 1) * length], down[run * apart :]
                    here[:] = there[:length]
                    for q in range(1, f):
                        _combine(here, there[q * n_C :], by_maximum)
                if by_maximum and stride >= f:
                    _widen(result, wide, f, stride, n_W, n_C)
                for r in range(f if by_maximum else 0):
                    row, seen = rows[h * stride + r], marks[i, h, r]
                    if stride >= f:
                        for k in range(width):
                            seen[k] = row[k] == wide[k]
                        continue
                    for q in range(f):
                        for run in range(runs):
                            numbers, largest = row[run * apart + q * n_C :], result[run * length :]
                            mark = seen[q * n_W * n_C + run * length :]
                            for k in range(length):
                                mark[k] = numbers[k] == largest[k]


@Loops
def _send_to_marked(threads, dA, marks, dX, f, stride):
    m, n_H, n_W, n_C = dA.shape
    width, zero = dX.shape[2] * n_C, dX.dtype.type(0)
    runs, length, apart = _runs(f, stride, n_W, n_C)
    for thread in prange(threads):
        wide = np.zeros(width, dA.dtype)
        for i in range(thread, m, threads):
            rows = dX[i].reshape(dX.shape[1], width)
            _clear(rows, n_H, f, stride)
            for h in range(n_H):
                back = dA[i, h].reshape(n_W * n_C)
                if stride >= f:
                    _widen(back, wide, f, stride, n_W, n_C)
                for r in range(f):
                    row, seen = rows[h * stride + r], marks[i, h, r]
                    if stride >= f:
                        for k in range(width):
                            row[k] = wide[k] if seen[k] else zero
                        continue
                    for q in range(f):
                        for run in range(runs):
                            numbers, there = row[run * apart + q * n_C :], back[run * length :]
                            mark = seen[q * n_W * n_C + run * length :]
                            for k in range(length):
                                numbers[k] += there[k] if mark[k] else zero


@Loops
def _send_to_first(threads, dA, marks, dX, f, stride):
    m, n_H, n_W, n_C = dA.shape
    window, column = (stride * n_C, n_C) if stride >= f else (n_C, n_W * n_C)  # from one mark to the next
    for thread in prange(threads):
        for i in range(thread, m, threads):
            dX[i] = 0
            for h in range(n_H):
                left = dA[i, h].copy()
                for r in range(f):
                    for w in range(n_W):
                        for q in range(f):
                            seen, row = marks[i, h, r, w * window + q * column :], dX[i, h * stride + r, w * stride + q]
                            for c in range(n_C):
                                if seen[c]:
                                    row[c] += left[w, c]
                                    left[w, c] = 0


@Loops
def _send_to_all(threads, dA, dX, f, stride):
    m, n_H, n_W, n_C = dA.shape
    width = dX.shape[2] * n_C
    runs, length, apart = _runs(f, stride, n_W, n_C)
    for thread in prange(threads):
        wide = np.zeros(width, dA.dtype)
        for i in range(thread, m, threads):
            rows = dX[i].reshape(dX.shape[1], width)
            _clear(rows, n_H, f, stride)
            for h in range(n_H):
                back = dA[i, h].reshape(n_W * n_C)
                wide[:] = 0
                for q in range(f):
                    for run in range(runs):
                        _combine(wide[run * apart + q * n_C :][:length], back[run * length :], False)
                for r in range(f):
                    if stride >= f:
                        rows[h * stride + r] = wide
                    else:
                        _combine(rows[h * stride + r], wide, False)
