"""Right answers to the exercises in another style than the solutions': students of the figure tests."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def zero_pad(X, pad):
    X_pad = np.zeros((X.shape[0], X.shape[1] + 2 * pad, X.shape[2] + 2 * pad, X.shape[3]))
    X_pad[:, pad : pad + X.shape[1], pad : pad + X.shape[2]] = X
    return X_pad


def conv_single_step(a_slice_prev, W, b):
    return float(np.vdot(a_slice_prev, W) + b.item())


def conv_forward(A_prev, W, b, hparameters):
    stride, f = hparameters["stride"], W.shape[0]
    windows = sliding_window_view(zero_pad(A_prev, hparameters["pad"]), (f, f), axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("mhwcij,ijck->mhwk", windows, W) + b, (A_prev, W, b, hparameters)


def pool_forward(A_prev, hparameters, mode="max"):
    stride, f = hparameters["stride"], hparameters["f"]
    windows = sliding_window_view(A_prev, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    return (windows.max(axis=(-2, -1)) if mode == "max" else windows.mean(axis=(-2, -1))), (A_prev, hparameters)


def conv_backward(dZ, cache):
    A_prev, W, b, hparameters = cache
    stride, pad, f = hparameters["stride"], hparameters["pad"], W.shape[0]
    padded = zero_pad(A_prev, pad)
    dA, dW = np.zeros_like(padded), np.zeros_like(W)
    for h in range(dZ.shape[1]):
        for w in range(dZ.shape[2]):
            rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
            dA[:, rows, columns] += np.einsum("mk,ijck->mijc", dZ[:, h, w], W)
            dW += np.einsum("mk,mijc->ijck", dZ[:, h, w], padded[:, rows, columns])
    return dA[:, pad : pad + A_prev.shape[1], pad : pad + A_prev.shape[2]], dW, dZ.sum((0, 1, 2)).reshape(b.shape)


def create_mask_from_window(x):
    return x == x.max()


def distribute_value(dz, shape):
    return np.full(shape, dz / np.prod(shape))


def pool_backward(dA, cache, mode="max"):
    A_prev, hparameters = cache
    stride, f = hparameters["stride"], hparameters["f"]
    dA_prev = np.zeros_like(A_prev)
    for i, h, w, c in np.ndindex(dA.shape):
        window = i, slice(h * stride, h * stride + f), slice(w * stride, w * stride + f), c
        share = create_mask_from_window(A_prev[window]) if mode == "max" else np.full((f, f), 1 / f**2)
        dA_prev[window] += share * dA[i, h, w, c]
    return dA_prev
