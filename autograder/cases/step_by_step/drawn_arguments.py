"""Arguments of the NumPy exercises' hidden calls, drawn so that no mistake goes unseen by chance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograder.cases.hidden import Random, Shape
from cnn_utils.compare.calls import Plain

_FAR_FROM_ZERO = 0.5


def zero_pad(rng: Random, shape: Shape) -> tuple[Plain, ...]:
    """Arguments of zero_pad from (m, n_H, n_W, n_C, pad)."""
    *X, pad = shape
    return rng.randn(*X), pad


def step(sign: int, *, with_bias: bool = False) -> Callable[[Random, Shape], tuple[Plain, ...]]:
    """Arguments of conv_single_step whose sum, and bias, have this sign: what a lost sign costs is left to no draw.

    Nor is it near zero, where a tanh changes nothing; and no bias is below 1, which cut to a whole number is no bias.
    """

    def draw(rng: Random, shape: Shape) -> tuple[Plain, ...]:
        total = 0.0
        while abs(total) < _FAR_FROM_ZERO:
            a_slice_prev, W = _factors(rng, shape)
            total = float(np.sum(a_slice_prev * W))
        W *= sign * np.sign(total)
        bias = _away_from_zero(rng, (1, 1, 1), sign) + sign * _FAR_FROM_ZERO if with_bias else np.zeros((1, 1, 1))
        return a_slice_prev, W, bias

    return draw


def _factors(rng: Random, shape: Shape) -> tuple[np.ndarray, np.ndarray]:
    """Draw a slice and a filter whose products are positive and negative in turns: no absolute value goes unseen.

    None is near zero, or all of them multiplied would be 0 as well.
    """
    a_slice_prev, W = _away_from_zero(rng, shape), _away_from_zero(rng, shape)
    signs = np.resize([1.0, -1.0], shape) * np.sign(a_slice_prev)
    return a_slice_prev, np.abs(W) * signs


def conv(rng: Random, shape: Shape) -> tuple[Plain, ...]:
    """Arguments of conv_forward without bias, from (m, n_H_prev, n_W_prev, n_C_prev, f, n_C, pad, stride)."""
    A_prev, W, b, hparameters = conv_with_bias(rng, shape)
    return A_prev, W, np.zeros_like(b), hparameters


def conv_mirrored(rng: Random, shape: Shape) -> tuple[Plain, ...]:
    """Arguments without bias, each example the negative of the one before: Z has both signs."""
    A_prev, W, b, hparameters = conv_with_bias(rng, shape)
    A_prev[1:] = -A_prev[:-1]
    return A_prev, W, np.zeros_like(b), hparameters


def conv_with_bias(rng: Random, shape: Shape) -> tuple[np.ndarray, np.ndarray, np.ndarray, dict[str, Plain]]:
    """Arguments of conv_forward, each filter with a bias that counts."""
    m, n_H, n_W, n_C_prev, f, n_C, pad, stride = shape
    A_prev, W = rng.randn(m, n_H, n_W, n_C_prev), rng.randn(f, f, n_C_prev, n_C)
    return A_prev, W, _away_from_zero(rng, (1, 1, 1, n_C)), {"pad": pad, "stride": stride}


def conv_backward(rng: Random, shape: Shape) -> tuple[Plain, ...]:
    """Arguments of conv_backward: a gradient of Z, and the cache of a layer with biases."""
    m, n_H, n_W, _, f, n_C, pad, stride = shape
    n = [(length - f + 2 * pad) // stride + 1 for length in (n_H, n_W)]
    return rng.randn(m, *n, n_C), conv_with_bias(rng, shape)


def pool(*mode: str, sign: int = 0) -> Callable[[Random, Shape], tuple[Plain, ...]]:
    """Arguments of pool_forward from (m, n_H_prev, n_W_prev, n_C, f, stride); sign -1 makes every entry negative."""

    def draw(rng: Random, shape: Shape) -> tuple[Plain, ...]:
        *A_prev, f, stride = shape
        values = sign * _away_from_zero(rng, tuple(A_prev), sign=1) if sign else rng.randn(*A_prev)
        return values, {"f": f, "stride": stride}, *mode

    return draw


def pool_backward(*mode: str, sign: int = 0) -> Callable[[Random, Shape], tuple[Plain, ...]]:
    """Arguments of pool_backward, to the input that `pool` draws."""

    def draw(rng: Random, shape: Shape) -> tuple[Plain, ...]:
        m, n_H, n_W, n_C, f, stride = shape
        cache = pool(sign=sign)(rng, shape)
        return rng.randn(m, (n_H - f) // stride + 1, (n_W - f) // stride + 1, n_C), cache, *mode

    return draw


def mask(sign: int = 0) -> Callable[[Random, Shape], tuple[Plain, ...]]:
    """The argument of create_mask_from_window; with a sign, all entries have it."""

    def draw(rng: Random, shape: Shape) -> tuple[Plain, ...]:
        x = _window(rng, shape)
        return (sign * np.abs(x) if sign else x,)

    return draw


def _window(rng: Random, shape: Shape) -> np.ndarray:
    """Numbers with a maximum off the diagonal, two more that are positive, and a negative one of larger magnitude.

    They are multiples of 1/1024: min + (max - min) is then the maximum itself, so that no mask hangs on rounding.
    """
    values = np.round(_away_from_zero(rng, shape, sign=-1).reshape(-1) * 1024) / 1024
    values[:3] *= -1
    rows, columns = np.indices(shape)
    top, last = rng.permutation(np.flatnonzero(rows != columns))[:2]
    rest = rng.permutation(np.setdiff1d(np.arange(values.size), (top, last)))
    placed = np.empty_like(values)
    placed[[top, last]] = np.abs(values).max() + 1, -np.abs(values).max() - 2
    placed[rest] = values[: rest.size]
    return placed.reshape(shape)


def distribute(sign: float) -> Callable[[Random, Shape], tuple[Plain, ...]]:
    """Arguments of distribute_value: a number of this sign, and the shape."""

    def draw(rng: Random, shape: Shape) -> tuple[Plain, ...]:
        # A quarter keeps the number exact and never a whole one.
        return sign * (rng.randint(1, 40) + 0.25), tuple(shape)

    return draw


def _away_from_zero(rng: Random, shape: Shape, sign: int = 0) -> np.ndarray:
    """Numbers of magnitude 0.5 and more, of either sign or of one: a bias that counts, a maximum below zero."""
    values = rng.randn(*shape)
    return np.asarray((sign or np.where(values < 0, -1.0, 1.0)) * (np.abs(values) + _FAR_FROM_ZERO))
