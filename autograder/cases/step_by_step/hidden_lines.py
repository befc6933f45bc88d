"""The lines of the NumPy exercises' hidden calls: a few inputs for each property, shapes and numbers drawn from a key.

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

from autograder.cases.hidden import Line, Shape
from autograder.cases.step_by_step.drawn_arguments import (
    conv,
    conv_backward,
    conv_mirrored,
    conv_with_bias,
    distribute,
    mask,
    pool,
    pool_backward,
    step,
    zero_pad,
)

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
        Line("pad-1", _VALUES, ((2, 3, 3, 6, 1), (2, 3, 3, 7, 1)), zero_pad),
        Line("wide-border", _VALUES, ((1, 2, 2, 4, 3), (1, 2, 2, 5, 3)), zero_pad),
        Line("wide", _APART, ((4, 3, 5, 1, 2), (6, 3, 5, 1, 2)), zero_pad),
        Line("tall", _APART, ((3, 6, 2, 9, 1), (3, 6, 2, 10, 1)), zero_pad),
        Line("pad-0", ("without padding",), ((2, 3, 4, 5, 0), (2, 3, 4, 6, 0)), zero_pad),
    ),
    "conv_single_step": (
        Line("square", _VALUES, ((3, 3, 2), (3, 3, 4), (4, 4, 3)), step(1)),
        Line("single-pixel", _VALUES, ((1, 1, 3), (1, 1, 4), (1, 1, 5)), step(-1)),
        Line("apart", _VALUES, ((2, 3, 4), (3, 2, 5), (4, 2, 3)), step(-1)),
        Line("bias", ("bias",), ((3, 3, 2), (3, 3, 4), (4, 4, 3)), step(1, with_bias=True)),
        Line("bias-apart", ("bias",), ((2, 3, 4), (3, 2, 5), (4, 2, 3)), step(-1, with_bias=True)),
    ),
    "conv_forward": (
        Line("one-example", _VALUES, ((1, 4, 4, 3, 2, 5, 0, 1), (1, 4, 4, 3, 2, 6, 0, 1)), conv),
        Line("many-examples", _VALUES, ((4, 3, 3, 5, 2, 6, 0, 1), (4, 3, 3, 5, 2, 7, 0, 1)), conv),
        Line("bias", ("bias",), ((2, 3, 3, 4, 2, 5, 0, 1), (2, 3, 3, 4, 2, 6, 0, 1)), conv_with_bias),
        Line("pad-1", _PADDING, ((2, 3, 3, 4, 2, 6, 1, 1), (2, 3, 3, 4, 2, 7, 1, 1)), conv),
        Line("wide-border", _PADDING, _CONV_IN_A_WIDE_BORDER, conv),
        Line("stride-2", _STRIDE, ((2, 6, 6, 4, 3, 7, 0, 2), (2, 6, 6, 5, 3, 7, 0, 2)), conv),
        Line("stride-3", _STRIDE, ((2, 7, 7, 1, 2, 4, 0, 3), (2, 7, 7, 1, 2, 5, 0, 3)), conv),
        Line("wide", _APART, ((2, 3, 6, 4, 2, 7, 0, 1), (2, 3, 6, 4, 2, 8, 0, 1)), conv),
        Line("tall", _APART, ((1, 7, 4, 2, 3, 8, 0, 1), (1, 7, 4, 2, 3, 9, 0, 1)), conv),
        *(Line(name, _TOGETHER, choices, conv_with_bias) for name, choices in _TOGETHER_CONV),
        Line("one-window", _TOGETHER, _CONV_IN_ONE_WINDOW, conv_mirrored),
    ),
    "pool_forward": (
        Line("max", _MAX, _POOL_SQUARE, pool("max")),
        Line("max-negative", _MAX, _POOL_MANY, pool("max", sign=-1)),
        Line("average", _AVERAGE, _POOL_SQUARE, pool("average")),
        Line("average-positive", _AVERAGE, _POOL_MANY, pool("average", sign=1)),
        Line("stride-2", _STRIDE, _POOL_STRIDE_2, pool("max", sign=1)),
        Line("stride-3", _STRIDE, _POOL_STRIDE_3, pool("max", sign=1)),
        Line("apart", _APART, _POOL_APART, pool("max", sign=1)),
        Line("together-max", _TOGETHER, _POOL_TOGETHER, pool("max")),
        Line("together-average", _TOGETHER, _POOL_TOGETHER, pool("average")),
        Line("single-pixel-window", _TOGETHER, _POOL_PIXEL, pool("average")),
        Line("one-window", _TOGETHER, _POOL_ONE_WINDOW, pool("average")),
    ),
    "conv_backward": (
        Line(
            "one-example", ("dA_prev", "dW", "db"), ((1, 3, 3, 2, 3, 6, 1, 1), (1, 3, 3, 2, 3, 7, 1, 1)), conv_backward
        ),
        Line(
            "many-examples",
            ("dA_prev", "dW", "db"),
            ((4, 3, 3, 6, 2, 7, 1, 1), (4, 3, 3, 6, 2, 8, 1, 1)),
            conv_backward,
        ),
        Line("wide-border", _PADDING, _CONV_IN_A_WIDE_BORDER, conv_backward),
        # Fewer filters than pixels of border: a frame of n_C in its place is too narrow only then.
        Line("few-filters", _PADDING, ((1, 2, 2, 4, 3, 2, 3, 1), (1, 2, 2, 5, 3, 2, 3, 1)), conv_backward),
        Line("pad-0", ("without padding",), ((2, 4, 4, 3, 2, 5, 0, 1), (2, 4, 4, 3, 2, 6, 0, 1)), conv_backward),
        Line("stride-2", _STRIDE, ((2, 6, 6, 4, 3, 7, 1, 2), (2, 6, 6, 5, 3, 7, 1, 2)), conv_backward),
        Line("stride-3", _STRIDE, ((2, 5, 5, 1, 2, 8, 1, 3), (2, 5, 5, 1, 2, 9, 1, 3)), conv_backward),
        Line("apart", _APART, ((2, 3, 5, 4, 2, 8, 1, 1), (2, 3, 5, 4, 2, 9, 1, 1)), conv_backward),
        *(Line(name, _TOGETHER, choices, conv_backward) for name, choices in _TOGETHER_CONV),
        Line("one-window", _TOGETHER, _CONV_IN_ONE_WINDOW, conv_backward),
    ),
    "create_mask_from_window": (
        Line("square", _VALUES, ((3, 3), (4, 4)), mask()),
        Line("negative", ("negative entries",), ((3, 4), (4, 3)), mask(sign=-1)),
        Line("positive", _VALUES, ((3, 3), (4, 4)), mask(sign=1)),
        Line("wide", _APART, ((2, 5), (3, 4), (2, 4)), mask()),
        Line("tall", _APART, ((5, 2), (4, 3), (4, 2)), mask()),
        Line("one-row", _APART, ((1, 4), (1, 5), (1, 6)), mask()),
    ),
    "distribute_value": (
        Line("square", _VALUES, ((3, 3), (4, 4), (5, 5)), distribute(1.0)),
        Line("negative", _VALUES, ((3, 3), (5, 5), (6, 6)), distribute(-1.0)),
        Line("one-pixel", _VALUES, ((1, 1),), distribute(1.0)),
        Line("wide", _APART, ((2, 5), (3, 4), (2, 3)), distribute(1.0)),
        Line("tall", _APART, ((5, 3), (6, 2), (4, 1)), distribute(-1.0)),
    ),
    "pool_backward": (
        Line("max", _MAX, _POOL_SQUARE, pool_backward("max")),
        Line("max-by-default", _MAX, _POOL_MANY, pool_backward(sign=-1)),
        Line("average", _AVERAGE, _POOL_SQUARE, pool_backward("average")),
        Line("average-many", _AVERAGE, _POOL_MANY, pool_backward("average")),
        Line("stride-2", _STRIDE, _POOL_STRIDE_2, pool_backward("max", sign=1)),
        Line("stride-3", _STRIDE, _POOL_STRIDE_3, pool_backward("max", sign=1)),
        Line("apart", _APART, _POOL_APART, pool_backward("max", sign=1)),
        Line("together-max", _TOGETHER, _POOL_TOGETHER, pool_backward("max")),
        Line("together-average", _TOGETHER, _POOL_TOGETHER, pool_backward("average")),
        Line("single-pixel-window", _TOGETHER, _POOL_PIXEL, pool_backward("average")),
        Line("one-window", _TOGETHER, _POOL_ONE_WINDOW, pool_backward("average")),
    ),
}
