"""Helpers inside functions."""

import numpy as np


def zero_pad(X, pad):
    def shift(n):
        return np.eye(n + 2 * pad, n, -pad)

    return np.einsum("ph,mhwc,qw->mpqc", shift(X.shape[1]), X, shift(X.shape[2]))


def conv_single_step(a_slice_prev, W, b):
    return np.einsum("ijk,ijk->", a_slice_prev, W) + np.squeeze(b)


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
    f, stride = hparameters["f"], hparameters["stride"]
    if mode == "average":
        table = np.pad(A_prev, ((0, 0), (1, 0), (1, 0), (0, 0))).cumsum(axis=1).cumsum(axis=2)
        sums = table[:, f:, f:] - table[:, :-f, f:] - table[:, f:, :-f] + table[:, :-f, :-f]
        return (sums / (f * f))[:, ::stride, ::stride], (A_prev, hparameters)
    down = np.array([A_prev[:, i : i + f].max(axis=1) for i in range(0, A_prev.shape[1] - f + 1, stride)])
    both = np.array([down[:, :, j : j + f].max(axis=2) for j in range(0, A_prev.shape[2] - f + 1, stride)])
    return both.transpose(2, 1, 0, 3), (A_prev, hparameters)


def conv_backward(dZ, cache):
    A_prev, W, _b, hparameters = cache
    f, stride, pad = W.shape[0], hparameters["stride"], hparameters["pad"]
    padded = zero_pad(A_prev, pad)
    reach = [padded.shape[1] - f + 1, padded.shape[2] - f + 1]
    spread = np.zeros((dZ.shape[0], *reach, dZ.shape[3]))
    spread[:, ::stride, ::stride][:, : dZ.shape[1], : dZ.shape[2]] = dZ
    view = np.lib.stride_tricks.sliding_window_view
    dW = np.einsum("mijphw,mhwc->ijpc", view(padded, reach, axis=(1, 2)), spread)
    framed = zero_pad(spread, f - 1)
    whole = np.einsum("mhwcij,ijpc->mhwp", view(framed, (f, f), axis=(1, 2)), W[::-1, ::-1])
    dA_prev = whole[:, pad : pad + A_prev.shape[1], pad : pad + A_prev.shape[2]]
    return dA_prev, dW, dZ.sum(axis=2).sum(axis=1).sum(axis=0)[None, None, None]


def create_mask_from_window(x):
    return np.logical_not(x < np.amax(x))


def distribute_value(dz, shape):
    (n_H, n_W) = shape
    average = dz / (n_H * n_W)
    return np.ones(shape) * average


def pool_backward(dA, cache, mode="max"):
    (A_prev, hparameters) = cache
    stride, f = hparameters["stride"], hparameters["f"]
    dA_prev = np.zeros(A_prev.shape, dtype=np.float32)

    def add(i, h, w, c):
        here = dA_prev[i, h * stride : h * stride + f, w * stride : w * stride + f, c]
        seen = A_prev[i, h * stride : h * stride + f, w * stride : w * stride + f, c]
        here += (
            create_mask_from_window(seen) * dA[i, h, w, c]
            if mode == "max"
            else distribute_value(dA[i, h, w, c], (f, f))
        )

    for place in np.ndindex(dA.shape):
        add(*place)
    return dA_prev
