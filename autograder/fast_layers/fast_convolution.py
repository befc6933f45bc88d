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

from autograder import plain_layers
from autograder.fast_layers.numba_loops import Loops, part
from autograder.plain_layers import Array, ConvCache, as_floats, geometry

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
    _convolve(Z.size * W[..., 0].size, X, filters, bias.reshape(-1), Z, hparameters["stride"], g.top, g.left)
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
    dX, db = np.empty_like(X) if to_input else X[:0], np.empty(W.shape[3], X.dtype)
    dW = np.empty((W.shape[3], W[..., 0].size), X.dtype)
    _gradients(2 * dZ.size * W[..., 0].size, X, W, dZ, dX, dW, db, cache[3]["stride"], g.top, g.left)
    return dX, np.ascontiguousarray(dW.T).reshape(W.shape), db.reshape(cache[2].shape)


def _for_a_product(W: Array) -> bool:
    return W[..., 0].size >= LARGE_WINDOW and W.shape[3] >= MANY_FILTERS


def contiguous(*arrays: Array) -> list[Array]:
    """Arrays as the loops take them: of one precision, in memory order, writable. Most are so already."""
    return [np.require(array, requirements=["C", "W"]) for array in as_floats(*arrays)]


@part
def _planes(X, f, stride, n_H, n_W):
    """Zeros in a row, and the same as planes (n_C, stride, stride, rows, columns): each pixel lies by its phase."""
    rows, columns, n_C = n_H + (f - 1) // stride, n_W + (f - 1) // stride, X.shape[3]
    length = n_C * stride * stride * rows * columns
    flat = np.zeros(length + f, X.dtype)  # the last windows stick out
    return flat, flat[:length].reshape(n_C, stride, stride, rows, columns)


@part
def _places(planes, f, stride):
    """Where each weight (r, q, c) of the first window lies in the planes; by fours, the last repeated."""
    n_C, _, _, rows, columns = planes.shape
    places = np.empty((f * f * n_C + 3) // 4 * 4, np.intp)
    for k in range(len(places)):
        tap, c = divmod(min(k, f * f * n_C - 1), n_C)
        r, q = divmod(tap, f)
        plane = (c * stride + r % stride) * stride + q % stride
        places[k] = (plane * rows + r // stride) * columns + q // stride
    return places


@part
def _copy(X, planes, stride, top, left, into_planes):
    """Lay X (height, width, n_C) out in planes, or fetch it from there."""
    n_C, _, _, rows, columns = planes.shape
    for row_phase in range(stride):
        for column_phase in range(stride):
            first = max(0, -((column_phase - left) // stride))
            last = min(columns, (X.shape[1] + left - column_phase + stride - 1) // stride)
            for h in range(rows):
                y = h * stride + row_phase - top
                if 0 <= y < X.shape[0]:
                    for c in range(n_C):
                        row = planes[c, row_phase, column_phase, h]
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


@Loops
def _convolve(threads, X, W, b, Z, stride, top, left):
    f, (m, n_H, n_W, n_C), K = len(W), Z.shape, W.size // len(b)
    weights = np.zeros((n_C + n_C % 2, (K + 3) // 4 * 4), X.dtype)
    weights[:n_C, :K] = W.reshape(K, n_C).T
    for thread in prange(threads):
        flat, planes = _planes(X, f, stride, n_H, n_W)
        places, columns = _places(planes, f, stride), planes.shape[4]
        step = max(1, min(n_H, AT_ONCE // columns))
        sums = np.zeros((len(weights), step * columns), X.dtype)
        for i in range(thread, m, threads):
            _copy(X[i], planes, stride, top, left, True)
            for start in range(0, n_H, step):
                count = min(step, n_H - start)
                for c in range(n_C):
                    sums[c] = b[c]
                _add_products(flat[start * columns :], places, weights, sums, count * columns)
                for h in range(count):
                    for w in range(n_W):
                        for c in range(n_C):
                            Z[i, start + h, w, c] = sums[c, h * columns + w]


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
def _add_few(X, dZ, dW, db, f, stride, top, left):
    """Weigh each number of dZ (n_H, n_W, n_C) alone, as the notebook does; zeros are left out."""
    for h, w, c in np.ndindex(dZ.shape):
        if dZ[h, w, c] != 0:
            db[c] += dZ[h, w, c]
            for r in range(f):
                for q in range(f):
                    y, x = h * stride + r - top, w * stride + q - left
                    if 0 <= y < X.shape[0] and 0 <= x < X.shape[1]:
                        for k in range(X.shape[2]):
                            dW[c, (r * f + q) * X.shape[2] + k] += X[y, x, k] * dZ[h, w, c]


@Loops
def _gradients(threads, X, W, dZ, dX, dW, db, stride, top, left):
    f, (m, n_H, n_W, n_C), K = len(W), dZ.shape, dW.shape[1]
    by_fours = (n_C + 3) // 4 * 4
    weights = np.zeros((by_fours, K), X.dtype)
    weights[:n_C] = W.reshape(K, n_C).T
    dW_of, db_of = np.zeros((threads, by_fours, (K + 3) // 4 * 4), X.dtype), np.zeros((threads, n_C), X.dtype)
    for thread in prange(threads):
        flat, planes = _planes(X, f, stride, n_H, n_W)
        dflat, dplanes = _planes(X, f, stride, n_H, n_W)
        places, columns = _places(planes, f, stride), planes.shape[4]
        step = max(1, min(n_H, AT_ONCE // columns))
        back = np.zeros((by_fours, step, columns), X.dtype)
        for i in range(thread, m, threads):
            if not len(dX) and np.count_nonzero(dZ[i]) * FEW < dZ[i].size:
                _add_few(X[i], dZ[i], dW_of[thread], db_of[thread], f, stride, top, left)
                continue
            _copy(X[i], planes, stride, top, left, True)
            for start in range(0, n_H, step):
                count = min(step, n_H - start)
                for h in range(count):
                    for w in range(n_W):
                        for c in range(n_C):
                            back[c, h, w] = dZ[i, start + h, w, c]
                            db_of[thread, c] += dZ[i, start + h, w, c]
                rows, at = back.reshape(by_fours, step * columns), start * columns
                _add_over_windows(flat[at:], places, rows, count * columns, dW_of[thread])
                if len(dX):
                    _add_back(dflat[at:], places, weights, rows, count * columns)
            if len(dX):
                dX[i] = 0  # between and beyond the windows too
                _copy(dX[i], dplanes, stride, top, left, False)
                dflat[:] = 0
    dW[:] = dW_of.sum(axis=0)[:n_C, :K]
    db[:] = db_of.sum(axis=0)
