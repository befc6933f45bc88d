"""Convolution of one block of examples, every window a column of a matrix: for pixels of few channels.

The pixels are first split into planes, one for each channel. Then each row of the matrix is what one weight meets: an
image row of one plane after the other, copied many numbers at a time where a window's few channels would be copied
three by three.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from autograder.fast_layers.products import long_product, tall_product, wide_product
from autograder.fast_layers.windows import Array, Geometry, inside, plane_windows, spans


def forward(A_prev: Array, weights: Array, Z: Array, g: Geometry, budget: int) -> None:
    """Put the convolution of A_prev (m, n_H_prev, n_W_prev, n_C_prev) with weights (f * f * n_C_prev, n_C) into Z."""
    K, n_C = weights.shape
    planes = _planes(A_prev, g)
    drawn_out = K * A_prev.itemsize * len(A_prev) * g.n_H * g.width
    if g.stride == 1 and g.width < 1.2 * g.n_W and drawn_out <= 1.2 * budget:
        _forward_drawn_out(planes, weights, Z, g)
        return
    met = plane_windows(planes, g)
    for rows, columns in spans(g, len(A_prev), K * A_prev.itemsize, budget):
        matrix = met[..., rows, columns].reshape(K, -1)
        tall_product(matrix.T, weights, Z[:, rows, columns].reshape(-1, n_C))


def _forward_drawn_out(planes: Array, weights: Array, Z: Array, g: Geometry) -> None:
    """Convolve at stride 1 as if a window began at every pixel: then what one weight meets is one stretch of a plane.

    Where a window runs over the end of a row, its result belongs to nobody and is left behind; the last ones run into
    the slack behind the plane.
    """
    n_C_prev, m = planes.shape[:2]
    channel, example, row, item = planes.strides
    met = as_strided(planes, (g.f, g.f, n_C_prev, m, g.n_H * g.width), (row, item, channel, example, item))
    everywhere = np.empty((m, g.n_H, g.width, Z.shape[3]), Z.dtype)
    tall_product(met.reshape(len(weights), -1).T, weights, everywhere.reshape(-1, Z.shape[3]))
    Z[...] = everywhere[:, :, : g.n_W]


def weight_gradient(A_prev: Array, dZ: Array, g: Geometry, budget: int) -> Array:
    """Return dW as a matrix (f * f * n_C_prev, n_C): every window times what came back for it."""
    K, n_C = g.f * g.f * g.n_C_prev, dZ.shape[3]
    met = plane_windows(_planes(A_prev, g), g)
    dW = np.zeros((K, n_C), dZ.dtype)
    for rows, columns in spans(g, len(A_prev), K * A_prev.itemsize, budget):
        matrix = met[..., rows, columns].reshape(K, -1)
        dW += long_product(matrix, dZ[:, rows, columns].reshape(-1, n_C))
    return dW


def input_gradient(dZ: Array, weights: Array, dA_prev: Array, g: Geometry, budget: int) -> None:
    """Put into dA_prev what every output sends back to its window: one product, then a shifted sum for each weight.

    At stride 1 the rows of dZ are drawn out to the width of the padded input: then a shift of the whole plane is one
    long sum. What runs over the end of a row is zero.
    """
    m, n_C = len(dZ), dZ.shape[3]
    width = g.width if g.stride == 1 else g.n_W
    dX = np.zeros((g.n_C_prev, m, g.height, g.width), dZ.dtype)
    taps = plane_windows(dX, g)
    for rows, columns in spans(g, m, len(weights) * dZ.itemsize, budget):
        piece = dZ[:, rows, columns].transpose(3, 0, 1, 2)
        drawn_out = columns.stop - columns.start == g.n_W and width > g.n_W
        planes = np.zeros((*piece.shape[:3], width if drawn_out else piece.shape[3]), dZ.dtype)
        planes[..., : piece.shape[3]] = piece
        sent = np.empty((g.f, g.f, g.n_C_prev, *planes.shape[1:]), dZ.dtype)
        wide_product(weights, planes.reshape(n_C, -1), sent.reshape(len(weights), -1))
        for i, j in np.ndindex(g.f, g.f):
            if drawn_out:
                _add_shifted(dX, sent[i, j], (rows.start + i) * width + j)
            else:
                taps[i, j][..., rows, columns] += sent[i, j]
    dA_prev[...] = inside(dX.transpose(1, 2, 3, 0), g)


def _add_shifted(dX: Array, sent: Array, shift: int) -> None:
    """Add rows of full width (n_C_prev, m, rows, width) to every plane of dX, that many places further on."""
    planes, shifted = dX.reshape(*dX.shape[:2], -1), sent.reshape(*sent.shape[:2], -1)
    room = min(shifted.shape[2], planes.shape[2] - shift)
    planes[..., shift : shift + room] += shifted[..., :room]


def _planes(A_prev: Array, g: Geometry) -> Array:
    """Split the padded input into planes (n_C_prev, m, height, width), with f zeros of slack behind each channel."""
    m = len(A_prev)
    lines = np.zeros((g.n_C_prev, m * g.height * g.width + g.f), A_prev.dtype)
    planes = lines[:, : -g.f].reshape(g.n_C_prev, m, g.height, g.width)
    inside(planes.transpose(1, 2, 3, 0), g)[...] = A_prev
    return planes
