"""float32 forward, float64 backward."""

import numpy as np


def conv_forward(A_prev, W, b, hparameters):
    stride, pad, f = hparameters["stride"], hparameters["pad"], W.shape[0]
    x = zero_pad(A_prev, pad).astype(np.float32)
    n_H, n_W = (x.shape[1] - f) // stride + 1, (x.shape[2] - f) // stride + 1
    Z = np.zeros((x.shape[0], n_H, n_W, W.shape[3]), np.float32)
    for h, w in np.ndindex(n_H, n_W):
        patch = x[:, h * stride : h * stride + f, w * stride : w * stride + f]
        Z[:, h, w] = np.tensordot(patch, W.astype(np.float32), 3) + b.astype(np.float32).reshape(-1)
    return Z, (A_prev, W, b, hparameters)


def pool_forward(A_prev, hparameters, mode="max"):
    f, stride = hparameters["f"], hparameters["stride"]
    x = A_prev.astype("float32")
    n_H, n_W = (x.shape[1] - f) // stride + 1, (x.shape[2] - f) // stride + 1
    A = np.zeros((x.shape[0], n_H, n_W, x.shape[3]), dtype="float32")
    for h, w in np.ndindex(n_H, n_W):
        flat = x[:, h * stride : h * stride + f, w * stride : w * stride + f].reshape(len(x), f * f, -1)
        A[:, h, w] = np.sort(flat, axis=1)[:, -1] if mode == "max" else flat.mean(axis=1)
    return A, (A_prev, hparameters)


def pool_backward(dA, cache, mode="max"):
    A_prev, hparameters = cache
    stride, f = hparameters["stride"], hparameters["f"]
    dA_prev = np.zeros_like(A_prev)
    for h, w in np.ndindex(*dA.shape[1:3]):
        at = np.s_[:, h * stride : h * stride + f, w * stride : w * stride + f]
        window, g = A_prev[at], dA[:, h : h + 1, w : w + 1]
        dA_prev[at] += (window == window.max((1, 2), keepdims=True)) * g if mode == "max" else g / (f * f)
    return dA_prev
