"""float32 wherever numbers are kept."""

import numpy as np


def zero_pad(X, pad):
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))


def conv_single_step(a_slice_prev, W, b):
    return np.sum(a_slice_prev * W) + b.item()


def conv_forward(A_prev, W, b, hparameters):
    stride, pad, f = hparameters["stride"], hparameters["pad"], W.shape[0]
    x = zero_pad(A_prev, pad).astype(np.float32)
    n_H, n_W = (x.shape[1] - f) // stride + 1, (x.shape[2] - f) // stride + 1
    Z = np.zeros((x.shape[0], n_H, n_W, W.shape[3]), np.float32)
    for h, w in np.ndindex(n_H, n_W):
        patch = x[:, h * stride : h * stride + f, w * stride : w * stride + f]
        Z[:, h, w] = np.tensordot(patch, W.astype(np.float32), 3) + b.astype(np.float32).reshape(-1)
    return Z, (A_prev, W, b, hparameters)


def pool_forward(A_prev, hparameters, mode="max"):
    f, stride = hparameters["f"], hparameters["stride"]
    x = A_prev.astype("float32")
    n_H, n_W = (x.shape[1] - f) // stride + 1, (x.shape[2] - f) // stride + 1
    A = np.zeros((x.shape[0], n_H, n_W, x.shape[3]), dtype="float32")
    for h, w in np.ndindex(n_H, n_W):
        flat = x[:, h * stride : h * stride + f, w * stride : w * stride + f].reshape(len(x), f * f, -1)
        A[:, h, w] = np.sort(flat, axis=1)[:, -1] if mode == "max" else flat.mean(axis=1)
    return A, (A_prev, hparameters)


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


def create_mask_from_window(x):
    return x == np.max(x)


def distribute_value(dz, shape):
    a = np.zeros(shape, np.float32)
    a += dz / a.size
    return a


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
