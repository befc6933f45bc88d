"""Lists first, arrays at the end."""

import numpy as np


def zero_pad(X, pad):
    return np.stack([np.pad(x, [(pad, pad), (pad, pad), (0, 0)], mode="constant") for x in X])


def conv_single_step(a_slice_prev, W, b):
    import math

    return math.fsum([*(a_slice_prev * W).ravel(), b.item()])


class Convolution:
    """One layer with its settings."""

    def __init__(self, W, b, stride, pad):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def at(self, image, h, w):
        f = len(self.W)
        patch = image[h * self.stride :, w * self.stride :][:f, :f]
        return [conv_single_step(patch, self.W[..., c], self.b[..., c]) for c in range(self.W.shape[-1])]

    def __call__(self, A):
        f = len(self.W)
        padded = zero_pad(A, self.pad)
        heights = range((padded.shape[1] - f) // self.stride + 1)
        widths = range((padded.shape[2] - f) // self.stride + 1)
        return np.array([[[self.at(image, h, w) for w in widths] for h in heights] for image in padded])


def conv_forward(A_prev, W, b, hparameters):
    Z = Convolution(W, b, **hparameters)(A_prev)
    return Z.reshape(Z.shape[:4]), (A_prev, W, b, hparameters)


def pool_forward(A_prev, hparameters, mode="max"):
    f, s = hparameters["f"], hparameters["stride"]
    summary = np.amax if mode == "max" else np.average
    tops, lefts = range(0, A_prev.shape[1] - f + 1, s), range(0, A_prev.shape[2] - f + 1, s)
    A = np.array(
        [
            [[[summary(x[t : t + f, u : u + f, c]) for c in range(x.shape[2])] for u in lefts] for t in tops]
            for x in A_prev
        ]
    )
    cache = (A_prev, hparameters)
    return A, cache


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
    largest = max(max(row) for row in x)
    return np.array([[bool(entry == largest) for entry in row] for row in x])


def distribute_value(dz, shape):
    rows, columns = shape
    return np.array([[dz / rows / columns] * columns for _ in range(rows)])


def pool_backward(dA, cache, mode="max"):
    A_prev, hparameters = cache
    stride, f = hparameters["stride"], hparameters["f"]
    m, n_H, n_W, n_C = dA.shape
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
                    if mode == "max":
                        mask = create_mask_from_window(A_prev[i, rows, columns, c])
                        dA_prev[i, rows, columns, c] += mask * dA[i, h, w, c]
                    elif mode == "average":
                        dA_prev[i, rows, columns, c] += distribute_value(dA[i, h, w, c], (f, f))
    return dA_prev
