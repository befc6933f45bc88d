"""A class does the work."""

import numpy as np


def zero_pad(X, pad):
    m, n_H, n_W, n_C = X.shape
    rows = np.zeros((m, pad, n_W, n_C))
    tall = np.concatenate([rows, X, rows], axis=1)
    columns = np.zeros((m, n_H + 2 * pad, pad, n_C))
    return np.concatenate([columns, tall, columns], axis=2)


def conv_single_step(a_slice_prev, W, b):
    return np.sum(a_slice_prev * W) + b.item()


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
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    f, stride = hparameters["f"], hparameters["stride"]
    n_H, n_W = int(1 + (n_H_prev - f) / stride), int(1 + (n_W_prev - f) / stride)
    A = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    window = A_prev[i, h * stride : h * stride + f, w * stride : w * stride + f, c]
                    A[i, h, w, c] = np.max(window) if mode == "max" else np.mean(window)
    return A, (A_prev, hparameters)


def conv_backward(dZ, cache):
    A_prev, W, _b, hparameters = cache
    f, stride, pad = W.shape[0], hparameters["stride"], hparameters["pad"]
    padded = zero_pad(A_prev, pad)
    dpadded, dW = np.zeros_like(padded), np.zeros_like(W)
    for h, w in np.ndindex(*dZ.shape[1:3]):
        at = np.s_[:, h * stride : h * stride + f, w * stride : w * stride + f]
        dpadded[at] += np.tensordot(dZ[:, h, w], W, ([1], [3]))
        dW += np.tensordot(padded[at], dZ[:, h, w], ([0], [0]))
    inner = np.s_[:, pad : pad + A_prev.shape[1], pad : pad + A_prev.shape[2]]
    return dpadded[inner], dW, dZ.sum((0, 1, 2), keepdims=True)


def create_mask_from_window(x):
    return x == np.max(x)


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
