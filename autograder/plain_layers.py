"""The layers in NumPy alone, all windows at once, as views: what the judge and the cases count on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from cnn_utils.network.layers import same_padding

Array = NDArray[np.floating[Any]]
ConvCache = tuple[Array, Array, Array, Mapping[str, Any]]
PoolCache = tuple[Array, Mapping[str, Any]]


class Geometry(NamedTuple):
    """Sizes of one layer: the padding before the first row and column, the padded input, and the output."""

    top: int
    left: int
    height: int
    width: int
    n_H: int  # noqa: N815  (the names of the mathematics)
    n_W: int  # noqa: N815


@lru_cache
def geometry(shape: tuple[int, ...], f: int, stride: int, pad: int | str = 0) -> Geometry:
    """Sizes of a layer over an input (m, n_H_prev, n_W_prev, n_C_prev); `pad`: a number, or "SAME" as in TensorFlow."""
    (top, bottom), (left, right) = (
        same_padding(n, f, stride) if pad == "SAME" else (int(pad), int(pad)) for n in shape[1:3]
    )
    height, width = shape[1] + top + bottom, shape[2] + left + right
    return Geometry(top, left, height, width, (height - f) // stride + 1, (width - f) // stride + 1)


def by_maximum(mode: str) -> bool:
    """Say whether a pooling takes the maximum, "max", or the mean, "average"; nothing else is a pooling."""
    if mode not in {"max", "average"}:
        raise ValueError(f'Pooling has the modes "max" and "average": {mode!r} is neither.')
    return mode == "max"


def as_floats(*arrays: Array) -> list[Array]:
    """Arrays of the one precision that they call for together; integers are computed in double precision."""
    dtype = np.result_type(*arrays)
    return [array.astype(dtype if dtype.kind == "f" else np.float64, copy=False) for array in arrays]


def conv_forward(A_prev: Array, W: Array, b: Array, hparameters: Mapping[str, Any]) -> tuple[Array, ConvCache]:
    """Convolve A_prev (m, n_H_prev, n_W_prev, n_C_prev) with W (f, f, n_C_prev, n_C): Z and the cache."""
    f, stride = len(W), hparameters["stride"]
    X, filters, bias = as_floats(A_prev, W, b)
    g = geometry(X.shape, f, stride, hparameters["pad"])
    products = _rows(_windows(framed(X, g), f, stride, g)) @ filters.reshape(-1, W.shape[3])
    return (products + bias.reshape(-1)).reshape(len(X), g.n_H, g.n_W, W.shape[3]), (A_prev, W, b, hparameters)


def conv_backward(dZ: Array, cache: ConvCache) -> tuple[Array, Array, Array]:
    """Gradients of a convolution from dZ (m, n_H, n_W, n_C): dA_prev, dW and db, each of its variable's shape."""
    _, W, b, hparameters = cache
    X, filters, dZ = as_floats(cache[0], W, dZ)
    g = geometry(X.shape, len(W), hparameters["stride"], hparameters["pad"])
    seen, back = _rows(_windows(framed(X, g), len(W), hparameters["stride"], g)), dZ.reshape(-1, W.shape[3])
    dX = np.zeros((len(X), g.height, g.width, X.shape[3]), X.dtype)
    sent_back = (back @ filters.reshape(-1, W.shape[3]).T).reshape(*dZ.shape[:3], *W.shape[:3])
    for r, q, under in _taps(len(W), hparameters["stride"], g):
        dX[under] += sent_back[:, :, :, r, q]
    return inside(dX, X, g), (seen.T @ back).reshape(W.shape), back.sum(axis=0).reshape(b.shape)


def pool_forward(A_prev: Array, hparameters: Mapping[str, Any], mode: str = "max") -> tuple[Array, PoolCache]:
    """Pool A_prev (m, n_H_prev, n_W_prev, n_C); padding ("pad": "SAME") never wins and never counts."""
    (X,), f, stride, maximum = as_floats(A_prev), hparameters["f"], hparameters["stride"], by_maximum(mode)
    g = geometry(X.shape, f, stride, hparameters.get("pad", 0))
    windows = _windows(framed(X, g, -np.inf if maximum else 0.0), f, stride, g)
    A: Array = windows.max(axis=(3, 4)) if maximum else windows.sum(axis=(3, 4))
    return A if maximum else A * window_shares(X.shape[1:3], f, stride, g, X.dtype), (A_prev, hparameters)


def pool_backward(dA: Array, cache: PoolCache, mode: str = "max", *, first: bool = False) -> Array:
    """Gradient of pooling from dA (m, n_H, n_W, n_C); every maximum of a window (or its first) receives it."""
    (X,), f, stride, maximum = as_floats(cache[0]), cache[1]["f"], cache[1]["stride"], by_maximum(mode)
    g = geometry(X.shape, f, stride, cache[1].get("pad", 0))
    X_pad, share = framed(X, g, -np.inf), dA.astype(X.dtype, copy=False)
    dX, best = np.zeros_like(X_pad), _windows(X_pad, f, stride, g).max(axis=(3, 4)) if maximum else None
    share = share if maximum else share * window_shares(X.shape[1:3], f, stride, g, X.dtype)
    for _, _, under in _taps(f, stride, g):
        wins = not maximum or X_pad[under] == best
        dX[under] += np.where(wins, share, 0)
        share = np.where(wins, 0, share) if first and maximum else share
    return inside(dX, X, g)


def pool_backward_to_first(dA: Array, cache: PoolCache, mode: str = "max") -> Array:
    """Gradient of pooling as TensorFlow sends it: of equal maxima only the first, row by row, receives anything."""
    return pool_backward(dA, cache, mode, first=True)


def framed(X: Array, g: Geometry, value: float = 0.0) -> Array:
    """Return X with its padding, or X itself where there is none."""
    if X.shape[1:3] == (g.height, g.width):
        return X
    framed = np.full((len(X), g.height, g.width, X.shape[3]), value, X.dtype)
    inside(framed, X, g)[...] = X
    return framed


def inside(framed: Array, X: Array, g: Geometry) -> Array:
    """Return the part of a padded array that X itself fills."""
    return framed[:, g.top : g.top + X.shape[1], g.left : g.left + X.shape[2]]


def _windows(X: Array, f: int, stride: int, g: Geometry) -> Array:
    """Every window as a view (m, n_H, n_W, f, f, n_C): `sliding_window_view` without its checks, which take longer."""
    example, row, column, channel = X.strides
    shape = (len(X), g.n_H, g.n_W, f, f, X.shape[3])
    return as_strided(X, shape, (example, stride * row, stride * column, row, column, channel), writeable=False)


def _rows(windows: Array) -> Array:
    """Every window (f, f, n_C) as one row of a matrix."""
    return windows.reshape(-1, int(np.prod(windows.shape[3:])))


@lru_cache
def _taps(f: int, stride: int, g: Geometry) -> list[tuple[int, int, tuple[slice, ...]]]:
    """For each element (r, q) of a window, where all windows have it in the padded input: shape (m, n_H, n_W, n_C)."""
    rows = [slice(r, r + stride * (g.n_H - 1) + 1, stride) for r in range(f)]
    columns = [slice(q, q + stride * (g.n_W - 1) + 1, stride) for q in range(f)]
    return [(r, q, (slice(None), rows[r], columns[q])) for r in range(f) for q in range(f)]


@lru_cache
def window_shares(size: tuple[int, ...], f: int, stride: int, g: Geometry, dtype: np.dtype[Any]) -> Array:
    """One over how many pixels of an input (n_H_prev, n_W_prev) each window has: (n_H, n_W, 1)."""
    pixels = _windows(framed(np.ones((1, *size, 1)), g), f, stride, g).sum(axis=(3, 4))
    shares: Array = (1 / pixels[0]).astype(dtype)
    return shares
