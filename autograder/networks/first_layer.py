"""The way back into a network's first layer: max pooling lets one number in a window through, and only W1 and b1 ask.

Through a pooling of 8 x 8 windows 63 of 64 gradients are zero. In place of multiplying all of them with the pixels, as
`pool_backward` and `conv_backward` one after the other must, the windows at the maxima alone are added up.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import prange
from numpy.typing import NDArray

from autograder.fast_layers.fast_convolution import copy_planes, from_rows, planes
from autograder.fast_layers.fast_pooling import first_maxima
from autograder.fast_layers.numba_loops import contiguous, num_threads, shared_out
from autograder.plain_layers import ConvCache, PoolCache, geometry

Array = NDArray[np.floating[Any]]


def conv_weight_gradients(dA: Array, pool_cache: PoolCache, conv_cache: ConvCache) -> tuple[Array, Array]:
    """Send a gradient back through a max pooling, and the convolution before it, to the weights.

    The same numbers as `fast_layers.pool_backward_to_first` and then `fast_layers.conv_backward`, but for rounding.

    Parameters
    ----------
    dA : ndarray of shape (m, n_H, n_W, n_C)
        Gradient of the cost with respect to the output of the pooling.
    pool_cache : tuple
        What `fast_layers.pool_forward` returned.
    conv_cache : tuple
        What `fast_layers.conv_forward` returned for the convolution whose output was pooled.

    Returns
    -------
    dW : ndarray of shape (f, f, n_C_prev, n_C)
    db : ndarray of shape (1, 1, 1, n_C)

    Raises
    ------
    ValueError
        If another output was pooled than that of this convolution.
    """
    (X, W, dA), hparameters, (m, _, _, n_C) = contiguous(conv_cache[0], conv_cache[1], dA), conv_cache[3], dA.shape
    g, Z = geometry(X.shape, len(W), hparameters["stride"], hparameters["pad"]), pool_cache[0]
    output = (len(X), g.n_H, g.n_W, W.shape[3])
    if Z.shape != output:
        raise ValueError(f"What was pooled has the shape {Z.shape}, the convolution's output {output}.")
    places, layout, room, _ = planes(X.shape, W.shape, hparameters["stride"], hparameters["pad"])
    pixels = first_maxima(pool_cache, layout[3]).reshape(m, -1, n_C)
    dZ = np.where(pixels < 0, 0, dA.reshape(pixels.shape))
    each = np.zeros((num_threads(), n_C, len(places)), X.dtype)
    _add_up(dZ.size * len(places), X, dZ, pixels, each, places, layout, room)
    return from_rows(each, W), dZ.sum(axis=(0, 1)).reshape(conv_cache[2].shape)


@shared_out
def _add_up(threads, X, dZ, pixels, dW, places, layout, room):
    """Add to each thread's own dW the windows that begin at these pixels, four of a filter at a time."""
    for thread in prange(threads):
        (m, windows, n_C), flat = dZ.shape, np.zeros(room, X.dtype)
        at, z = np.zeros(windows + 4, np.int64), np.zeros(windows + 4, X.dtype)
        for i in range(np.int64(thread), m, threads):
            copy_planes(X[i], flat, layout, True)
            for c in range(n_C):
                n, row = 0, dW[thread, c]
                for w in range(windows):  # half of them are zero behind a ReLU: the next one takes their place
                    at[n], z[n] = pixels[i, w, c], dZ[i, w, c]
                    n += z[n] != 0
                z[n:] = 0
                for w in range(0, n, 4):
                    a, b, d, e = flat[at[w] :], flat[at[w + 1] :], flat[at[w + 2] :], flat[at[w + 3] :]
                    for k in range(len(places)):
                        p = places[k]
                        row[k] += a[p] * z[w] + b[p] * z[w + 1] + d[p] * z[w + 2] + e[p] * z[w + 3]
