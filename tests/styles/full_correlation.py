"""The gradient as a convolution of the spread dZ."""

import numpy as np


def zero_pad(X, pad):
    m, height, width, channels = X.shape
    framed = np.zeros((m, height + 2 * pad, width + 2 * pad, channels), dtype=X.dtype)
    framed[:, pad : pad + height, pad : pad + width] = X
    return framed


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
    n_H, n_W = (A_prev.shape[1] - f) // stride + 1, (A_prev.shape[2] - f) // stride + 1
    shifted = [A_prev[:, i:, j:][:, ::stride, ::stride][:, :n_H, :n_W] for i in range(f) for j in range(f)]
    A = np.maximum.reduce(shifted) if mode == "max" else sum(shifted) / f**2
    return A, (A_prev, hparameters)


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
    mask = np.zeros(x.shape, dtype=bool)
    mask[np.unravel_index(np.argmax(x), x.shape)] = True
    return mask


def distribute_value(dz, shape):
    return np.broadcast_to(np.float64(dz) / np.prod(shape), shape)


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
