"""A loop over the filter, not over the picture."""

import numpy as np


def conv_forward(A_prev, W, b, hparameters):
    stride, f = hparameters["stride"], W.shape[0]
    padded = zero_pad(A_prev, hparameters["pad"])
    n_H = (padded.shape[1] - f) // stride + 1
    n_W = (padded.shape[2] - f) // stride + 1
    Z = np.zeros((len(A_prev), n_H, n_W, W.shape[3])) + b
    for i in range(f):
        for j in range(f):
            Z += padded[:, i : i + n_H * stride : stride, j : j + n_W * stride : stride][:, :n_H, :n_W] @ W[i, j]
    return Z, (A_prev, W, b, hparameters)


def pool_forward(A_prev, hparameters, mode="max"):
    f, stride = hparameters["f"], hparameters["stride"]
    n_H, n_W = (A_prev.shape[1] - f) // stride + 1, (A_prev.shape[2] - f) // stride + 1
    shifted = [A_prev[:, i:, j:][:, ::stride, ::stride][:, :n_H, :n_W] for i in range(f) for j in range(f)]
    A = np.maximum.reduce(shifted) if mode == "max" else sum(shifted) / f**2
    return A, (A_prev, hparameters)


def pool_backward(dA, cache, mode="max"):
    A_prev, hparameters = cache
    stride, f = hparameters["stride"], hparameters["f"]
    best = pool_forward(A_prev, hparameters, mode)[0]
    rows, columns = (np.arange(n) * stride for n in dA.shape[1:3])
    dA_prev = np.zeros(A_prev.shape)
    for i in range(f):
        for j in range(f):
            at = (slice(None), (rows + i)[:, None], columns + j)
            dA_prev[at] += dA / f**2 if mode == "average" else dA * (A_prev[at] >= best)
    return dA_prev
