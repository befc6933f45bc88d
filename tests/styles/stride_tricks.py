"""Views with hand-made strides."""

import numpy as np


def zero_pad(X, pad):
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))


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
    windows = np.lib.stride_tricks.sliding_window_view(A_prev, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    return {"max": np.max, "average": np.mean}[mode](windows, axis=(-1, -2)), (A_prev, hparameters)


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
    n_H, n_W = shape
    return np.full(shape, dz / (n_H * n_W))


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
