"""Zeros around the data by hand."""

import numpy as np


def zero_pad(X, pad):
    m, height, width, channels = X.shape
    framed = np.zeros((m, height + 2 * pad, width + 2 * pad, channels), dtype=X.dtype)
    framed[:, pad : pad + height, pad : pad + width] = X
    return framed


def conv_single_step(a_slice_prev, W, b):
    total = 0.0
    for pixel, weight in zip(a_slice_prev.flat, W.flat, strict=True):
        total += pixel * weight
    total += b.flat[0]
    return total


def conv_forward(A_prev, W, b, hparameters):
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, f, _n_C_prev, n_C = W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    n_H = int((n_H_prev - f + 2 * pad) / stride) + 1
    n_W = int((n_W_prev - f + 2 * pad) / stride) + 1
    Z = np.zeros((m, n_H, n_W, n_C))
    A_prev_pad = zero_pad(A_prev, pad)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    window = A_prev_pad[i, top : top + f, left : left + f]
                    value = conv_single_step(window, W[..., c], b[..., c])
                    Z[i, h, w, c] = np.asarray(value).item()
    return Z, (A_prev, W, b, hparameters)


def pool_forward(A_prev, hparameters, mode="max"):
    f, s = hparameters["f"], hparameters["stride"]
    summary = np.amax if mode == "max" else np.average
    tops, lefts = range(0, A_prev.shape[1] - f + 1, s), range(0, A_prev.shape[2] - f + 1, s)
    A = np.array(
        [
            [[[summary(x[t : t + f, u : u + f, c]) for c in range(x.shape[2])] for u in lefts] for t in tops]
            for x in A_prev
        ]
    )
    cache = (A_prev, hparameters)
    return A, cache


def conv_backward(dZ, cache):
    A_prev, W, _b, hparameters = cache
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, f, _n_C_prev, n_C = W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    m, n_H, n_W, n_C = dZ.shape
    dA_prev, dW, db = np.zeros(A_prev.shape), np.zeros(W.shape), np.zeros((1, 1, 1, n_C))
    A_prev_pad, dA_prev_pad = zero_pad(A_prev, pad), zero_pad(dA_prev, pad)
    for i in range(m):
        da_prev_pad = dA_prev_pad[i]
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
                    da_prev_pad[rows, columns] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += A_prev_pad[i, rows, columns] * dZ[i, h, w, c]
                    db[:, :, :, c] += dZ[i, h, w, c]
        dA_prev[i] = da_prev_pad[pad : n_H_prev + pad, pad : n_W_prev + pad]
    return dA_prev, dW, db


def create_mask_from_window(x):
    largest = max(max(row) for row in x)
    return np.array([[bool(entry == largest) for entry in row] for row in x])


def distribute_value(dz, shape):
    rows, columns = shape
    return np.array([[dz / rows / columns] * columns for _ in range(rows)])


def pool_backward(dA, cache, mode="max"):
    A_prev, hparameters = cache
    stride, f = hparameters["stride"], hparameters["f"]
    dA_prev = np.zeros(A_prev.shape)
    for (i, h, w, c), g in np.ndenumerate(dA):
        top, left = h * stride, w * stride
        if mode == "average":
            dA_prev[i, top : top + f, left : left + f, c] += g / f**2
        else:
            down, along = divmod(int(A_prev[i, top : top + f, left : left + f, c].argmax()), f)
            dA_prev[i, top + down, left + along, c] += g
    return dA_prev
