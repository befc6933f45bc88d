"""Mistakes that every layer with a sliding window can hold: where the window stands, and how far the loops go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.misconceptions.record import Misconception
from autograder.misconceptions.step_by_step import windows as slides
from autograder.misconceptions.step_by_step.windows import Slide

_CORNERS = "Look at the four lines that compute vert_start, vert_end, horiz_start and horiz_end."
_LOOPS = "Look at the headers of the loops over h and w, and at what each of them changes."
FOUND, SLIP = "published solutions", "one-place breakage"
_SLICE = "A slice leaves its end out: start:start + f has exactly f entries."

# id, slide, what, why, origin
Row = tuple[str, Slide, str, str, str]

_IN_CORNERS: tuple[Row, ...] = (
    (
        "stride-ignored",
        slides.STRIDE_IGNORED,
        "The window moves by one pixel, whatever the stride says.",
        "The window that belongs to position h starts at h * stride, forward and backward alike.",
        FOUND,
    ),
    (
        "stride-ignored-down",
        slides.STRIDE_IGNORED_DOWN,
        "The window moves down by one pixel, whatever the stride says.",
        "Rows and columns both move by the stride. The row is h * stride, as the column is w * stride.",
        SLIP,
    ),
    (
        "stride-ignored-along",
        slides.STRIDE_IGNORED_ALONG,
        "The window moves along by one pixel, whatever the stride says.",
        "Rows and columns both move by the stride. The column is w * stride, as the row is h * stride.",
        SLIP,
    ),
    (
        "corners-from-the-output-size",
        slides.FROM_OUTPUT_SIZE,
        "The window starts at n_H * stride, behind the last position, and never moves.",
        "The loop variable h says where you are; n_H only says where the loop ends.",
        FOUND,
    ),
    (
        "step-of-f",
        slides.STEP_OF_F,
        "The window moves by its own size f in place of the stride.",
        "f is how large the window is, the stride how far it moves.",
        SLIP,
    ),
    (
        "window-as-wide-as-the-stride",
        slides.STRIDE_WIDE,
        "The window is as large as the stride, not as f.",
        "A window ends f behind its start; the stride only says where the next one starts.",
        SLIP,
    ),
    (
        "window-one-short",
        slides.ONE_SHORT,
        "The window ends one row and one column too early.",
        _SLICE,
        SLIP,
    ),
    (
        "window-one-long",
        slides.ONE_LONG,
        "The window is one row and one column too large.",
        _SLICE,
        SLIP,
    ),
    (
        "end-without-the-stride",
        slides.END_WITHOUT_STRIDE,
        "The window starts at h * stride but ends at h + f.",
        "A window ends f behind its own start; above stride 1 this one is too short, or empty.",
        FOUND,
    ),
    (
        "whole-image",
        slides.WHOLE_IMAGE,
        "The window is the whole picture: its corners cut nothing out.",
        "A slice from None to None leaves nothing out; the window is f rows and f columns of the picture.",
        FOUND,
    ),
    (
        "window-shifted",
        slides.START_OFF_BY_ONE,
        "Every window starts one row and one column too late.",
        "The first window starts in the corner of the picture, at row 0 and column 0.",
        SLIP,
    ),
    (
        "corners-exchanged",
        slides.CORNERS_SWAPPED,
        "Rows are chosen by w and columns by h.",
        "h runs down the rows and w along the columns; on a square picture the result is only turned over.",
        FOUND,
    ),
    (
        "columns-from-h",
        slides.COLUMNS_BY_H,
        "Rows and columns of the window are both computed from h.",
        "With h for both, the window moves along the diagonal only.",
        SLIP,
    ),
    (
        "rows-from-w",
        slides.ROWS_BY_W,
        "Rows and columns of the window are both computed from w.",
        "With w for both, the window moves along the diagonal only.",
        SLIP,
    ),
)

_LAST = "The loops go through all n_H rows and all n_W columns of the output."
_IN_LOOPS: tuple[Row, ...] = (
    (
        "column-never-set-back",
        slides.NEVER_SET_BACK,
        "The column where the window starts is not set back to 0 at a new row.",
        "Each row begins at the left edge: the column follows from w alone.",
        FOUND,
    ),
    (
        "row-never-set-back",
        slides.ROW_NEVER_SET_BACK,
        "The row where the window starts is not set back to 0 at a new example.",
        "Each example begins at the top: the row follows from h alone.",
        FOUND,
    ),
    (
        "loops-stop-f-early",
        slides.F_SHORT,
        "The loops stop f rows and f columns early.",
        _LAST,
        FOUND,
    ),
    (
        "loops-stop-f-minus-one-early",
        slides.F_SHORT_BUT_ONE,
        "The loops stop f - 1 rows and columns early.",
        _LAST,
        FOUND,
    ),
    (
        "loops-stop-one-early",
        slides.ONE_POSITION_SHORT,
        "The loops leave out the last row and the last column.",
        _LAST,
        FOUND,
    ),
)

# A convolution that is handed the gradient only stops here, as at many another mistake.
_ALONG_ONLY: tuple[Row, ...] = (
    (
        "only-the-column-moves",
        slides.NEVER_SET_BACK_NOR_DOWN,
        "The column where the window starts is never set back to 0, and its row never moves.",
        "Each row begins at the left edge, below the one before: the row follows from h, the column from w.",
        FOUND,
    ),
)


def corner_records(exercise: str, build: Callable[[Slide], Callable[..., Any]]) -> tuple[Misconception, ...]:
    """Records of the mistakes in window corners and loops, each with the layer that `build` makes of its slide."""
    in_loops = _IN_LOOPS if exercise == "conv_backward" else _IN_LOOPS + _ALONG_ONLY
    return slide_records(exercise, build, _IN_CORNERS, _CORNERS) + slide_records(exercise, build, in_loops, _LOOPS)


def slide_records(
    exercise: str, build: Callable[[Slide], Callable[..., Any]], rows: tuple[Row, ...], where: str
) -> tuple[Misconception, ...]:
    """Records of the rows, each with the layer that `build` makes of its slide."""
    return tuple(
        Misconception(name, exercise, build(slide), what, where, why, origin) for name, slide, what, why, origin in rows
    )
