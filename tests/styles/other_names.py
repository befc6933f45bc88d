"""Parameters and variables by other names."""

import numpy as np


def zero_pad(X, pad):
    m, n_H, n_W, n_C = X.shape
    rows = np.zeros((m, pad, n_W, n_C))
    tall = np.concatenate([rows, X, rows], axis=1)
    columns = np.zeros((m, n_H + 2 * pad, pad, n_C))
    return np.concatenate([columns, tall, columns], axis=2)


def conv_single_step(a_slice_prev, W, b):
    return np.tensordot(a_slice_prev, W, axes=3) + b.sum()


def conv_forward(images, filters, biases, settings):
    step, frame = settings.get("stride", 1), settings.get("pad", 0)
    count, tall, wide, _depth = images.shape
    size, many = filters.shape[0], filters.shape[-1]
    down, along = 1 + (tall + 2 * frame - size) // step, 1 + (wide + 2 * frame - size) // step
    canvas = zero_pad(images, frame)
    answer = np.empty((count, down, along, many))
    k = 0
    while k < down * along:
        y, x = divmod(k, along)
        piece = canvas[:, y * step : y * step + size, x * step : x * step + size, :].reshape(count, -1)
        answer[:, y, x, :] = piece.dot(filters.reshape(-1, many)) + biases.reshape(1, -1)
        k += 1
    return answer, (images, filters, biases, settings)


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
    A_prev, W, b, hparameters = cache
    f, stride, pad = W.shape[0], hparameters["stride"], hparameters["pad"]
    _, n_H, n_W, _ = dZ.shape
    padded = zero_pad(A_prev, pad)
    dpadded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for i in range(f):
        for j in range(f):
            rows = np.arange(n_H)[:, None] * stride + i
            columns = np.arange(n_W) * stride + j
            dW[i, j] = np.einsum("mhwp,mhwc->pc", padded[:, rows, columns], dZ)
            dpadded[:, rows, columns] += dZ @ W[i, j].T
    frame = slice(pad, -pad or None)
    return dpadded[:, frame, frame], dW, np.einsum("mhwc->c", dZ).reshape(b.shape)


def create_mask_from_window(x):
    return np.logical_not(x < np.amax(x))


def distribute_value(dz, shape):
    rows, columns = shape
    return np.array([[dz / rows / columns] * columns for _ in range(rows)])


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
