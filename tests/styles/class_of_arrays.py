"""A class over single steps that return arrays."""

import numpy as np


def zero_pad(X, pad):
    return np.stack([np.pad(x, [(pad, pad), (pad, pad), (0, 0)], mode="constant") for x in X])


def conv_single_step(a_slice_prev, W, b):
    s = np.multiply(a_slice_prev, W)
    Z = np.sum(s)
    return Z + b


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
    f, stride = hparameters["f"], hparameters["stride"]
    n_H, n_W = (A_prev.shape[1] - f) // stride + 1, (A_prev.shape[2] - f) // stride + 1
    shifted = [A_prev[:, i:, j:][:, ::stride, ::stride][:, :n_H, :n_W] for i in range(f) for j in range(f)]
    A = np.maximum.reduce(shifted) if mode == "max" else sum(shifted) / f**2
    return A, (A_prev, hparameters)


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
    mask = np.zeros(x.shape, dtype=bool)
    mask[np.unravel_index(np.argmax(x), x.shape)] = True
    return mask


def distribute_value(dz, shape):
    n_H, n_W = shape
    return np.full(shape, dz / (n_H * n_W))


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
