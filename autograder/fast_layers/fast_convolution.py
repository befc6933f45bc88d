"""Convolution as the notebook's sum over each window, taken for a long row of windows at once.

The notebook goes from window to window and adds up f * f * n_C_prev products. Here the loops are turned inside out: one
weight at a time is multiplied with the pixels that it meets in all windows, side by side. For that each channel of an
example is laid out as one plane, row after row; with a stride, as a plane for each of its phases. Then the pixels that
a weight meets lie next to each other, and the compiler multiplies eight at a time. Windows that would stick out where a
row ends are computed too, and dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numba import prange

from autograder.fast_layers.numba_loops import contiguous, num_threads, part, share, shared_out
from autograder.plain_layers import Array, ConvCache, Geometry, geometry

AT_ONCE, VECTORS = 512, 32  # windows: so many sums stay in the nearest cache; so many are added without a remainder
# With so many channels and filters, for each thread, BLAS multiplies rows of windows laid side by side faster, as it
# keeps a tile of sums in registers: 2.3 ms for 2.9 where 16 channels become 16, 44 for 65 on the way back of 64. Up to
# SMALL multiplications OpenBLAS packs nothing: 1.2 ms for 1.8. Where those are too few windows, 256 are faster than 57.
MANY_CHANNELS, MANY_FILTERS, SMALL, FEW_WINDOWS, MANY_WINDOWS = 8, 16, 800_000, 64, 256


def conv_forward(A_prev: Array, W: Array, b: Array, hparameters: Mapping[str, Any]) -> tuple[Array, ConvCache]:
    """Slide every filter over every example; "pad" is a number, or "SAME" as in TensorFlow."""
    X, filters, bias = contiguous(A_prev, W, b)
    g = geometry(X.shape, len(W), hparameters["stride"], hparameters["pad"])
    Z = np.empty((len(X), g.n_H, g.n_W, W.shape[3]), X.dtype)
    if _by_products(W):
        _multiply(X, filters, Z, g, hparameters["stride"])
        Z.reshape(len(X), g.n_H, g.n_W * W.shape[3])[...] += np.tile(bias.reshape(-1), g.n_W)
    else:
        places, *rest = planes(X.shape, W.shape, hparameters["stride"], hparameters["pad"])
        _convolve(Z.size * len(places), X, _as_rows(filters, len(places)), bias.reshape(-1), Z, places, *rest)
    return Z, (A_prev, W, b, hparameters)


def conv_backward(dZ: Array, cache: ConvCache) -> tuple[Array, Array, Array]:
    """Send the gradient back through a convolution."""
    (X, W, dZ), stride, pad = contiguous(cache[0], cache[1], dZ), cache[3]["stride"], cache[3]["pad"]
    dX = np.zeros_like(X)
    if _by_products(W):
        each = _multiply(X, W, dZ, geometry(X.shape, len(W), stride, pad), stride, dX)[np.newaxis]
    else:
        places, *rest = planes(X.shape, W.shape, stride, pad)
        weights = _as_rows(W, W[..., 0].size)
        each = np.zeros((num_threads(), len(weights), len(places)), X.dtype)
        _gradients(2 * dZ.size * W[..., 0].size, X, weights, dZ, dX, each, places, *rest)
    db = dZ.sum(axis=0).reshape(-1, W.shape[3]).sum(axis=0)  # no product: BLAS's idle threads stand in Numba's way
    return dX, from_rows(each, W), db.reshape(cache[2].shape)


def _by_products(W: Array) -> bool:
    return bool(min(W.shape[2] // MANY_CHANNELS, W.shape[3] // MANY_FILTERS) >= num_threads())


def _multiply(X: Array, W: Array, Z: Array, g: Geometry, stride: int, dX: Array | None = None) -> Array:
    """Set Z, but for the bias, so many rows of windows at once; or, where Z is dZ, add to dX and return dW."""
    filters, rows, n = W.reshape(-1, W.shape[3]), Z.reshape(len(X) * g.n_H, g.n_W, W.shape[3]), SMALL // W.size
    at_once = max(1, (n if n > FEW_WINDOWS else MANY_WINDOWS * num_threads()) // max(1, g.n_W))
    room = np.empty((min(at_once, len(rows)), g.n_W, len(W), len(filters) // len(W)), X.dtype)
    turned, dW = np.ascontiguousarray(filters.T), np.zeros(filters.T.shape, X.dtype)
    for start in range(0, len(rows), at_once):
        z, laid_out = rows[start : start + at_once].reshape(-1, W.shape[3]), room[: len(rows) - start]
        windows = laid_out.reshape(-1, len(filters))
        _lay_out(X, laid_out, start, g.n_H, stride, g.top, g.left, False)
        if dX is None:
            np.matmul(windows, filters, out=z)
        else:
            dW += z.T @ windows
            np.matmul(z, turned, out=windows)
            _lay_out(dX, laid_out, start, g.n_H, stride, g.top, g.left, True)
    return dW


@share
def _lay_out(X, windows, start, n_H, stride, top, left, back):
    """Lay the pixels of windows (row of windows, w, r, q and c) side by side; or add them to X from there."""
    (_, height, width, n_C), (count, n_W, f, length) = X.shape, windows.shape
    for t in range(count):
        i, h = (start + t) // n_H, (start + t) % n_H
        for r in range(f):
            y = h * stride + r - top
            row = X[i, min(max(0, y), height - 1)].reshape(-1)
            for w in range(n_W):
                corner, window = (w * stride - left) * n_C, windows[t, w, r]
                first = min(length, max(0, -corner)) if 0 <= y < height else length
                last = max(first, min(length, width * n_C - corner))
                pixels, inside = row[corner + first :], window[first:]
                for k in range(length if last - first < length and not back else 0):
                    window[k] = 0
                for k in range(last - first):
                    if back:
                        pixels[k] += inside[k]
                    else:
                        inside[k] = pixels[k]


def _as_rows(W: Array, length: int) -> Array:
    """Return the weights of each filter in a row of this length; rows of zeros come after, for they go by fours."""
    rows = np.zeros((W.shape[3] + -W.shape[3] % 4, length), W.dtype)
    rows[: W.shape[3], : W[..., 0].size] = W.reshape(-1, W.shape[3]).T
    return rows


def from_rows(each: Array, W: Array) -> Array:
    """Add up the rows of every thread, and return them in the shape of W."""
    rows = each.sum(axis=0)[: W.shape[3], : W[..., 0].size]
    return np.ascontiguousarray(rows.T).reshape(W.shape)


@lru_cache
def planes(X: tuple[int, ...], W: tuple[int, ...], stride: int, pad: int | str) -> tuple[Any, ...]:
    """Where each weight (r, q, c) of the first window lies in the planes, by fours, the last repeated; their layout.

    A plane for each channel and phase (row, column): stride, top, left, columns and numbers of a plane say which pixel
    lies where. Then how many numbers that takes, with more since the last windows stick out; how many go at once.
    """
    f, _, n_C, _ = W
    g = geometry(X, f, stride, pad)
    rows, columns = g.n_H + (f - 1) // stride, g.n_W + (f - 1) // stride
    r, q, c = np.indices((f, f, n_C)).reshape(3, -1)
    places = (((c * stride + r % stride) * stride + q % stride) * rows + r // stride) * columns + q // stride
    at_once = -(-g.n_H // max(1, round(g.n_H * columns / AT_ONCE))) * columns or columns
    at_once += -at_once % VECTORS
    layout, room = (stride, g.top, g.left, columns, rows * columns), n_C * stride * stride * rows * columns + at_once
    return np.pad(places, (0, -len(places) % 4), "edge"), layout, room, at_once


@part
def copy_planes(X, flat, layout, into_planes):
    """Lay X (height, width, n_C) out in planes, or fetch it from there."""
    (stride, top, left, columns, size), (height, width, n_C) = layout, X.shape
    for h, phase in np.ndindex(size // columns, stride * stride):
        y, q = h * stride + phase // stride - top, phase % stride - left
        first, last = max(0, -(q // stride)), min(columns, (width - 1 - q) // stride + 1)
        for c in range(n_C if 0 <= y < height else 0):
            row = flat[(c * stride * stride + phase) * size + h * columns :][first:last]
            pixels = X[y, q + first * stride :: stride, c]
            for w in range(len(row)):
                if into_planes:
                    row[w] = pixels[w]
                else:
                    pixels[w] = row[w]


@part
def _add_products(flat, places, weights, sums):
    """Add to sums[c, p] every weights[c, k] * flat[places[k] + p]: four filters and four weights of each at a time."""
    for c in range(0, len(weights), 4):
        z0, z1, z2, z3 = sums[c], sums[c + 1], sums[c + 2], sums[c + 3]
        for k in range(0, len(places), 4):
            a, b, d, e = flat[places[k] :], flat[places[k + 1] :], flat[places[k + 2] :], flat[places[k + 3] :]
            a0, b0, d0, e0 = weights[c, k], weights[c, k + 1], weights[c, k + 2], weights[c, k + 3]
            a1, b1, d1, e1 = weights[c + 1, k], weights[c + 1, k + 1], weights[c + 1, k + 2], weights[c + 1, k + 3]
            a2, b2, d2, e2 = weights[c + 2, k], weights[c + 2, k + 1], weights[c + 2, k + 2], weights[c + 2, k + 3]
            a3, b3, d3, e3 = weights[c + 3, k], weights[c + 3, k + 1], weights[c + 3, k + 2], weights[c + 3, k + 3]
            for p in range(len(z0)):
                x0, x1, x2, x3 = a[p], b[p], d[p], e[p]
                z0[p] += x0 * a0 + x1 * b0 + x2 * d0 + x3 * e0
                z1[p] += x0 * a1 + x1 * b1 + x2 * d1 + x3 * e1
                z2[p] += x0 * a2 + x1 * b2 + x2 * d2 + x3 * e2
                z3[p] += x0 * a3 + x1 * b3 + x2 * d3 + x3 * e3


@part
def _add_over_windows(flat, places, dZ, dW):
    """Add to dW[c, k] the sum over p of flat[places[k] + p] * dZ[c, p], again by two and four."""
    for k in range(0, len(places), 4):
        a, b, d, e = flat[places[k] :], flat[places[k + 1] :], flat[places[k + 2] :], flat[places[k + 3] :]
        for c in range(0, len(dZ), 2):
            z0, z1, w0, w1 = dZ[c], dZ[c + 1], dW[c, k:], dW[c + 1, k:]
            a0 = b0 = d0 = e0 = a1 = b1 = d1 = e1 = flat.dtype.type(0)
            for p in range(len(z0)):
                a0, b0, d0, e0 = a0 + a[p] * z0[p], b0 + b[p] * z0[p], d0 + d[p] * z0[p], e0 + e[p] * z0[p]
                a1, b1, d1, e1 = a1 + a[p] * z1[p], b1 + b[p] * z1[p], d1 + d[p] * z1[p], e1 + e[p] * z1[p]
            w0[0], w0[1], w0[2], w0[3] = w0[0] + a0, w0[1] + b0, w0[2] + d0, w0[3] + e0
            w1[0], w1[1], w1[2], w1[3] = w1[0] + a1, w1[1] + b1, w1[2] + d1, w1[3] + e1


@shared_out
def _convolve(threads, X, weights, b, Z, places, layout, room, at_once):
    for thread in prange(threads):
        (m, n_H, _, n_C), columns, step = Z.shape, layout[3], at_once // layout[3]
        flat, sums = np.zeros(room, X.dtype), np.zeros((len(weights), at_once), X.dtype)
        for i in range(np.int64(thread), m, threads):
            copy_planes(X[i], flat, layout, True)
            for start in range(0, n_H, step):
                for c in range(n_C):
                    sums[c] = b[c]
                _add_products(flat[start * columns :], places, weights, sums)
                copy_planes(Z[i, start : start + step], sums.reshape(-1), (1, 0, 0, columns, at_once), False)


@part
def _add_back(flat, places, weights, dZ):
    """Add to flat[places[k] + p] every weights[c, k] * dZ[c, p], four filters at a time."""
    for c in range(0, len(dZ), 4):
        a, b, d, e = dZ[c], dZ[c + 1], dZ[c + 2], dZ[c + 3]
        for k in range(weights.shape[1]):
            row = flat[places[k] :]
            wa, wb, wd, we = weights[c, k], weights[c + 1, k], weights[c + 2, k], weights[c + 3, k]
            for p in range(len(a)):
                row[p] += a[p] * wa + b[p] * wb + d[p] * wd + e[p] * we


@shared_out
def _gradients(threads, X, weights, dZ, dX, dW, places, layout, room, at_once):
    """Set dX, and add to each thread's own dW."""
    for thread in prange(threads):
        (m, n_H, _, _), columns, step = dZ.shape, layout[3], at_once // layout[3]
        flat, dflat, back = np.zeros(room, X.dtype), np.zeros(room, X.dtype), np.zeros((len(weights), at_once), X.dtype)
        for i in range(np.int64(thread), m, threads):
            copy_planes(X[i], flat, layout, True)
            for start in range(0, n_H, step):
                back[:, (n_H - start) * columns :] = 0
                copy_planes(dZ[i, start : start + step], back.reshape(-1), (1, 0, 0, columns, at_once), True)
                _add_over_windows(flat[start * columns :], places, back, dW[thread])
                _add_back(dflat[start * columns :], places, weights, back)
            copy_planes(dX[i], dflat, layout, False)
            dflat[:] = 0
