"""Right answers that look nothing like the reference, for a simulated class: style is seen not to count."""

from typing import Any

import numpy as np

Array = np.ndarray


def zero_pad(X: Array, pad: int) -> Array:
    """Copy the images into the middle of a larger batch of zeros."""
    m, n_H, n_W, n_C = X.shape
    X_pad = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C), dtype=X.dtype)
    X_pad[:, pad : pad + n_H, pad : pad + n_W, :] = X
    return X_pad


def conv_single_step(a_slice_prev: Array, W: Array, b: Array) -> Any:  # noqa: ANN401 - a NumPy scalar
    """One dot product of two flat vectors."""
    return np.dot(np.ravel(a_slice_prev), np.ravel(W)) + np.squeeze(b)


def conv_forward(A_prev: Array, W: Array, b: Array, hparameters: dict[str, int]) -> tuple[Array, Any]:
    """One einsum over a view of all windows."""
    pad, stride, f = hparameters["pad"], hparameters["stride"], W.shape[0]
    padded = np.pad(A_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (f, f), axis=(1, 2))
    windows = windows[:, ::stride, ::stride]
    Z = np.einsum("mhwcxy,xyck->mhwk", windows, W) + b
    return Z, (A_prev, W, b, hparameters)


def pool_forward(A_prev: Array, hparameters: dict[str, int], mode: str = "max") -> tuple[Array, Any]:
    """Reduce a view of all windows."""
    f, stride = hparameters["f"], hparameters["stride"]
    windows = np.lib.stride_tricks.sliding_window_view(A_prev, (f, f), axis=(1, 2))
    windows = windows[:, ::stride, ::stride]
    A = windows.max(axis=(-1, -2)) if mode == "max" else windows.mean(axis=(-1, -2))
    return A, (A_prev, hparameters)


def conv_backward(dZ: Array, cache: Any) -> tuple[Array, Array, Array]:  # noqa: ANN401 - the cache of the assignment
    """One matrix product for each position inside the filter."""
    A_prev, W, b, hparameters = cache
    pad, stride = hparameters["pad"], hparameters["stride"]
    f, n_H, n_W = W.shape[0], dZ.shape[1], dZ.shape[2]
    padded = np.pad(A_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    d_padded, dW = np.zeros_like(padded), np.zeros_like(W)
    for x in range(f):
        for y in range(f):
            rows = slice(x, x + stride * n_H, stride)
            columns = slice(y, y + stride * n_W, stride)
            d_padded[:, rows, columns] += dZ @ W[x, y].T
            dW[x, y] = np.tensordot(padded[:, rows, columns], dZ, axes=([0, 1, 2], [0, 1, 2]))
    dA_prev = d_padded[:, pad : pad + A_prev.shape[1], pad : pad + A_prev.shape[2]]
    return dA_prev, dW, dZ.sum(axis=(0, 1, 2)).reshape(b.shape)


def create_mask_from_window(x: Array) -> Array:
    """Compare with the largest entry of the sorted window."""
    return x >= np.sort(x, axis=None)[-1]


def distribute_value(dz: float, shape: tuple[int, int]) -> Array:
    """Scale a window of ones."""
    return np.ones(shape) * dz / np.prod(shape)


def pool_backward(dA: Array, cache: Any, mode: str = "max") -> Array:  # noqa: ANN401 - the cache of the assignment
    """Loop over output positions, all examples and channels at once."""
    A_prev, hparameters = cache
    f, stride = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros_like(A_prev)
    for h in range(dA.shape[1]):
        for w in range(dA.shape[2]):
            here = np.s_[:, h * stride : h * stride + f, w * stride : w * stride + f]
            gradient = dA[:, h, w][:, None, None]
            if mode == "max":
                window = A_prev[here]
                dA_prev[here] += (window == window.max(axis=(1, 2), keepdims=True)) * gradient
            else:
                dA_prev[here] += gradient / f**2
    return dA_prev
