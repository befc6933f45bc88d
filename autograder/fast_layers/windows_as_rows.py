"""Convolution of one block of examples, every window a row of a matrix: for pixels of many channels.

A row of pixels inside a window is contiguous (f * n_C_prev numbers), so the copy into the matrix runs at the speed of
memory.
"""

from __future__ import annotations

import numpy as np

from autograder.fast_layers.products import long_product, tall_product
from autograder.fast_layers.windows import Array, Geometry, inside, pad_block, spans, tap, windows


def forward(A_prev: Array, weights: Array, Z: Array, g: Geometry, budget: int) -> None:
    """Put the convolution of A_prev (m, n_H_prev, n_W_prev, n_C_prev) with weights (f * f * n_C_prev, n_C) into Z."""
    K, n_C = weights.shape
    every = windows(pad_block(A_prev, g), g)
    for rows, columns in spans(g, len(A_prev), K * A_prev.itemsize, budget):
        matrix = every[:, rows, columns].reshape(-1, K)
        tall_product(matrix, weights, Z[:, rows, columns].reshape(-1, n_C))


def weight_gradient(A_prev: Array, dZ: Array, g: Geometry, budget: int) -> Array:
    """Return dW as a matrix (f * f * n_C_prev, n_C): every window times what came back for it."""
    K, n_C = g.f * g.f * g.n_C_prev, dZ.shape[3]
    every = windows(pad_block(A_prev, g), g)
    dW = np.zeros((K, n_C), dZ.dtype)
    for rows, columns in spans(g, len(A_prev), K * A_prev.itemsize, budget):
        matrix = every[:, rows, columns].reshape(-1, K)
        dW += long_product(matrix.T, dZ[:, rows, columns].reshape(-1, n_C))
    return dW


def input_gradient(dZ: Array, weights: Array, dA_prev: Array, g: Geometry, budget: int) -> None:
    """Put into dA_prev what every output sends back to its window: one product and one shifted sum for each weight."""
    n_C = dZ.shape[3]
    taps = np.ascontiguousarray(weights.reshape(g.f, g.f, g.n_C_prev, n_C).transpose(0, 1, 3, 2))
    dX = np.zeros((len(dZ), g.height, g.width, g.n_C_prev), dZ.dtype)
    for rows, columns in spans(g, len(dZ), g.n_C_prev * dZ.itemsize, budget):
        piece = dZ[:, rows, columns]
        sent = np.empty((*piece.shape[:3], g.n_C_prev), dZ.dtype)
        for i, j in np.ndindex(g.f, g.f):
            tall_product(piece.reshape(-1, n_C), taps[i, j], sent.reshape(-1, g.n_C_prev))
            tap(dX, i, j, g)[:, rows, columns] += sent
    dA_prev[...] = inside(dX, g)
