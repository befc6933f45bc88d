"""Mistakes that every layer with a sliding window can hold: output sizes and window corners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.misconceptions.record import Misconception
from autograder.misconceptions.step_by_step import windows as slides
from autograder.misconceptions.step_by_step.windows import Slide

_CORNERS = "Look at the four lines that compute vert_start, vert_end, horiz_start and horiz_end."
_LOOPS = "Look at the headers of the loops over h and w, and at what each of them changes."
_SIZE = "Look at the two lines that compute n_H and n_W."
_FOUND, _SLIP = "published solutions", "one-place breakage"
_DOWN = "A window that does not fit any more is left out: the formula rounds down."
_SLICE = "A slice leaves its end out: start:start + f has exactly f entries."
_START = "The division counts how often the window can move; the place where it starts adds one."

# id, slide, what, why, origin
_Row = tuple[str, Slide, str, str, str]

_IN_CORNERS: tuple[_Row, ...] = (
    (
        "stride-ignored",
        slides.STRIDE_IGNORED,
        "The window moves by one pixel, whatever the stride says.",
        "The window that belongs to position h starts at h * stride, forward and backward alike.",
        _FOUND,
    ),
    (
        "stride-ignored-down",
        slides.STRIDE_IGNORED_DOWN,
        "The window moves down by one pixel, whatever the stride says.",
        "Rows and columns both move by the stride. The row is h * stride, as the column is w * stride.",
        _SLIP,
    ),
    (
        "stride-ignored-along",
        slides.STRIDE_IGNORED_ALONG,
        "The window moves along by one pixel, whatever the stride says.",
        "Rows and columns both move by the stride. The column is w * stride, as the row is h * stride.",
        _SLIP,
    ),
    (
        "corners-from-the-output-size",
        slides.FROM_OUTPUT_SIZE,
        "The window starts at n_H * stride, behind the last position, and never moves.",
        "The loop variable h says where you are; n_H only says where the loop ends.",
        _FOUND,
    ),
    (
        "step-of-f",
        slides.STEP_OF_F,
        "The window moves by its own size f in place of the stride.",
        "f is how large the window is, the stride how far it moves.",
        _SLIP,
    ),
    (
        "window-as-wide-as-the-stride",
        slides.STRIDE_WIDE,
        "The window is as large as the stride, not as f.",
        "A window ends f behind its start; the stride only says where the next one starts.",
        _SLIP,
    ),
    (
        "window-one-short",
        slides.ONE_SHORT,
        "The window ends one row and one column too early.",
        _SLICE,
        _SLIP,
    ),
    (
        "window-one-long",
        slides.ONE_LONG,
        "The window is one row and one column too large.",
        _SLICE,
        _SLIP,
    ),
    (
        "end-without-the-stride",
        slides.END_WITHOUT_STRIDE,
        "The window starts at h * stride but ends at h + f.",
        "A window ends f behind its own start; above stride 1 this one is too short, or empty.",
        _FOUND,
    ),
    (
        "whole-image",
        slides.WHOLE_IMAGE,
        "The window is the whole picture: its corners cut nothing out.",
        "A slice from None to None leaves nothing out; the window is f rows and f columns of the picture.",
        _FOUND,
    ),
    (
        "window-shifted",
        slides.START_OFF_BY_ONE,
        "Every window starts one row and one column too late.",
        "The first window starts in the corner of the picture, at row 0 and column 0.",
        _SLIP,
    ),
    (
        "corners-exchanged",
        slides.CORNERS_SWAPPED,
        "Rows are chosen by w and columns by h.",
        "h runs down the rows and w along the columns; on a square picture the result is only turned over.",
        _FOUND,
    ),
    (
        "columns-from-h",
        slides.COLUMNS_BY_H,
        "Rows and columns of the window are both computed from h.",
        "With h for both, the window moves along the diagonal only.",
        _SLIP,
    ),
    (
        "rows-from-w",
        slides.ROWS_BY_W,
        "Rows and columns of the window are both computed from w.",
        "With w for both, the window moves along the diagonal only.",
        _SLIP,
    ),
)

_LAST = "The loops go through all n_H rows and all n_W columns of the output."
_IN_LOOPS: tuple[_Row, ...] = (
    (
        "column-never-set-back",
        slides.NEVER_SET_BACK,
        "The column where the window starts is not set back to 0 at a new row.",
        "Each row begins at the left edge: the column follows from w alone.",
        _FOUND,
    ),
    (
        "row-never-set-back",
        slides.ROW_NEVER_SET_BACK,
        "The row where the window starts is not set back to 0 at a new example.",
        "Each example begins at the top: the row follows from h alone.",
        _FOUND,
    ),
    (
        "loops-stop-f-early",
        slides.F_SHORT,
        "The loops stop f rows and f columns early.",
        _LAST,
        _FOUND,
    ),
    (
        "loops-stop-f-minus-one-early",
        slides.F_SHORT_BUT_ONE,
        "The loops stop f - 1 rows and columns early.",
        _LAST,
        _FOUND,
    ),
    (
        "loops-stop-one-early",
        slides.ONE_POSITION_SHORT,
        "The loops leave out the last row and the last column.",
        _LAST,
        _FOUND,
    ),
)

# A convolution that is handed the gradient only stops here, as at many another mistake.
_ALONG_ONLY: tuple[_Row, ...] = (
    (
        "only-the-column-moves",
        slides.NEVER_SET_BACK_NOR_DOWN,
        "The column where the window starts is never set back to 0, and its row never moves.",
        "Each row begins at the left edge, below the one before: the row follows from h, the column from w.",
        _FOUND,
    ),
)

_IN_SIZE: tuple[_Row, ...] = (
    (
        "stride-ignored-in-the-size",
        slides.STRIDE_IGNORED_IN_SIZE,
        "The output size is computed as if the stride were 1.",
        "A window that moves by `stride` pixels stands in fewer places.",
        _SLIP,
    ),
    (
        "stride-ignored-throughout",
        slides.STRIDE_IGNORED_THROUGHOUT,
        "The layer works with stride 1, in the output size and in the window alike.",
        "The stride is the caller's choice, in n_H and n_W as in the corners; it makes the output smaller.",
        _SLIP,
    ),
    (
        "height-and-width-exchanged",
        slides.SIZES_SWAPPED,
        "n_H is computed from the width and n_W from the height.",
        "On square pictures nobody notices; on others the output has the wrong shape.",
        _FOUND,
    ),
    (
        "width-from-the-height",
        slides.WIDTH_FROM_HEIGHT,
        "n_W is computed from the height of the input, n_H_prev.",
        "A picture may be wider than it is high: n_W follows from n_W_prev.",
        _FOUND,
    ),
    (
        "height-from-the-width",
        slides.HEIGHT_FROM_WIDTH,
        "n_H is computed from the width of the input, n_W_prev.",
        "A picture may be higher than it is wide: n_H follows from n_H_prev.",
        _SLIP,
    ),
    ("height-rounded-up", slides.ROUNDED_UP_DOWN, "n_H is rounded up.", _DOWN, _SLIP),
    ("width-rounded-up", slides.ROUNDED_UP_ALONG, "n_W is rounded up.", _DOWN, _SLIP),
    ("size-rounded-up", slides.ROUNDED_UP, "The output size is rounded up.", _DOWN, _FOUND),
    ("size-rounded", slides.ROUNDED, "The output size is rounded to the nearest whole number.", _DOWN, _FOUND),
    (
        "size-not-whole",
        slides.NOT_WHOLE,
        "The output size is a float, and np.zeros wants whole numbers.",
        "/ always gives a float in Python 3, even where it divides evenly.",
        _SLIP,
    ),
    ("size-without-one", slides.WITHOUT_ONE, "The + 1 of the output size is missing.", _START, _SLIP),
    (
        "size-one-too-many",
        slides.ONE_TOO_MANY,
        "The output is one row and one column too large.",
        _START,
        _SLIP,
    ),
    (
        "one-inside-the-division",
        slides.ONE_INSIDE,
        "The + 1 of the output size stands inside the division.",
        "First divide by the stride and round down, then add the place where the window starts.",
        _SLIP,
    ),
    (
        "size-without-f",
        slides.WITHOUT_F,
        "The output size leaves f out.",
        "A window of f pixels cannot start in the last f - 1 of them.",
        _SLIP,
    ),
)

_WITH_PADDING: tuple[_Row, ...] = (
    (
        "size-without-padding",
        slides.PAD_FORGOTTEN,
        "The output size leaves the padding out.",
        "The window slides over the padded picture, which is 2 * pad longer on each axis.",
        _FOUND,
    ),
    (
        "size-without-padding-cut",
        slides.PAD_FORGOTTEN_AND_CUT,
        "The output size leaves the padding out, and int() makes 0 of what is just below.",
        "The window slides over the padded picture, which is 2 * pad longer on each axis.",
        _FOUND,
    ),
    (
        "padding-alone-divided",
        slides.PADDING_DIVIDED,
        "In the output size, 2 * pad alone is divided by the stride.",
        "Python divides before it adds: the whole difference belongs in brackets.",
        _FOUND,
    ),
    (
        "padding-counted-once",
        slides.PAD_ONCE,
        "The output size counts the padding on one side only.",
        "There is padding on both sides: 2 * pad on each axis.",
        _SLIP,
    ),
)


_WITHOUT_PADDING: tuple[_Row, ...] = (
    (
        "f-alone-divided",
        slides.F_DIVIDED,
        "In the output size, f alone is divided by the stride.",
        "Python divides before it subtracts: the whole difference belongs in brackets.",
        _FOUND,
    ),
)


def corner_records(exercise: str, build: Callable[[Slide], Callable[..., Any]]) -> tuple[Misconception, ...]:
    """Records of the mistakes in window corners and loops, each with the layer that `build` makes of its slide."""
    in_loops = _IN_LOOPS if exercise == "conv_backward" else _IN_LOOPS + _ALONG_ONLY
    return _records(exercise, build, _IN_CORNERS, _CORNERS) + _records(exercise, build, in_loops, _LOOPS)


def size_records(
    exercise: str, build: Callable[[Slide], Callable[..., Any]], *, padding: bool
) -> tuple[Misconception, ...]:
    """Records of the mistakes in output sizes, those about the padding only where there is one."""
    return _records(exercise, build, _IN_SIZE + (_WITH_PADDING if padding else _WITHOUT_PADDING), _SIZE)


def _records(
    exercise: str, build: Callable[[Slide], Callable[..., Any]], rows: tuple[_Row, ...], where: str
) -> tuple[Misconception, ...]:
    return tuple(
        Misconception(name, exercise, build(slide), what, where, why, origin) for name, slide, what, why, origin in rows
    )
