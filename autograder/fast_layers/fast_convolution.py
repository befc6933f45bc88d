"""Convolution as the notebook's sum over each window, taken for a long row of windows at once.

The notebook goes from window to window and adds up f * f * n_C_prev products. Here the loops are turned inside out: one
weight at a time is multiplied with the pixels that it meets in all windows, side by side. For that each channel of an
example is laid out as one plane, row after row; with a stride, as a plane for each of its phases. Then the pixels that
a weight meets lie next to each other, and the compiler multiplies eight at a time. Where a row of windows ends, those
that would stick out are computed too and dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numba import prange
from numpy.typing import NDArray

from autograder import plain_layers
from autograder.fast_layers.numba_loops import num_threads, part, share, shared_out
from autograder.plain_layers import Array, ConvCache, Geometry, as_floats, geometry

# So many windows at a time: their sums stay in the nearest cache.
AT_ONCE = 512

# Under windows of so many numbers, with so many filters, one matrix product an example is faster: 44 ms for 67 where 64
# channels become 64, and none where 16 become 16. BLAS keeps a tile of sums in registers, which loops cannot.
LARGE_WINDOW, MANY_FILTERS = 256, 32

# Behind a max pooling nearly all of dZ is zero. With fewer numbers than one in so many, each is weighed alone.
FEW = 16


def conv_forward(A_prev: Array, W: Array, b: Array, hparameters: Mapping[str, Any]) -> tuple[Array, ConvCache]:
    """Convolve A_prev (m, n_H_prev, n_W_prev, n_C_prev) with W (f, f, n_C_prev, n_C): Z and the cache."""
    g = geometry(A_prev.shape, len(W), hparameters["stride"], hparameters["pad"])
    X, filters, bias = contiguous(A_prev, W, b)
    Z = np.empty((len(X), g.n_H, g.n_W, W.shape[3]), X.dtype)
    if _for_a_product(W):
        for i in range(len(X)):
            Z[i] = plain_layers.conv_forward(X[i : i + 1], filters, bias, hparameters)[0][0]
        return Z, (A_prev, W, b, hparameters)
    places, layout = _planes(W.shape, hparameters["stride"], g)
    weights = np.pad(_as_rows(filters), ((0, -W.shape[3] % 2), (0, -W[..., 0].size % 4)))  # by pairs and fours
    _convolve(Z.size * W[..., 0].size, X, weights, bias.reshape(-1), Z, places, layout)
    return Z, (A_prev, W, b, hparameters)


def conv_backward(dZ: Array, cache: ConvCache) -> tuple[Array, Array, Array]:
    """Gradients of a convolution from dZ (m, n_H, n_W, n_C): dA_prev, dW and db, each of its variable's shape."""
    if _for_a_product(cache[1]):
        examples = zip(dZ, cache[0], strict=True)
        parts = [plain_layers.conv_backward(dz[None], (a[None], *cache[1:])) for dz, a in examples]
        dX, dW, db = zip(*parts, strict=True)
        return np.concatenate(dX), np.sum(dW, axis=0), np.sum(db, axis=0)
    return _backward(dZ, cache, to_input=True)


def conv_weight_gradients(dZ: Array, cache: ConvCache) -> tuple[Array, Array]:
    """Return dW and db alone: all that the first layer of a network needs."""
    return _backward(dZ, cache, to_input=False)[1:]


def _backward(dZ: Array, cache: ConvCache, *, to_input: bool) -> tuple[Array, Array, Array]:
    X, W, dZ = contiguous(cache[0], cache[1], dZ)
    g = geometry(X.shape, len(W), cache[3]["stride"], cache[3]["pad"])
    places, layout = _planes(W.shape, cache[3]["stride"], g)
    dX = np.zeros_like(X if to_input else X[:0])
    weights = np.pad(_as_rows(W), ((0, -W.shape[3] % 4), (0, 0)))  # by fours
    dW = np.zeros((num_threads(), len(weights), len(places)), X.dtype)
    db = np.zeros((num_threads(), len(weights)), X.dtype)
    few = not to_input and np.count_nonzero(dZ) * FEW < dZ.size
    _gradients(2 * dZ.size * W[..., 0].size, X, weights, dZ, dX, dW, db, places, layout, len(W) if few else 0)
    of_filters = dW.sum(axis=0)[: W.shape[3], : W[..., 0].size]
    return dX, np.ascontiguousarray(of_filters.T).reshape(W.shape), db.sum(axis=0)[: W.shape[3]].reshape(cache[2].shape)


def _for_a_product(W: Array) -> bool:
    return W[..., 0].size >= LARGE_WINDOW and W.shape[3] >= MANY_FILTERS


def contiguous(*arrays: Array) -> list[Array]:
    """Arrays as the loops take them: of one precision, in memory order, writable. Most are so already."""
    return [np.require(array, requirements=["C", "W"]) for array in as_floats(*arrays)]


def _as_rows(W: Array) -> Array:
    """Return the weights of each filter in a row."""
    return W.reshape(-1, W.shape[3]).T


def _planes(shape: tuple[int, ...], stride: int, g: Geometry) -> tuple[NDArray[np.intp], tuple[int, ...]]:
    """Where each weight (r, q, c) of the first window lies in the planes, by fours, the last repeated; their layout.

    A plane for each channel and phase (row, column): stride, top, left, rows and columns say which pixel lies where.
    """
    f, _, n_C, _ = shape
    rows, columns = g.n_H + (f - 1) // stride, g.n_W + (f - 1) // stride
    r, q, c = np.indices((f, f, n_C)).reshape(3, -1)
    places = (((c * stride + r % stride) * stride + q % stride) * rows + r // stride) * columns + q // stride
    return np.pad(places, (0, -len(places) % 4), "edge"), (stride, g.top, g.left, rows, columns)


@part
def _copy(X, flat, layout, into_planes):
    """Lay X (height, width, n_C) out in planes, or fetch it from there."""
    stride, top, left, rows, columns = layout
    height, width, n_C = X.shape
    for row_phase in range(stride):
        for column_phase in range(stride):
            first = max(0, -((column_phase - left) // stride))
            last = min(columns, (width + left - column_phase + stride - 1) // stride)
            for h in range(rows):
                y = h * stride + row_phase - top
                if 0 <= y < height:
                    for c in range(n_C):
                        row = flat[(((c * stride + row_phase) * stride + column_phase) * rows + h) * columns :]
                        for w in range(first, last):
                            if into_planes:
                                row[w] = X[y, w * stride + column_phase - left, c]
                            else:
                                X[y, w * stride + column_phase - left, c] = row[w]


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
            z0, z1 = dZ[c], dZ[c + 1]
            a0, b0, d0, e0, a1, b1, d1, e1 = zero, zero, zero, zero, zero, zero, zero, zero
            for p in range(n):
                one, other = z0[p], z1[p]
                a0, b0, d0, e0 = a0 + a[p] * one, b0 + b[p] * one, d0 + d[p] * one, e0 + e[p] * one
                a1, b1, d1, e1 = a1 + a[p] * other, b1 + b[p] * other, d1 + d[p] * other, e1 + e[p] * other
            for j, (one, other) in enumerate(((a0, a1), (b0, b1), (d0, d1), (e0, e1))):
                dW[c, k + j] += one
                dW[c + 1, k + j] += other


@share
def _convolve_share(thread, threads, X, weights, b, Z, places, layout):
    (m, n_H, n_W, n_C), (stride, _, _, rows, columns) = Z.shape, layout
    flat = np.zeros((X.shape[3] * stride * stride * rows + 1) * columns, X.dtype)  # the last windows stick out
    step = max(1, min(n_H, AT_ONCE // columns))
    sums = np.zeros((len(weights), step * columns), X.dtype)
    for i in range(thread, m, threads):
        _copy(X[i], flat, layout, True)
        for start in range(0, n_H, step):
            count = min(step, n_H - start)
            for c in range(n_C):
                for p in range(count * columns):
                    sums[c, p] = b[c]
            _add_products(flat[start * columns :], places, weights, sums, count * columns)
            for h in range(count):
                for w in range(n_W):
                    for c in range(n_C):
                        Z[i, start + h, w, c] = sums[c, h * columns + w]


@shared_out(_convolve_share)
def _convolve(threads, X, weights, b, Z, places, layout):
    for thread in prange(threads):
        _convolve_share(thread, threads, X, weights, b, Z, places, layout)


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


@part
def _add_few(X, dZ, dW, db, f, layout):
    """Weigh each number of dZ (n_H, n_W, n_C) alone, as the notebook does; zeros are left out."""
    stride, top, left, _, _ = layout
    height, width, channels = X.shape
    n_H, n_W, n_C = dZ.shape
    for h in range(n_H):
        for w in range(n_W):
            for c in range(n_C):
                if dZ[h, w, c] != 0:
                    db[c] += dZ[h, w, c]
                    for r in range(max(0, top - h * stride), min(f, height + top - h * stride)):
                        for q in range(max(0, left - w * stride), min(f, width + left - w * stride)):
                            pixel, weights = (
                                X[h * stride + r - top, w * stride + q - left],
                                dW[c, (r * f + q) * channels :],
                            )
                            for k in range(channels):
                                weights[k] += pixel[k] * dZ[h, w, c]


@share
def _gradients_share(thread, threads, X, weights, dZ, dX, dW, db, places, layout, few):
    """Add to the thread's own dW and db, and set dX if it is asked for; `few` is f where numbers are weighed alone."""
    (m, n_H, n_W, n_C), (stride, _, _, rows, columns) = dZ.shape, layout
    flat = np.zeros((X.shape[3] * stride * stride * rows + 1) * columns, X.dtype)
    dflat = np.zeros(len(flat), X.dtype)
    step = max(1, min(n_H, AT_ONCE // columns))
    back = np.zeros((len(weights), step * columns), X.dtype)
    for i in range(thread, m, threads):
        if few:
            _add_few(X[i], dZ[i], dW[thread], db[thread], few, layout)
            continue
        _copy(X[i], flat, layout, True)
        for start in range(0, n_H, step):
            count = min(step, n_H - start)
            for h in range(count):
                for w in range(n_W):
                    for c in range(n_C):
                        back[c, h * columns + w] = dZ[i, start + h, w, c]
                        db[thread, c] += dZ[i, start + h, w, c]
            _add_over_windows(flat[start * columns :], places, back, count * columns, dW[thread])
            if len(dX):
                _add_back(dflat[start * columns :], places, weights, back, count * columns)
        if len(dX):
            _copy(dX[i], dflat, layout, False)
            for p in range(len(dflat)):
                dflat[p] = 0


@shared_out(_gradients_share)
def _gradients(threads, X, weights, dZ, dX, dW, db, places, layout, few):
    for thread in prange(threads):
        _gradients_share(thread, threads, X, weights, dZ, dX, dW, db, places, layout, few)
