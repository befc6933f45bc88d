"""Index notation throughout."""

import numpy as np


def zero_pad(X, pad):
    def shift(n):
        return np.eye(n + 2 * pad, n, -pad)

    return np.einsum("ph,mhwc,qw->mpqc", shift(X.shape[1]), X, shift(X.shape[2]))


def conv_single_step(a_slice_prev, W, b):
    return np.einsum("ijk,ijk->", a_slice_prev, W) + np.squeeze(b)


def conv_forward(A_prev, W, b, hparameters):
    stride = hparameters["stride"]
    padded = zero_pad(A_prev, hparameters["pad"])
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[:2], axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("mhwcij,ijck->mhwk", windows, W) + b, (A_prev, W, b, hparameters)


def pool_forward(A_prev, hparameters, mode="max"):
    f, stride = hparameters["f"], hparameters["stride"]
    windows = np.lib.stride_tricks.sliding_window_view(A_prev, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    return {"max": np.max, "average": np.mean}[mode](windows, axis=(-1, -2)), (A_prev, hparameters)


def conv_backward(dZ, cache):
    A_prev, W, b, hparameters = cache
    f, stride, pad = W.shape[0], hparameters["stride"], hparameters["pad"]
    _, n_H, n_W, _ = dZ.shape
    padded = zero_pad(A_prev, pad)
    dpadded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for i in range(f):
        for j in range(f):
            rows = np.arange(n_H)[:, None] * stride + i
            columns = np.arange(n_W) * stride + j
            dW[i, j] = np.einsum("mhwp,mhwc->pc", padded[:, rows, columns], dZ)
            dpadded[:, rows, columns] += dZ @ W[i, j].T
    frame = slice(pad, -pad or None)
    return dpadded[:, frame, frame], dW, np.einsum("mhwc->c", dZ).reshape(b.shape)


def create_mask_from_window(x):
    return np.where(x >= x.max(), True, False)


def distribute_value(dz, shape):
    return np.broadcast_to(np.float64(dz) / np.prod(shape), shape)


def pool_backward(dA, cache, mode="max"):
    A_prev, hparameters = cache
    stride, f = hparameters["stride"], hparameters["f"]
    dA_prev = np.zeros_like(A_prev)
    for h, w in np.ndindex(*dA.shape[1:3]):
        at = np.s_[:, h * stride : h * stride + f, w * stride : w * stride + f]
        window, g = A_prev[at], dA[:, h : h + 1, w : w + 1]
        dA_prev[at] += (window == window.max((1, 2), keepdims=True)) * g if mode == "max" else g / (f * f)
    return dA_prev
