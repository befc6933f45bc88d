"""float32 in all gradients."""

import numpy as np


def conv_backward(dZ, cache):
    A_prev, W, b, hparameters = cache
    f, stride, pad = W.shape[0], hparameters["stride"], hparameters["pad"]
    kind = np.float32
    padded = zero_pad(A_prev, pad).astype(kind)
    dpadded, dW, db = np.zeros(padded.shape, kind), np.zeros(W.shape, kind), np.zeros(b.shape, kind)
    for h in range(dZ.shape[1]):
        for w in range(dZ.shape[2]):
            top, left, g = h * stride, w * stride, dZ[:, h, w].astype(kind)
            dpadded[:, top : top + f, left : left + f] += np.einsum("ijpc,mc->mijp", W.astype(kind), g)
            dW += np.einsum("mijp,mc->ijpc", padded[:, top : top + f, left : left + f], g)
            db += g.sum(axis=0)
    if pad:
        dpadded = dpadded[:, pad:-pad, pad:-pad]
    return dpadded, dW, db


def distribute_value(dz, shape):
    a = np.zeros(shape, np.float32)
    a += dz / a.size
    return a
