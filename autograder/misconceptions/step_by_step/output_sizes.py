"""Mistakes that every layer with a sliding window can hold: how many windows it counts down and along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.misconceptions.record import Misconception
from autograder.misconceptions.step_by_step import windows as slides
from autograder.misconceptions.step_by_step.sliding import FOUND, SLIP, Row, slide_records
from autograder.misconceptions.step_by_step.windows import Slide

_SIZE = "Look at the two lines that compute n_H and n_W."
_DOWN = "A window that does not fit any more is left out: the formula rounds down."
_START = "The division counts how often the window can move; the place where it starts adds one."

_IN_SIZE: tuple[Row, ...] = (
    (
        "stride-ignored-in-the-size",
        slides.STRIDE_IGNORED_IN_SIZE,
        "The output size is computed as if the stride were 1.",
        "A window that moves by `stride` pixels stands in fewer places.",
        SLIP,
    ),
    (
        "stride-ignored-throughout",
        slides.STRIDE_IGNORED_THROUGHOUT,
        "The layer works with stride 1, in the output size and in the window alike.",
        "The stride is the caller's choice, in n_H and n_W as in the corners; it makes the output smaller.",
        SLIP,
    ),
    (
        "height-and-width-exchanged",
        slides.SIZES_SWAPPED,
        "n_H is computed from the width and n_W from the height.",
        "On square pictures nobody notices; on others the output has the wrong shape.",
        FOUND,
    ),
    (
        "width-from-the-height",
        slides.WIDTH_FROM_HEIGHT,
        "n_W is computed from the height of the input, n_H_prev.",
        "A picture may be wider than it is high: n_W follows from n_W_prev.",
        FOUND,
    ),
    (
        "height-from-the-width",
        slides.HEIGHT_FROM_WIDTH,
        "n_H is computed from the width of the input, n_W_prev.",
        "A picture may be higher than it is wide: n_H follows from n_H_prev.",
        SLIP,
    ),
    ("height-rounded-up", slides.ROUNDED_UP_DOWN, "n_H is rounded up.", _DOWN, SLIP),
    ("width-rounded-up", slides.ROUNDED_UP_ALONG, "n_W is rounded up.", _DOWN, SLIP),
    ("size-rounded-up", slides.ROUNDED_UP, "The output size is rounded up.", _DOWN, FOUND),
    ("size-rounded", slides.ROUNDED, "The output size is rounded to the nearest whole number.", _DOWN, FOUND),
    (
        "size-not-whole",
        slides.NOT_WHOLE,
        "The output size is a float, and np.zeros wants whole numbers.",
        "/ always gives a float in Python 3, even where it divides evenly.",
        SLIP,
    ),
    ("size-without-one", slides.WITHOUT_ONE, "The + 1 of the output size is missing.", _START, SLIP),
    (
        "size-one-too-many",
        slides.ONE_TOO_MANY,
        "The output is one row and one column too large.",
        _START,
        SLIP,
    ),
    (
        "one-inside-the-division",
        slides.ONE_INSIDE,
        "The + 1 of the output size stands inside the division.",
        "First divide by the stride and round down, then add the place where the window starts.",
        SLIP,
    ),
    (
        "size-without-f",
        slides.WITHOUT_F,
        "The output size leaves f out.",
        "A window of f pixels cannot start in the last f - 1 of them.",
        SLIP,
    ),
)

_WITH_PADDING: tuple[Row, ...] = (
    (
        "size-without-padding",
        slides.PAD_FORGOTTEN,
        "The output size leaves the padding out.",
        "The window slides over the padded picture, which is 2 * pad longer on each axis.",
        FOUND,
    ),
    (
        "size-without-padding-cut",
        slides.PAD_FORGOTTEN_AND_CUT,
        "The output size leaves the padding out, and int() makes 0 of what is just below.",
        "The window slides over the padded picture, which is 2 * pad longer on each axis.",
        FOUND,
    ),
    (
        "padding-alone-divided",
        slides.PADDING_DIVIDED,
        "In the output size, 2 * pad alone is divided by the stride.",
        "Python divides before it adds: the whole difference belongs in brackets.",
        FOUND,
    ),
    (
        "padding-counted-once",
        slides.PAD_ONCE,
        "The output size counts the padding on one side only.",
        "There is padding on both sides: 2 * pad on each axis.",
        SLIP,
    ),
)

_WITHOUT_PADDING: tuple[Row, ...] = (
    (
        "f-alone-divided",
        slides.F_DIVIDED,
        "In the output size, f alone is divided by the stride.",
        "Python divides before it subtracts: the whole difference belongs in brackets.",
        FOUND,
    ),
)


def size_records(
    exercise: str, build: Callable[[Slide], Callable[..., Any]], *, padding: bool
) -> tuple[Misconception, ...]:
    """Records of the mistakes in output sizes, those about the padding only where there is one."""
    return slide_records(exercise, build, _IN_SIZE + (_WITH_PADDING if padding else _WITHOUT_PADDING), _SIZE)
