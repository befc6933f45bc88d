"""One matrix product over a table of patches."""

import numpy as np


def conv_forward(A_prev, W, b, hparameters):
    f, _, _n_C_prev, n_C = W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    padded = zero_pad(A_prev, pad)
    n_H = (padded.shape[1] - f) // stride + 1
    n_W = (padded.shape[2] - f) // stride + 1
    columns = []
    for h in range(n_H):
        for w in range(n_W):
            patch = padded[:, h * stride : h * stride + f, w * stride : w * stride + f]
            columns.append(patch.reshape(len(A_prev), -1))
    table = np.array(columns).transpose(1, 0, 2)
    Z = table @ W.reshape(-1, n_C) + b.ravel()
    return Z.reshape(len(A_prev), n_H, n_W, n_C), (A_prev, W, b, hparameters)
