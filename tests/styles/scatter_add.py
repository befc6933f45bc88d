"""np.add.at hands the gradient back."""

import numpy as np


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
