"""Hidden calls of the NumPy exercises: a few inputs for each property, their shapes and numbers drawn from a key.

Each line below offers shapes of equal power: a mistake that one of them shows, the others show too, so that no mark
hangs on whose notebook it is. They differ in the number of channels only (of examples, where that has to be 1), because
height, width, filter, pad and stride decide together what a window meets; and no other length lies between the numbers
on offer. Where signs decide, as in a mask, the entries are drawn so that nothing is left to chance. The key picks one
shape and draws the numbers; the arrays are small, so that all of an exercise is judged in milliseconds.

Among the shapes are pads 0 to 3, strides 1 to 3, filters 1 to 4 (never as large as the stride where that is above 1),
sizes where the floor matters, one example and many, and lengths that all differ, so that no two axes can be mistaken
for each other. Every function meets three and more rows, columns, channels and examples of output (with two, the index
-1 is the index 1), and also just one of each.

Lines that speak for one property keep everything else plain (a square input, stride 1, no bias, positive entries where
a maximum is not the point), so that one mistake does not cost the points of another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.cases.keys import stream
from cnn_utils.compare.calls import Call, Plain

_FAR_FROM_ZERO = 0.5

Random = np.random.RandomState
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Line:
    """One hidden call: its name, the properties it speaks for and the shapes it may take."""

    name: str
    properties: tuple[str, ...]
    choices: tuple[Shape, ...]
    draw: Callable[[Random, Shape], tuple[Plain, ...]]


@dataclass(frozen=True)
class HiddenCall:
    """One drawn hidden call."""

    name: str
    properties: tuple[str, ...]
    call: Call


def hidden_calls(exercise: str, lines: Sequence[Line], key: bytes) -> Iterator[HiddenCall]:
    """Draw one call for each line of an exercise."""
    for line in lines:
        rng = stream(key, f"{exercise}/{line.name}")
        shape = line.choices[rng.randint(len(line.choices))]
        yield HiddenCall(line.name, line.properties, Call(exercise, line.draw(rng, shape)))


def _zero_pad(rng: Random, shape: Shape) -> tuple[Plain, ...]:
    *X, pad = shape
    return rng.randn(*X), pad


def _step(sign: int, *, with_bias: bool = False) -> Callable[[Random, Shape], tuple[Plain, ...]]:
    """Arguments of conv_single_step whose sum, and bias, have this sign: what a lost sign costs is left to no draw.

    Nor is it near zero, where a tanh changes nothing.
    """

    def draw(rng: Random, shape: Shape) -> tuple[Plain, ...]:
        total = 0.0
        while abs(total) < _FAR_FROM_ZERO:
            a_slice_prev, W = _factors(rng, shape)
            total = float(np.sum(a_slice_prev * W))
        W *= sign * np.sign(total)
        return a_slice_prev, W, _away_from_zero(rng, (1, 1, 1), sign) if with_bias else np.zeros((1, 1, 1))

    return draw


def _factors(rng: Random, shape: Shape) -> tuple[np.ndarray, np.ndarray]:
    """Draw a slice and a filter whose products are positive and negative in turns: no absolute value goes unseen."""
    a_slice_prev, W = rng.randn(*shape), rng.randn(*shape)
    signs = np.resize([1.0, -1.0], shape) * np.sign(a_slice_prev)
    return a_slice_prev, np.abs(W) * signs


def _conv(rng: Random, shape: Shape) -> tuple[Plain, ...]:
    """Arguments of conv_forward without bias, from (m, n_H_prev, n_W_prev, n_C_prev, f, n_C, pad, stride)."""
    A_prev, W, b, hparameters = _conv_with_bias(rng, shape)
    return A_prev, W, np.zeros_like(b), hparameters


def _conv_mirrored(rng: Random, shape: Shape) -> tuple[Plain, ...]:
    """Arguments without bias, each example the negative of the one before: Z has both signs."""
    A_prev, W, b, hparameters = _conv_with_bias(rng, shape)
    A_prev[1:] = -A_prev[:-1]
    return A_prev, W, np.zeros_like(b), hparameters


def _conv_with_bias(rng: Random, shape: Shape) -> tuple[np.ndarray, np.ndarray, np.ndarray, dict[str, Plain]]:
    m, n_H, n_W, n_C_prev, f, n_C, pad, stride = shape
    A_prev, W = rng.randn(m, n_H, n_W, n_C_prev), rng.randn(f, f, n_C_prev, n_C)
    return A_prev, W, _away_from_zero(rng, (1, 1, 1, n_C)), {"pad": pad, "stride": stride}


def _conv_backward(rng: Random, shape: Shape) -> tuple[Plain, ...]:
    m, n_H, n_W, _, f, n_C, pad, stride = shape
    n = [(length - f + 2 * pad) // stride + 1 for length in (n_H, n_W)]
    return rng.randn(m, *n, n_C), _conv_with_bias(rng, shape)


def _pool(*mode: str, sign: int = 0) -> Callable[[Random, Shape], tuple[Plain, ...]]:
    """Arguments of pool_forward from (m, n_H_prev, n_W_prev, n_C, f, stride); sign -1 makes every entry negative."""

    def draw(rng: Random, shape: Shape) -> tuple[Plain, ...]:
        *A_prev, f, stride = shape
        values = sign * _away_from_zero(rng, tuple(A_prev), sign=1) if sign else rng.randn(*A_prev)
        return values, {"f": f, "stride": stride}, *mode

    return draw


def _pool_backward(*mode: str, sign: int = 0) -> Callable[[Random, Shape], tuple[Plain, ...]]:
    def draw(rng: Random, shape: Shape) -> tuple[Plain, ...]:
        m, n_H, n_W, n_C, f, stride = shape
        cache = _pool(sign=sign)(rng, shape)
        return rng.randn(m, (n_H - f) // stride + 1, (n_W - f) // stride + 1, n_C), cache, *mode

    return draw


def _mask(sign: int = 0) -> Callable[[Random, Shape], tuple[Plain, ...]]:
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


def _distribute(sign: float) -> Callable[[Random, Shape], tuple[Plain, ...]]:
    def draw(rng: Random, shape: Shape) -> tuple[Plain, ...]:
        # A quarter keeps the number exact and never a whole one.
        return sign * (rng.randint(1, 40) + 0.25), tuple(shape)

    return draw


def _away_from_zero(rng: Random, shape: Shape, sign: int = 0) -> np.ndarray:
    """Numbers of magnitude 0.5 and more, of either sign or of one: a bias that counts, a maximum below zero."""
    values = rng.randn(*shape)
    return np.asarray((sign or np.where(values < 0, -1.0, 1.0)) * (np.abs(values) + _FAR_FROM_ZERO))


_VALUES, _APART, _TOGETHER = ("values",), ("height and width apart",), ("everything together",)
_STRIDE, _PADDING = ("stride above 1",), ("padding",)
_MAX, _AVERAGE = ("maximum",), ("average",)

# (m, n_H_prev, n_W_prev, n_C_prev, f, n_C, pad, stride)
_TOGETHER_CONV: tuple[tuple[str, tuple[Shape, ...]], ...] = (
    ("together-wide-filter", ((3, 7, 9, 2, 4, 5, 1, 3), (3, 7, 9, 2, 4, 6, 1, 3))),
    ("together-single-pixel", ((2, 4, 6, 11, 1, 3, 2, 2), (2, 4, 6, 12, 1, 3, 2, 2))),
    ("together-wide-border", ((3, 2, 5, 1, 2, 6, 3, 2), (3, 2, 5, 1, 2, 7, 3, 2))),
)

_CONV_IN_ONE_WINDOW: tuple[Shape, ...] = ((2, 2, 2, 7, 4, 1, 2, 3), (2, 2, 2, 8, 4, 1, 2, 3))

# A border wider than the picture: a frame of n_H_prev or n_W_prev in its place is too narrow then.
_CONV_IN_A_WIDE_BORDER: tuple[Shape, ...] = ((1, 2, 2, 4, 3, 7, 3, 1), (1, 2, 2, 5, 3, 7, 3, 1))

# (m, n_H_prev, n_W_prev, n_C, f, stride)
_POOL_SQUARE: tuple[Shape, ...] = ((1, 4, 4, 5, 2, 1), (1, 4, 4, 6, 2, 1))
_POOL_MANY: tuple[Shape, ...] = ((4, 3, 3, 5, 2, 1), (4, 3, 3, 6, 2, 1))
_POOL_STRIDE_2: tuple[Shape, ...] = ((2, 6, 6, 4, 3, 2), (2, 6, 6, 5, 3, 2))
_POOL_STRIDE_3: tuple[Shape, ...] = ((2, 7, 7, 4, 2, 3), (2, 7, 7, 5, 2, 3))
_POOL_APART: tuple[Shape, ...] = ((2, 3, 6, 7, 2, 1), (2, 3, 6, 8, 2, 1))
_POOL_TOGETHER: tuple[Shape, ...] = ((2, 9, 8, 5, 4, 3), (2, 9, 8, 6, 4, 3))
_POOL_PIXEL: tuple[Shape, ...] = ((2, 4, 7, 5, 1, 2), (2, 4, 7, 6, 1, 2))
_POOL_ONE_WINDOW: tuple[Shape, ...] = ((2, 3, 4, 1, 3, 2), (5, 3, 4, 1, 3, 2))

LINES: dict[str, tuple[Line, ...]] = {
    "zero_pad": (
        Line("pad-1", _VALUES, ((2, 3, 3, 6, 1), (2, 3, 3, 7, 1)), _zero_pad),
        Line("wide-border", _VALUES, ((1, 2, 2, 4, 3), (1, 2, 2, 5, 3)), _zero_pad),
        Line("wide", _APART, ((4, 3, 5, 1, 2), (6, 3, 5, 1, 2)), _zero_pad),
        Line("tall", _APART, ((3, 6, 2, 9, 1), (3, 6, 2, 10, 1)), _zero_pad),
        Line("pad-0", ("without padding",), ((2, 3, 4, 5, 0), (2, 3, 4, 6, 0)), _zero_pad),
    ),
    "conv_single_step": (
        Line("square", _VALUES, ((3, 3, 2), (3, 3, 4), (4, 4, 3)), _step(1)),
        Line("single-pixel", _VALUES, ((1, 1, 3), (1, 1, 4), (1, 1, 5)), _step(-1)),
        Line("apart", _VALUES, ((2, 3, 4), (3, 2, 5), (4, 2, 3)), _step(-1)),
        Line("bias", ("bias",), ((3, 3, 2), (3, 3, 4), (4, 4, 3)), _step(1, with_bias=True)),
        Line("bias-apart", ("bias",), ((2, 3, 4), (3, 2, 5), (4, 2, 3)), _step(-1, with_bias=True)),
    ),
    "conv_forward": (
        Line("one-example", _VALUES, ((1, 4, 4, 3, 2, 5, 0, 1), (1, 4, 4, 3, 2, 6, 0, 1)), _conv),
        Line("many-examples", _VALUES, ((4, 3, 3, 5, 2, 6, 0, 1), (4, 3, 3, 5, 2, 7, 0, 1)), _conv),
        Line("bias", ("bias",), ((2, 3, 3, 4, 2, 5, 0, 1), (2, 3, 3, 4, 2, 6, 0, 1)), _conv_with_bias),
        Line("pad-1", _PADDING, ((2, 3, 3, 4, 2, 6, 1, 1), (2, 3, 3, 4, 2, 7, 1, 1)), _conv),
        Line("wide-border", _PADDING, _CONV_IN_A_WIDE_BORDER, _conv),
        Line("stride-2", _STRIDE, ((2, 6, 6, 4, 3, 7, 0, 2), (2, 6, 6, 5, 3, 7, 0, 2)), _conv),
        Line("stride-3", _STRIDE, ((2, 7, 7, 1, 2, 4, 0, 3), (2, 7, 7, 1, 2, 5, 0, 3)), _conv),
        Line("wide", _APART, ((2, 3, 6, 4, 2, 7, 0, 1), (2, 3, 6, 4, 2, 8, 0, 1)), _conv),
        Line("tall", _APART, ((1, 7, 4, 2, 3, 8, 0, 1), (1, 7, 4, 2, 3, 9, 0, 1)), _conv),
        *(Line(name, _TOGETHER, choices, _conv_with_bias) for name, choices in _TOGETHER_CONV),
        Line("one-window", _TOGETHER, _CONV_IN_ONE_WINDOW, _conv_mirrored),
    ),
    "pool_forward": (
        Line("max", _MAX, _POOL_SQUARE, _pool("max")),
        Line("max-negative", _MAX, _POOL_MANY, _pool("max", sign=-1)),
        Line("average", _AVERAGE, _POOL_SQUARE, _pool("average")),
        Line("average-positive", _AVERAGE, _POOL_MANY, _pool("average", sign=1)),
        Line("stride-2", _STRIDE, _POOL_STRIDE_2, _pool("max", sign=1)),
        Line("stride-3", _STRIDE, _POOL_STRIDE_3, _pool("max", sign=1)),
        Line("apart", _APART, _POOL_APART, _pool("max", sign=1)),
        Line("together-max", _TOGETHER, _POOL_TOGETHER, _pool("max")),
        Line("together-average", _TOGETHER, _POOL_TOGETHER, _pool("average")),
        Line("single-pixel-window", _TOGETHER, _POOL_PIXEL, _pool("average")),
        Line("one-window", _TOGETHER, _POOL_ONE_WINDOW, _pool("average")),
    ),
    "conv_backward": (
        Line(
            "one-example", ("dA_prev", "dW", "db"), ((1, 3, 3, 2, 3, 6, 1, 1), (1, 3, 3, 2, 3, 7, 1, 1)), _conv_backward
        ),
        Line(
            "many-examples",
            ("dA_prev", "dW", "db"),
            ((4, 3, 3, 6, 2, 7, 1, 1), (4, 3, 3, 6, 2, 8, 1, 1)),
            _conv_backward,
        ),
        Line("wide-border", _PADDING, _CONV_IN_A_WIDE_BORDER, _conv_backward),
        # Fewer filters than pixels of border: a frame of n_C in its place is too narrow only then.
        Line("few-filters", _PADDING, ((1, 2, 2, 4, 3, 2, 3, 1), (1, 2, 2, 5, 3, 2, 3, 1)), _conv_backward),
        Line("pad-0", ("without padding",), ((2, 4, 4, 3, 2, 5, 0, 1), (2, 4, 4, 3, 2, 6, 0, 1)), _conv_backward),
        Line("stride-2", _STRIDE, ((2, 6, 6, 4, 3, 7, 1, 2), (2, 6, 6, 5, 3, 7, 1, 2)), _conv_backward),
        Line("stride-3", _STRIDE, ((2, 5, 5, 1, 2, 8, 1, 3), (2, 5, 5, 1, 2, 9, 1, 3)), _conv_backward),
        Line("apart", _APART, ((2, 3, 5, 4, 2, 8, 1, 1), (2, 3, 5, 4, 2, 9, 1, 1)), _conv_backward),
        *(Line(name, _TOGETHER, choices, _conv_backward) for name, choices in _TOGETHER_CONV),
        Line("one-window", _TOGETHER, _CONV_IN_ONE_WINDOW, _conv_backward),
    ),
    "create_mask_from_window": (
        Line("square", _VALUES, ((3, 3), (4, 4)), _mask()),
        Line("negative", ("negative entries",), ((3, 4), (4, 3)), _mask(sign=-1)),
        Line("positive", _VALUES, ((3, 3), (4, 4)), _mask(sign=1)),
        Line("wide", _APART, ((2, 5), (3, 4), (2, 4)), _mask()),
        Line("tall", _APART, ((5, 2), (4, 3), (4, 2)), _mask()),
        Line("one-row", _APART, ((1, 4), (1, 5), (1, 6)), _mask()),
    ),
    "distribute_value": (
        Line("square", _VALUES, ((3, 3), (4, 4), (5, 5)), _distribute(1.0)),
        Line("negative", _VALUES, ((3, 3), (5, 5), (6, 6)), _distribute(-1.0)),
        Line("one-pixel", _VALUES, ((1, 1),), _distribute(1.0)),
        Line("wide", _APART, ((2, 5), (3, 4), (2, 3)), _distribute(1.0)),
        Line("tall", _APART, ((5, 3), (6, 2), (4, 1)), _distribute(-1.0)),
    ),
    "pool_backward": (
        Line("max", _MAX, _POOL_SQUARE, _pool_backward("max")),
        Line("max-by-default", _MAX, _POOL_MANY, _pool_backward(sign=-1)),
        Line("average", _AVERAGE, _POOL_SQUARE, _pool_backward("average")),
        Line("average-many", _AVERAGE, _POOL_MANY, _pool_backward("average")),
        Line("stride-2", _STRIDE, _POOL_STRIDE_2, _pool_backward("max", sign=1)),
        Line("stride-3", _STRIDE, _POOL_STRIDE_3, _pool_backward("max", sign=1)),
        Line("apart", _APART, _POOL_APART, _pool_backward("max", sign=1)),
        Line("together-max", _TOGETHER, _POOL_TOGETHER, _pool_backward("max")),
        Line("together-average", _TOGETHER, _POOL_TOGETHER, _pool_backward("average")),
        Line("single-pixel-window", _TOGETHER, _POOL_PIXEL, _pool_backward("average")),
        Line("one-window", _TOGETHER, _POOL_ONE_WINDOW, _pool_backward("average")),
    ),
}
