"""math.fsum for every sum of products."""

import numpy as np


def zero_pad(X, pad):
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))


def conv_single_step(a_slice_prev, W, b):
    import math

    return math.fsum([*(a_slice_prev * W).ravel(), b.item()])


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
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    f, stride = hparameters["f"], hparameters["stride"]
    n_H, n_W = int(1 + (n_H_prev - f) / stride), int(1 + (n_W_prev - f) / stride)
    A = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    window = A_prev[i, h * stride : h * stride + f, w * stride : w * stride + f, c]
                    A[i, h, w, c] = np.max(window) if mode == "max" else np.mean(window)
    return A, (A_prev, hparameters)


def conv_backward(dZ, cache):
    A_prev, W, _b, hparameters = cache
    f, stride, pad = W.shape[0], hparameters["stride"], hparameters["pad"]
    padded = zero_pad(A_prev, pad)
    dpadded, dW = np.zeros_like(padded), np.zeros_like(W)
    for h, w in np.ndindex(*dZ.shape[1:3]):
        at = np.s_[:, h * stride : h * stride + f, w * stride : w * stride + f]
        dpadded[at] += np.tensordot(dZ[:, h, w], W, ([1], [3]))
        dW += np.tensordot(padded[at], dZ[:, h, w], ([0], [0]))
    inner = np.s_[:, pad : pad + A_prev.shape[1], pad : pad + A_prev.shape[2]]
    return dpadded[inner], dW, dZ.sum((0, 1, 2), keepdims=True)


def create_mask_from_window(x):
    return x == np.max(x)


def distribute_value(dz, shape):
    n_H, n_W = shape
    return np.full(shape, dz / (n_H * n_W))


def pool_backward(dA, cache, mode="max"):
    A_prev, hparameters = cache
    stride, f = hparameters["stride"], hparameters["f"]
    dA_prev = np.zeros_like(A_prev)
    for h, w in np.ndindex(*dA.shape[1:3]):
        at = np.s_[:, h * stride : h * stride + f, w * stride : w * stride + f]
        window, g = A_prev[at], dA[:, h : h + 1, w : w + 1]
        dA_prev[at] += (window == window.max((1, 2), keepdims=True)) * g if mode == "max" else g / (f * f)
    return dA_prev
