"""Helpers inside functions."""

import numpy as np


def create_mask_from_window(x):
    return np.logical_not(x < np.amax(x))


def distribute_value(dz, shape):
    (n_H, n_W) = shape
    average = dz / (n_H * n_W)
    return np.ones(shape) * average


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
