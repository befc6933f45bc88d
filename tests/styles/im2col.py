"""One matrix product over a table of patches."""

import numpy as np


def zero_pad(X, pad):
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))


def conv_single_step(a_slice_prev, W, b):
    return np.sum(a_slice_prev * W) + b.item()


def conv_forward(A_prev, W, b, hparameters):
    f, _, _n_C_prev, n_C = W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    padded = zero_pad(A_prev, pad)
    n_H = (padded.shape[1] - f) // stride + 1
    n_W = (padded.shape[2] - f) // stride + 1
    columns = []
    for h in range(n_H):
        for w in range(n_W):
            patch = padded[:, h * stride : h * stride + f, w * stride : w * stride + f]
            columns.append(patch.reshape(len(A_prev), -1))
    table = np.array(columns).transpose(1, 0, 2)
    Z = table @ W.reshape(-1, n_C) + b.ravel()
    return Z.reshape(len(A_prev), n_H, n_W, n_C), (A_prev, W, b, hparameters)


def pool_forward(A_prev, hparameters, mode="max"):
    f, stride = hparameters["f"], hparameters["stride"]
    windows = np.lib.stride_tricks.sliding_window_view(A_prev, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    return {"max": np.max, "average": np.mean}[mode](windows, axis=(-1, -2)), (A_prev, hparameters)


def conv_backward(dZ, cache):
    A_prev, W, _b, hparameters = cache
    f, stride, pad = W.shape[0], hparameters["stride"], hparameters["pad"]
    m, n_H, n_W, n_C = dZ.shape
    padded = zero_pad(A_prev, pad)
    places = np.arange(padded[0].size).reshape(padded.shape[1:])
    table = np.array(
        [places[h * stride : h * stride + f, w * stride : w * stride + f].ravel() for h, w in np.ndindex(n_H, n_W)]
    )
    flat, g = padded.reshape(m, -1), dZ.reshape(m, n_H * n_W, n_C)
    dW = sum(flat[i][table].T @ g[i] for i in range(m)).reshape(W.shape)
    back = np.zeros(flat.shape)
    for i in range(m):
        np.add.at(back[i], table, g[i] @ W.reshape(-1, n_C).T)
    back = back.reshape(padded.shape)
    dA_prev = back[:, pad : pad + A_prev.shape[1], pad : pad + A_prev.shape[2], :]
    return dA_prev.copy(), dW, g.sum(axis=(0, 1)).reshape(1, 1, 1, -1)


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
