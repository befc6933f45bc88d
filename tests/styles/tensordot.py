"""Contractions by tensordot."""

import numpy as np


def zero_pad(X, pad):
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))


def conv_single_step(a_slice_prev, W, b):
    return np.tensordot(a_slice_prev, W, axes=3) + b.sum()


def conv_forward(A_prev, W, b, hparameters):
    stride, pad, f = hparameters["stride"], hparameters["pad"], W.shape[0]
    padded = np.ascontiguousarray(zero_pad(A_prev, pad))
    m, H, V, C = padded.shape
    n_H, n_W = (H - f) // stride + 1, (V - f) // stride + 1
    sm, sh, sw, sc = padded.strides
    windows = np.lib.stride_tricks.as_strided(
        padded, (m, n_H, n_W, f, f, C), (sm, sh * stride, sw * stride, sh, sw, sc), writeable=False
    )
    return np.tensordot(windows, W, axes=3) + b, (A_prev, W, b, hparameters)


def pool_forward(A_prev, hparameters, mode="max"):
    f, stride = hparameters["f"], hparameters["stride"]
    windows = np.lib.stride_tricks.sliding_window_view(A_prev, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    return {"max": np.max, "average": np.mean}[mode](windows, axis=(-1, -2)), (A_prev, hparameters)


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
    return np.where(x >= x.max(), True, False)


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
