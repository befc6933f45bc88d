"""Fourier forward, scatter backward."""

import numpy as np


def zero_pad(X, pad):
    return np.stack([np.pad(x, [(pad, pad), (pad, pad), (0, 0)], mode="constant") for x in X])


def conv_single_step(a_slice_prev, W, b):
    return np.einsum("ijk,ijk->", a_slice_prev, W) + np.squeeze(b)


def conv_forward(A_prev, W, b, hparameters):
    stride, f = hparameters["stride"], W.shape[0]
    padded = zero_pad(A_prev, hparameters["pad"])
    size = (padded.shape[1] + f - 1, padded.shape[2] + f - 1)
    spectrum = np.fft.rfft2(padded, size, axes=(1, 2))
    filters = np.fft.rfft2(W[::-1, ::-1], size, axes=(0, 1))
    full = np.fft.irfft2(np.einsum("mhwp,hwpc->mhwc", spectrum, filters), size, axes=(1, 2))
    valid = full[:, f - 1 : padded.shape[1], f - 1 : padded.shape[2]]
    return valid[:, ::stride, ::stride] + b, (A_prev, W, b, hparameters)


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
    return np.logical_not(x < np.amax(x))


def distribute_value(dz, shape):
    return np.broadcast_to(np.float64(dz) / np.prod(shape), shape)


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
