"""Convolution as matrix products over blocks of examples.

Every strip of neighbouring windows becomes one row of a matrix (see `strips`), so that the layer is `matrix @ weights`
and its gradients are two more products. Blocks are small enough to stay in cache and are shared out over the threads.
Few numbers are looked up instead (see `conv_lookup`).

Memory: with its results, a call holds at most 3.5 times the layer's input and output at once, or 2 MiB more where
they are small. Of those, up to 1.5 MiB of copied windows stay with the cache for the way back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.fast_layers.buffers import uncopied_rows
from autograder.fast_layers.conv_lookup import (
    convolve_few,
    is_small,
    look_up,
    send_back_few,
    weight_gradients_of_few,
)
from autograder.fast_layers.pieces import Piece, are_few, pieces_of, shares_of_strips
from autograder.fast_layers.products import long_product, tall_product
from autograder.fast_layers.sparse import few_outputs, sparse_weight_gradients
from autograder.fast_layers.strips import (
    Strips,
    backward_strips,
    banded,
    banded_back,
    forward_strips,
    together,
    unbanded,
)
from autograder.fast_layers.windows import Array, Geometry, geometry
from autograder.fast_layers.workers import block_bytes, share_out

# An addition of so many numbers at once is a long one.
LONG = 1024

Cached = tuple[Array, Array, Array, Mapping[str, Any]]


class Cache(Cached):
    """(A_prev, W, b, hparameters) as in the assignment, and what the way there has copied for the way back.

    Attributes
    ----------
    pieces : list of Piece
        All windows as matrices, where they are few; else none.
    looked_up : ndarray of shape (m * n_H * n_W, f * f * n_C_prev), or None
        All windows, where they hold so few numbers that they are looked up.
    """

    pieces: Sequence[Piece] = ()
    looked_up: Array | None = None


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
    n_C, dtype = W.shape[3], _common_dtype(A_prev, W, b)
    X, cache = A_prev.astype(dtype, copy=False), Cache((A_prev, W, b, hparameters))
    if is_small(g):
        cache.looked_up = look_up(X, g)
        return convolve_few(cache.looked_up, W.astype(dtype, copy=False), b, g), cache
    t = together(g.n_W, g.stride, g.f, n_C)
    strips, weights = forward_strips(g, t), banded(W.astype(dtype, copy=False), g.stride, t)
    bias = _repeated(b.astype(dtype, copy=False), g)
    with_bias = np.count_nonzero(b) > 0
    Z = np.empty((g.m, g.n_H, g.n_W, n_C), dtype)
    budget = block_bytes(X.nbytes + Z.nbytes)
    if are_few(g, strips, dtype, budget):
        cache.pieces = list(pieces_of(X, strips, budget))

    def work(blocks: list[slice]) -> None:
        for block in blocks:
            _convolve(cache.pieces or pieces_of(X[block], strips, budget), weights, strips, Z[block])
            if with_bias:
                rows_of_pixels = Z[block].reshape(-1, bias.size)
                rows_of_pixels += bias

    share_out(uncopied_rows(work, bias.size), shares_of_strips(g, strips, dtype, budget))
    return Z, cache


def conv_backward(dZ: Array, cache: Cached) -> tuple[Array, Array, Array]:
    """Gradients of a convolution.

    Parameters
    ----------
    dZ : ndarray of shape (m, n_H, n_W, n_C)
    cache : tuple
        As conv_forward returns it; or (A_prev, W, b, hparameters), and the windows are copied again.

    Returns
    -------
    dA_prev : ndarray of shape (m, n_H_prev, n_W_prev, n_C_prev)
    dW : ndarray of shape (f, f, n_C_prev, n_C)
    db : ndarray of shape (1, 1, 1, n_C)
    """
    dA_prev, dW, db = _gradients(dZ, cache, to_input=True)
    assert dA_prev is not None
    return dA_prev, dW, db


def conv_weight_gradients(dZ: Array, cache: Cached) -> tuple[Array, Array]:
    """Return dW and db alone: all that the first layer of a network needs."""
    _, dW, db = _gradients(dZ, cache, to_input=False)
    return dW, db


def _gradients(dZ: Array, cache: Cached, *, to_input: bool) -> tuple[Array | None, Array, Array]:
    A_prev, W, b, hparameters = cache
    g = geometry(A_prev.shape, W.shape[0], hparameters["stride"], hparameters["pad"])
    n_C = W.shape[3]
    dtype = _common_dtype(A_prev, W, dZ)
    X, dZ = A_prev.astype(dtype, copy=False), np.ascontiguousarray(dZ, dtype)
    W, known = W.astype(dtype, copy=False), cache if isinstance(cache, Cache) else Cache(cache)
    if is_small(g):
        looked_up = look_up(X, g) if known.looked_up is None else known.looked_up
        dW, db = weight_gradients_of_few(looked_up, dZ, g)
        return send_back_few(dZ, W, g) if to_input else None, dW, db.reshape(b.shape)
    dA_prev = np.empty(A_prev.shape, dtype) if to_input else None
    t = together(g.n_W, g.stride, g.f, n_C)
    strips, budget = forward_strips(g, t), block_bytes(X.nbytes + dZ.nbytes)
    pieces = known.pieces if are_few(g, strips, dtype, budget) else ()
    send_back = _input_gradient(W, g, budget) if to_input else None

    def work(blocks: list[slice]) -> tuple[Array, Array]:
        share = slice(blocks[0].start, blocks[-1].stop)
        few = few_outputs(dZ[share])
        if few is None:
            dW, db = _weight_gradients(X, dZ, blocks, strips, g, budget, pieces)
        else:
            dW, db = sparse_weight_gradients(X[share], dZ[share], few, g, budget)
        if send_back is not None and dA_prev is not None:
            for block in blocks:
                send_back(dZ[block], dA_prev[block])
        return dW, db

    parts = share_out(work, shares_of_strips(g, strips, dtype, budget))
    dW, db = (sum(part[1:], start=part[0]) for part in zip(*parts, strict=True))
    return dA_prev, dW, db.reshape(b.shape)


def _convolve(pieces: Iterable[Piece], weights: Array, strips: Strips, out: Array) -> None:
    """Put into out (m, rows, columns * t, n) what the weights, `banded` for t outputs, make of the strips."""
    n = weights.shape[1]
    outputs = out.reshape(len(out), strips.rows, strips.columns, n)
    for part, rows, columns, windows in pieces:
        tall_product(windows, weights, outputs[part, rows, columns].reshape(-1, n))
        del windows


def _weight_gradients(
    X: Array, dZ: Array, blocks: list[slice], strips: Strips, g: Geometry, budget: int, known: Sequence[Piece]
) -> tuple[Array, Array]:
    """Return dW and db of these blocks: every window times what came back for it. Known pieces are all there are."""
    n = dZ[0, 0].size // strips.columns
    dbands, db = np.zeros((strips.height * strips.width * g.n_C_prev, n), dZ.dtype), np.zeros(dZ[0, 0].size, dZ.dtype)
    for block in blocks:
        outputs = dZ[block].reshape(-1, strips.rows, strips.columns, n)
        for part, rows, columns, windows in known or pieces_of(X[block], strips, budget):
            dbands += long_product(windows.T, outputs[part, rows, columns].reshape(-1, n))
            del windows
        rows_of_pixels = dZ[block].reshape(-1, db.size)
        db += np.ones(len(rows_of_pixels), dZ.dtype) @ rows_of_pixels
    return unbanded(dbands, g, g.n_W // strips.columns), db.reshape(g.n_W, -1).sum(axis=0)


def _input_gradient(W: Array, g: Geometry, budget: int) -> Callable[[Array, Array], None]:
    """Return how a block of dZ becomes its block of dA_prev: a convolution with every filter turned round.

    With a stride, one for each phase of the rows.
    """
    t = g.stride * together(-(-g.n_W_prev // g.stride), 1, -(-g.f // g.stride), g.stride * g.n_C_prev)
    phases = [backward_strips(g, t, phase) for phase in range(min(g.stride, g.n_H_prev))]
    weights = [banded_back(W, strips, g, t, phase) for phase, strips in enumerate(phases)]

    def send_back(dZ: Array, dA_prev: Array) -> None:
        for phase, (strips, bands) in enumerate(zip(phases, weights, strict=True)):
            target = dA_prev[:, phase :: g.stride]
            if not strips.height:  # rows between the windows
                target[...] = 0
                continue
            fits = g.stride == 1 and strips.columns * t == g.n_W_prev
            sent = target if fits else np.empty((len(dZ), strips.rows, strips.columns * t, g.n_C_prev), dZ.dtype)
            _convolve(pieces_of(dZ, strips, budget), bands, strips, sent)
            if not fits:
                target[...] = sent[:, :, : g.n_W_prev]

    return send_back


def _repeated(b: Array, g: Geometry) -> Array:
    """Repeat the bias for as many whole rows of pixels as make a long addition, or else for a whole example."""
    row = g.n_W * b.size
    rows = next((k for k in range(1, g.n_H) if g.n_H % k == 0 and k * row >= LONG), g.n_H)
    bias = np.empty((rows * g.n_W, b.size), b.dtype)
    bias[...] = b.reshape(-1)
    return bias.reshape(-1)


def _common_dtype(*arrays: Array) -> np.dtype[Any]:
    """Single or double precision, whichever the arrays call for; integers are computed in double precision."""
    dtype = np.result_type(*arrays)
    return dtype if dtype.kind == "f" else np.dtype(np.float64)
