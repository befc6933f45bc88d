"""Contractions by tensordot."""

import numpy as np


def conv_single_step(a_slice_prev, W, b):
    return np.tensordot(a_slice_prev, W, axes=3) + b.sum()


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
