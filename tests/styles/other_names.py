"""Parameters and variables by other names."""

import numpy as np


def zero_pad(X, pad):
    m, n_H, n_W, n_C = X.shape
    rows = np.zeros((m, pad, n_W, n_C))
    tall = np.concatenate([rows, X, rows], axis=1)
    columns = np.zeros((m, n_H + 2 * pad, pad, n_C))
    return np.concatenate([columns, tall, columns], axis=2)


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
