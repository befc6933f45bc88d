"""The gradient as a convolution of the spread dZ."""

import numpy as np


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
