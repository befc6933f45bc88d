"""Views with hand-made strides."""

import numpy as np


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
