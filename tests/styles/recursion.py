"""Rows and columns by recursion."""

import numpy as np


def zero_pad(X, pad):
    return np.stack([np.pad(x, [(pad, pad), (pad, pad), (0, 0)], mode="constant") for x in X])


def conv_single_step(a_slice_prev, W, b):
    return float(np.vdot(a_slice_prev, W)) + b[0, 0, 0]


def conv_forward(A_prev, W, b, hparameters):
    stride, f = hparameters["stride"], W.shape[0]
    padded = zero_pad(A_prev, hparameters["pad"])

    def row(top, left):
        if left + f > padded.shape[2]:
            return []
        patch = padded[:, top : top + f, left : left + f]
        return [(patch[..., None] * W).sum((1, 2, 3)) + b[0, 0, 0], *row(top, left + stride)]

    def rows(top):
        return [] if top + f > padded.shape[1] else [row(top, 0), *rows(top + stride)]

    return np.array(rows(0)).transpose(2, 0, 1, 3), (A_prev, W, b, hparameters)


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
