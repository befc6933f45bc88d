"""Convolution as the notebook's sum over each window, taken for a long row of windows at once.

The notebook goes from window to window and adds up f * f * n_C_prev products. Here the loops are turned inside out: one
weight at a time is multiplied with the pixels that it meets in all windows, side by side. For that each channel of an
example is laid out as one plane, row after row; with a stride, as a plane for each of its phases. Then the pixels that
a weight meets lie next to each other, and the compiler multiplies eight at a time. Where a row of windows ends, those
that would stick out are computed too and dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numba import prange

from autograder import plain_layers
from autograder.fast_layers.numba_loops import contiguous, num_threads, part, share, shared_out
from autograder.plain_layers import Array, ConvCache, geometry
from cnn_utils.compiling.optimization import lightly_optimized

AT_ONCE = 512  # windows: their sums stay in the nearest cache
# Under windows of so many numbers, with so many filters, one matrix product an example is faster: 44 ms for 67 where 64
# channels become 64, and none where 16 become 16. BLAS keeps a tile of sums in registers, which loops cannot.
LARGE_WINDOW, MANY_FILTERS = 256, 32
# Behind a max pooling nearly all of dZ is zero. With fewer numbers than one in so many, each is weighed alone.
FEW = 16


def conv_forward(A_prev: Array, W: Array, b: Array, hparameters: Mapping[str, Any]) -> tuple[Array, ConvCache]:
    """Slide every filter over every example; "pad" is a number, or "SAME" as in TensorFlow."""
    X, filters, bias = contiguous(A_prev, W, b)
    g = geometry(X.shape, len(W), hparameters["stride"], hparameters["pad"])
    Z = np.empty((len(X), g.n_H, g.n_W, W.shape[3]), X.dtype)
    if W[..., 0].size >= LARGE_WINDOW and W.shape[3] >= MANY_FILTERS:
        for i in range(len(X)):
            Z[i] = plain_layers.conv_forward(X[i : i + 1], filters, bias, hparameters)[0][0]
        return Z, (A_prev, W, b, hparameters)
    places, layout, room, at_once = _planes(X.shape, W.shape, hparameters["stride"], hparameters["pad"])
    weights, threads = _as_rows(filters, 2, len(places)), num_threads()
    flat, sums = np.zeros((threads, room), X.dtype), np.empty((threads, len(weights), at_once), X.dtype)
    _convolve(Z.size * W[..., 0].size, X, weights, bias.reshape(-1), Z, places, layout, flat, sums)
    return Z, (A_prev, W, b, hparameters)


def conv_backward(dZ: Array, cache: ConvCache) -> tuple[Array, Array, Array]:
    """Send the gradient back through a convolution."""
    if cache[1][..., 0].size >= LARGE_WINDOW and dZ.shape[3] >= MANY_FILTERS:
        one_by_one = (plain_layers.conv_backward(dZ[i : i + 1], (a[None], *cache[1:])) for i, a in enumerate(cache[0]))
        dX, dW, db = zip(*one_by_one, strict=True)
        return np.concatenate(dX), np.sum(dW, axis=0), np.sum(db, axis=0)
    return _backward(dZ, cache, to_input=True)


def conv_weight_gradients(dZ: Array, cache: ConvCache) -> tuple[Array, Array]:
    """Return the gradients of weights and biases alone: all that the first layer of a network needs."""
    return _backward(dZ, cache, to_input=False)[1:]


def _backward(dZ: Array, cache: ConvCache, *, to_input: bool) -> tuple[Array, Array, Array]:
    X, W, dZ = contiguous(cache[0], cache[1], dZ)
    places, layout, room, at_once = _planes(X.shape, W.shape, cache[3]["stride"], cache[3]["pad"])
    weights, dX = _as_rows(W, 4, W[..., 0].size), np.zeros_like(X if to_input else X[:0])
    dW = np.zeros((num_threads(), len(weights), len(places)), X.dtype)
    if not to_input and np.count_nonzero(dZ != 0) * FEW < dZ.size:
        _add_few(X.reshape(*X.shape[:2], -1), dZ, dW[0], len(W), X.shape[3], layout)
    else:
        flat, back = np.zeros((len(dW), room), X.dtype), np.zeros((len(dW), len(weights), at_once), X.dtype)
        _gradients(2 * dZ.size * W[..., 0].size, X, weights, dZ, dX, dW, places, layout, flat, flat.copy(), back)
    of_filters = dW.sum(axis=0)[: W.shape[3], : W[..., 0].size]
    db = dZ.sum(axis=0).reshape(-1, W.shape[3]).sum(axis=0)  # no product: BLAS's idle threads stand in Numba's way
    return dX, np.ascontiguousarray(of_filters.T).reshape(W.shape), db.reshape(cache[2].shape)


def _as_rows(W: Array, by: int, length: int) -> Array:
    """Return the weights of each filter in a row of this length; zeros make them as many rows as `by` divides."""
    rows = np.zeros((W.shape[3] + -W.shape[3] % by, length), W.dtype)
    rows[: W.shape[3], : W[..., 0].size] = W.reshape(-1, W.shape[3]).T
    return rows


@lru_cache
def _planes(X: tuple[int, ...], W: tuple[int, ...], stride: int, pad: int | str) -> tuple[Any, ...]:
    """Where each weight (r, q, c) of the first window lies in the planes, by fours, the last repeated; their layout.

    A plane for each channel and phase (row, column): stride, top, left, rows and columns say which pixel lies where.
    Then how many numbers that takes, with a row more since the last windows stick out, and how many windows go at once.
    """
    f, _, n_C, _ = W
    g = geometry(X, f, stride, pad)
    rows, columns = g.n_H + (f - 1) // stride, g.n_W + (f - 1) // stride
    r, q, c = np.indices((f, f, n_C)).reshape(3, -1)
    places = (((c * stride + r % stride) * stride + q % stride) * rows + r // stride) * columns + q // stride
    layout, room = (stride, g.top, g.left, rows, columns), (n_C * stride * stride * rows + 1) * columns
    return np.pad(places, (0, -len(places) % 4), "edge"), layout, room, max(1, min(g.n_H, AT_ONCE // columns)) * columns


@part
def _copy(X, flat, layout, into_planes):
    """Lay X (height, width, n_C) out in planes, or fetch it from there."""
    (stride, top, left, rows, columns), (height, width, n_C) = layout, X.shape
    for h, phase in np.ndindex(rows, stride * stride):
        y, q = h * stride + phase // stride - top, phase % stride - left
        first, last = max(0, -(q // stride)), min(columns, (width - 1 - q) // stride + 1)
        for c in range(n_C if 0 <= y < height else 0):
            row = flat[((c * stride * stride + phase) * rows + h) * columns :]
            if into_planes:
                for w in range(first, last):
                    row[w] = X[y, w * stride + q, c]
            else:
                for w in range(first, last):
                    X[y, w * stride + q, c] = row[w]


@part
def _add_products(flat, places, weights, sums, n):
    """Add to sums[c, p] every weights[c, k] * flat[places[k] + p]: two filters and four weights of each at a time."""
    for c in range(0, len(weights), 2):
        z0, z1 = sums[c], sums[c + 1]
        for k in range(0, len(places), 4):
            a, b, d, e = flat[places[k] :], flat[places[k + 1] :], flat[places[k + 2] :], flat[places[k + 3] :]
            a0, b0, d0, e0 = weights[c, k], weights[c, k + 1], weights[c, k + 2], weights[c, k + 3]
            a1, b1, d1, e1 = weights[c + 1, k], weights[c + 1, k + 1], weights[c + 1, k + 2], weights[c + 1, k + 3]
            for p in range(n):
                x0, x1, x2, x3 = a[p], b[p], d[p], e[p]
                z0[p] += x0 * a0 + x1 * b0 + x2 * d0 + x3 * e0
                z1[p] += x0 * a1 + x1 * b1 + x2 * d1 + x3 * e1


@part
def _add_over_windows(flat, places, dZ, n, dW):
    """Add to dW[c, k] the sum over p of flat[places[k] + p] * dZ[c, p], again by two and four."""
    zero = flat.dtype.type(0)
    for k in range(0, len(places), 4):
        a, b, d, e = flat[places[k] :], flat[places[k + 1] :], flat[places[k + 2] :], flat[places[k + 3] :]
        for c in range(0, len(dZ), 2):
            z0, z1, w0, w1 = dZ[c], dZ[c + 1], dW[c, k:], dW[c + 1, k:]
            a0, b0, d0, e0, a1, b1, d1, e1 = zero, zero, zero, zero, zero, zero, zero, zero
            for p in range(n):
                a0, b0, d0, e0 = a0 + a[p] * z0[p], b0 + b[p] * z0[p], d0 + d[p] * z0[p], e0 + e[p] * z0[p]
                a1, b1, d1, e1 = a1 + a[p] * z1[p], b1 + b[p] * z1[p], d1 + d[p] * z1[p], e1 + e[p] * z1[p]
            w0[0], w0[1], w0[2], w0[3] = w0[0] + a0, w0[1] + b0, w0[2] + d0, w0[3] + e0
            w1[0], w1[1], w1[2], w1[3] = w1[0] + a1, w1[1] + b1, w1[2] + d1, w1[3] + e1


@share
def _convolve_share(thread, threads, X, weights, b, Z, places, layout, scratch, all_sums):
    (m, n_H, n_W, n_C), columns, flat, sums = Z.shape, layout[4], scratch[thread], all_sums[thread]
    step = sums.shape[1] // columns
    for i in range(thread, m, threads):
        _copy(X[i], flat, layout, True)
        for start in range(0, n_H, step):
            count = step if start + step < n_H else n_H - start
            for c in range(n_C):
                sums[c] = b[c]
            _add_products(flat[start * columns :], places, weights, sums, count * columns)
            for h in range(count):
                for w in range(n_W):
                    for c in range(n_C):
                        Z[i, start + h, w, c] = sums[c, h * columns + w]


@shared_out(_convolve_share)
def _convolve(threads, X, weights, b, Z, places, layout, scratch, sums):
    for thread in prange(threads):
        _convolve_share(np.int64(thread), threads, X, weights, b, Z, places, layout, scratch, sums)


@part
def _add_back(flat, places, weights, dZ, n):
    """Add to flat[places[k] + p] every weights[c, k] * dZ[c, p], four filters at a time."""
    for c in range(0, len(dZ), 4):
        a, b, d, e = dZ[c], dZ[c + 1], dZ[c + 2], dZ[c + 3]
        for k in range(weights.shape[1]):
            row = flat[places[k] :]
            wa, wb, wd, we = weights[c, k], weights[c + 1, k], weights[c + 2, k], weights[c + 3, k]
            for p in range(n):
                row[p] += a[p] * wa + b[p] * wb + d[p] * wd + e[p] * we


@share
def _gradients_share(thread, threads, X, weights, dZ, dX, dW, places, layout, scratch, dscratch, all_back):
    """Add to the thread's own dW, and set dX if it is asked for."""
    (m, n_H, n_W, n_C), columns = dZ.shape, layout[4]
    flat, dflat, back = scratch[thread], dscratch[thread], all_back[thread]
    step = back.shape[1] // columns
    for i in range(thread, m, threads):
        _copy(X[i], flat, layout, True)
        for start in range(0, n_H, step):
            count = step if start + step < n_H else n_H - start
            for h in range(count):
                for w in range(n_W):
                    for c in range(n_C):
                        back[c, h * columns + w] = dZ[i, start + h, w, c]
            _add_over_windows(flat[start * columns :], places, back, count * columns, dW[thread])
            if len(dX):
                _add_back(dflat[start * columns :], places, weights, back, count * columns)
        if len(dX):
            _copy(dX[i], dflat, layout, False)
            dflat[:] = 0


@shared_out(_gradients_share)
def _gradients(threads, X, weights, dZ, dX, dW, places, layout, scratch, dscratch, back):
    for thread in prange(threads):
        _gradients_share(np.int64(thread), threads, X, weights, dZ, dX, dW, places, layout, scratch, dscratch, back)


@lightly_optimized()
@share
def _add_few(rows, dZ, dW, f, channels, layout):
    """Weigh each number of dZ (m, n_H, n_W, n_C) alone, as the notebook does; X is in rows of width * channels."""
    (stride, top, left, _, _), (_, height, length), (m, n_H, n_W, n_C) = layout, rows.shape, dZ.shape
    for i, h, w in np.ndindex(m, n_H, n_W):
        corner = (w * stride - left) * channels
        first, last = max(0, -corner), min(f * channels, length - corner)
        for c in range(n_C):
            if dZ[i, h, w, c] != 0:
                for r in range(max(0, top - h * stride), min(f, height + top - h * stride)):
                    pixels = rows[i, h * stride + r - top, corner + first :]
                    weights = dW[c, r * f * channels + first :]
                    for k in range(last - first):
                        weights[k] += pixels[k] * dZ[i, h, w, c]
