"""Convolution as a product of spectra."""

import numpy as np


def zero_pad(X, pad):
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))


def conv_single_step(a_slice_prev, W, b):
    return float(np.vdot(a_slice_prev, W)) + b[0, 0, 0]


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
    A_prev, hparameters = cache
    stride, f = hparameters["stride"], hparameters["f"]
    dA_prev = np.zeros_like(A_prev)
    for h, w in np.ndindex(*dA.shape[1:3]):
        at = np.s_[:, h * stride : h * stride + f, w * stride : w * stride + f]
        window, g = A_prev[at], dA[:, h : h + 1, w : w + 1]
        dA_prev[at] += (window == window.max((1, 2), keepdims=True)) * g if mode == "max" else g / (f * f)
    return dA_prev
