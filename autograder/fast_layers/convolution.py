"""Convolution as matrix products over blocks of examples.

Every window becomes one row (or one column) of a matrix, so that the layer is `windows @ weights` and its gradients are
two more products. Blocks are small enough to stay in cache and are shared out over the threads.

Memory: with its results, a call holds at most 3.5 times the layer's input and output at once, or 2 MiB more where
they are small.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from autograder.fast_layers import windows_as_columns, windows_as_rows
from autograder.fast_layers.windows import Array, Geometry, geometry, pad_block, turned_round, windows
from autograder.fast_layers.workers import block_bytes, blocks_of, share_out

# Below this many bytes of windows, waking a second thread costs more than it saves.
WORTH_SHARING = 1024 * 1024
# A block of dZ is sparse where it has fewer numbers other than zero than its pixels divided by this.
SPARSE = 4

Cache = tuple[Array, Array, Array, Mapping[str, Any]]


def conv_single_step(a_slice_prev: Array, W: Array, b: Array) -> np.floating[Any]:
    """Apply one filter to one window.

    Parameters
    ----------
    a_slice_prev : ndarray of shape (f, f, n_C_prev)
    W : ndarray of shape (f, f, n_C_prev)
    b : ndarray of shape (1, 1, 1)

    Returns
    -------
    Z : scalar
    """
    Z: np.floating[Any] = np.sum(a_slice_prev * W) + np.asarray(b).reshape(-1)[0]
    return Z


def conv_forward(A_prev: Array, W: Array, b: Array, hparameters: Mapping[str, Any]) -> tuple[Array, Cache]:
    """Convolve A_prev with the filters W.

    Parameters
    ----------
    A_prev : ndarray of shape (m, n_H_prev, n_W_prev, n_C_prev)
    W : ndarray of shape (f, f, n_C_prev, n_C)
    b : ndarray of shape (1, 1, 1, n_C)
    hparameters : mapping
        "stride": int; "pad": int, or "SAME" as TensorFlow pads.

    Returns
    -------
    Z : ndarray of shape (m, n_H, n_W, n_C)
    cache : tuple
        (A_prev, W, b, hparameters), for conv_backward.
    """
    g = geometry(A_prev.shape, W.shape[0], hparameters["stride"], hparameters["pad"])
    n_C = W.shape[3]
    dtype = _common_dtype(A_prev, W, b)
    X, weights = A_prev.astype(dtype, copy=False), np.ascontiguousarray(W, dtype).reshape(-1, n_C)
    # The bias of a whole row of pixels at a time: long additions are quick ones.
    bias = np.tile(np.asarray(b, dtype).reshape(n_C), g.n_W)
    with_bias = bool(bias.any())
    Z = np.empty((g.m, g.n_H, g.n_W, n_C), dtype)
    form, budget = _form(g), block_bytes(X.nbytes + Z.nbytes)

    def work(blocks: Sequence[slice]) -> None:
        for block in blocks:
            form.forward(X[block], weights, Z[block], g, budget)
            if with_bias:
                rows_of_pixels = Z[block].reshape(-1, g.n_W * n_C)
                rows_of_pixels += bias

    share_out(work, _blocks(g, dtype, budget))
    return Z, (A_prev, W, b, hparameters)


def conv_backward(dZ: Array, cache: Cache) -> tuple[Array, Array, Array]:
    """Gradients of a convolution.

    Parameters
    ----------
    dZ : ndarray of shape (m, n_H, n_W, n_C)
    cache : tuple
        (A_prev, W, b, hparameters), as conv_forward returns it.

    Returns
    -------
    dA_prev : ndarray of shape (m, n_H_prev, n_W_prev, n_C_prev)
    dW : ndarray of shape (f, f, n_C_prev, n_C)
    db : ndarray of shape (1, 1, 1, n_C)
    """
    dA_prev, dW, db = _gradients(dZ, cache, to_input=True)
    assert dA_prev is not None
    return dA_prev, dW, db


def conv_weight_gradients(dZ: Array, cache: Cache) -> tuple[Array, Array]:
    """Return dW and db alone: all that the first layer of a network needs."""
    _, dW, db = _gradients(dZ, cache, to_input=False)
    return dW, db


def _gradients(dZ: Array, cache: Cache, *, to_input: bool) -> tuple[Array | None, Array, Array]:
    A_prev, W, b, hparameters = cache
    g = geometry(A_prev.shape, W.shape[0], hparameters["stride"], hparameters["pad"])
    n_C = W.shape[3]
    dtype = _common_dtype(A_prev, W, dZ)
    X, dZ = A_prev.astype(dtype, copy=False), np.ascontiguousarray(dZ, dtype)
    dA_prev = np.empty(A_prev.shape, dtype) if to_input else None
    form, budget = _form(g), block_bytes(X.nbytes + dZ.nbytes)
    send_back = _input_gradient(W.astype(dtype, copy=False), g, budget)

    def work(blocks: Sequence[slice]) -> tuple[Array, Array]:
        dW, db = np.zeros((W[..., 0].size, n_C), dtype), np.zeros(n_C, dtype)
        for block in blocks:
            dW += _weight_gradient(form, X[block], dZ[block], g, budget)
            pixels = dZ[block].reshape(-1, n_C)
            db += np.ones(len(pixels), dtype) @ pixels
            if dA_prev is not None:
                send_back(dZ[block], dA_prev[block])
        return dW, db

    parts = share_out(work, _blocks(g, dtype, budget))
    dW, db = (sum(part[1:], start=part[0]) for part in zip(*parts, strict=True))
    return dA_prev, dW.reshape(W.shape), db.reshape(b.shape)


def _weight_gradient(form: ModuleType, X: Array, dZ: Array, g: Geometry, budget: int) -> Array:
    """Return dW (f * f * n_C_prev, n_C) of a block; behind a max pooling, from the few windows that count."""
    came_back = (dZ != 0).reshape(-1)
    if np.count_nonzero(came_back) * SPARSE > g.n_H * g.n_W * len(X):
        dW: Array = form.weight_gradient(X, dZ, g, budget)
        return dW
    outputs = np.flatnonzero(came_back) // dZ.shape[3]
    outputs = outputs[np.diff(outputs, prepend=-1) > 0]
    some = windows(pad_block(X, g), g)[np.unravel_index(outputs, dZ.shape[:3])].reshape(len(outputs), -1)
    sparse: Array = some.T @ dZ.reshape(-1, dZ.shape[3])[outputs]
    return sparse


def _input_gradient(W: Array, g: Geometry, budget: int) -> Callable[[Array, Array], None]:
    """Choose how a block of dZ becomes its block of dA_prev.

    Where it can, as a convolution of its own: dZ with the filters turned round. With few channels to send back to, its
    matrix would be too narrow, and with a stride it would be mostly zeros; there every weight's share is added in its
    place.
    """
    n_C = W.shape[3]
    back = turned_round(g, n_C)
    form = _form(g)
    if back is None or form is windows_as_columns:
        weights = np.ascontiguousarray(W).reshape(-1, n_C)
        return lambda dZ, dA_prev: form.input_gradient(dZ, weights, dA_prev, g, budget)
    turned = np.ascontiguousarray(W[::-1, ::-1].transpose(0, 1, 3, 2)).reshape(-1, g.n_C_prev)
    form_back = _form(back)
    return lambda dZ, dA_prev: form_back.forward(dZ, turned, dA_prev, back, budget)


def _form(g: Geometry) -> ModuleType:
    """Choose rows or columns: columns where pixels are so short that to copy them costs more than to make planes."""
    return windows_as_columns if g.n_C_prev * (g.f / max(g.n_W, 1) + 0.12) < 1 else windows_as_rows


def _blocks(g: Geometry, dtype: np.dtype[Any], budget: int) -> list[slice]:
    return blocks_of(g.m, g.n_H * g.n_W * g.f * g.f * g.n_C_prev * dtype.itemsize, budget, WORTH_SHARING)


def _common_dtype(*arrays: Array) -> np.dtype[Any]:
    """Single or double precision, whichever the arrays call for; integers are computed in double precision."""
    dtype = np.result_type(*arrays)
    return dtype if dtype.kind == "f" else np.dtype(np.float64)
