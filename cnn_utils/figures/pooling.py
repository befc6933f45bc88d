"""Figures of pooling, forward and backward."""

from __future__ import annotations

import numpy as np

from cnn_utils.compare.sentences import short
from cnn_utils.figures.drawing import Drawing
from cnn_utils.figures.ready import NotReady, Student, array, ask, gentle, parts
from cnn_utils.figures.sheet import CELL, HEAD, MARGIN, Canvas, Fill
from cnn_utils.language.speaking import say
from cnn_utils.palette import GRADIENT, INPUT, OUTPUT, PADDING, tint

A_PREV = np.array([[1.0, 3, 2, 1], [2, 9, 1, 1], [1, 3, 2, 3], [5, 6, 1, 2]])
HPARAMETERS = {"f": 2, "stride": 2}


@gentle
def pooling(pool_forward: Student) -> Drawing:
    """A 4 by 4 input pooled by maximum and by average.

    Parameters
    ----------
    pool_forward : callable
        The student's function.

    Returns
    -------
    Drawing
        The picture, with its words for whoever does not see it.
    """
    A = {}
    for mode in ("max", "average"):
        value = ask("pool_forward", pool_forward, A_PREV[None, :, :, None], dict(HPARAMETERS), mode)
        A[mode] = array("pool_forward", "A", parts("pool_forward", value, 2)[0], (1, 2, 2, 1))[0, :, :, 0]
    side, top = 4 * CELL, HEAD + 24
    right = MARGIN + side + 150
    canvas = Canvas(
        right + 2 * CELL + 190 + MARGIN,
        top + 2 * (2 * CELL) + 62,
        say("Pooling"),
        say("f = 2, stride 2: each window of four becomes one number, in every channel by itself"),
    )
    start = top + 18
    peaks = {(1, 1), (0, 2), (3, 1), (2, 3)}
    canvas.grid(
        MARGIN,
        start,
        A_PREV,
        INPUT,
        caption="A_prev",
        fill=lambda row, column: tint(INPUT, 0.55 if (row, column) in peaks else 0.25),
        strong=lambda row, column: (row, column) in peaks,
    )
    for row in (0, 1):
        for column in (0, 1):
            canvas.frame(MARGIN + column * 2 * CELL, start + row * 2 * CELL, 2, 2, INPUT)
    for index, (mode, words) in enumerate(
        (("max", say("the largest of each window")), ("average", say("the mean of each window")))
    ):
        y = top + index * (2 * CELL + 36)
        canvas.grid(right, y, A[mode], OUTPUT, caption="")
        canvas.text(right + 2 * CELL + 16, y + CELL - 9, f'mode = "{mode}"', anchor="left")
        canvas.remark(right + 2 * CELL + 16, y + CELL + 9, words, anchor="left")
        canvas.arrow(
            (MARGIN + side + 16, start + side / 2 + (-12, 12)[index]), (right - 16, y + CELL), bend=(-0.12, 0.12)[index]
        )
    return canvas.drawing(
        say(
            "A 4 by 4 grid in four windows of 2 by 2. pool_forward returned {largest} for max and {mean} for average.",
            largest=_row(A["max"]),
            mean=_row(A["average"]),
        )
    )


def _row(values: np.ndarray) -> str:
    """List the numbers of an array in one line."""
    return ", ".join(short(value) for value in values.ravel())


@gentle
def mask(create_mask_from_window: Student) -> Drawing:
    """A window and the mask that marks where its maximum is.

    Parameters
    ----------
    create_mask_from_window : callable
        The student's function.

    Returns
    -------
    Drawing
        The picture, with its words for whoever does not see it.
    """
    x = np.array([[1.0, 4, 2], [0, 3, 8], [5, 2, 1]])
    value = np.asarray(ask("create_mask_from_window", create_mask_from_window, x))
    if value.dtype != bool:
        reason = say("mask holds {dtype} where True and False are needed", dtype=value.dtype)
        raise NotReady("create_mask_from_window", reason)
    marked = array("create_mask_from_window", "mask", value, (3, 3)).astype(bool)
    top, left = HEAD + 20, MARGIN + 3 * CELL + 190
    canvas = Canvas(
        left + 3 * CELL + MARGIN + 60,
        top + 3 * CELL + 20,
        say("The mask of a window"),
        say("where did the maximum come from?"),
    )
    canvas.grid(
        MARGIN,
        top,
        x,
        INPUT,
        caption="x",
        fill=lambda row, column: tint(INPUT, 0.6 if (row, column) == (1, 2) else 0.28),
        strong=lambda row, column: (row, column) == (1, 2),
    )
    middle = top + 1.5 * CELL
    canvas.arrow((MARGIN + 3 * CELL + 16, middle), (left - 16, middle))
    canvas.remark((MARGIN + 3 * CELL + left) / 2, middle - 13, "create_mask_from_window")
    canvas.grid(
        left,
        top,
        marked.astype(float),
        PADDING,
        caption="mask",
        words=lambda value: "True" if value else "False",
        fill=lambda row, column: tint(GRADIENT, 0.9) if marked[row, column] else tint(PADDING, 0.2),
        strong=lambda row, column: bool(marked[row, column]),
    )
    if not marked.any():
        return canvas.drawing(
            say(
                "A 3 by 3 window whose largest number, 8, is at (1, 2). The mask that create_mask_from_window returned "
                "is True at no place and False elsewhere."
            )
        )
    return canvas.drawing(
        say(
            "A 3 by 3 window whose largest number, 8, is at (1, 2). The mask that create_mask_from_window returned is "
            "True at {places} and False elsewhere.",
            places=", ".join(f"({row}, {column})" for row, column in np.argwhere(marked)),
        )
    )


@gentle
def average_spread(distribute_value: Student) -> Drawing:
    """One gradient shared out evenly over the window that was averaged.

    Parameters
    ----------
    distribute_value : callable
        The student's function.

    Returns
    -------
    Drawing
        The picture, with its words for whoever does not see it.
    """
    dz, shape = 12.0, (2, 3)
    a = array("distribute_value", "a", ask("distribute_value", distribute_value, dz, shape), shape)
    top, left = HEAD + 20, MARGIN + CELL + 210
    canvas = Canvas(
        left + 3 * CELL + MARGIN + 100,
        top + 2 * CELL + 44,
        say("Spreading a gradient evenly"),
        say("average pooling used every number of the window equally"),
    )
    middle = top + CELL
    canvas.cell(MARGIN, middle - CELL / 2, tint(GRADIENT, 0.9), short(dz), bold=True)
    canvas.caption(MARGIN + CELL / 2, middle - CELL / 2, "dz")
    canvas.arrow((MARGIN + CELL + 16, middle), (left - 16, middle))
    canvas.remark((MARGIN + CELL + left) / 2, middle - 13, "distribute_value(12, (2, 3))")
    canvas.grid(left, top, a, GRADIENT, caption="a · 2 × 3")
    total = short(float(a.sum()))
    canvas.remark(left + 1.5 * CELL, top + 2 * CELL + 18, say("they sum to {total}", total=total))
    return canvas.drawing(
        say(
            "The gradient 12 on the left; on the right the 2 by 3 window that distribute_value returned, {a}, which "
            "sums to {total}.",
            a=_row(a),
            total=total,
        )
    )


@gentle
def pool_gradient(pool_backward: Student) -> Drawing:
    """Where the gradient of each pooled number goes, for both modes.

    Parameters
    ----------
    pool_backward : callable
        The student's function.

    Returns
    -------
    Drawing
        The picture, with its words for whoever does not see it.
    """
    dA = np.array([[1.0, 2], [3, 4]])
    back = {}
    for mode in ("max", "average"):
        cache = (A_PREV[None, :, :, None].copy(), dict(HPARAMETERS))
        value = ask("pool_backward", pool_backward, dA[None, :, :, None], cache, mode)
        back[mode] = array("pool_backward", "dA_prev", value, (1, 4, 4, 1))[0, :, :, 0]
    side, top, gap = 4 * CELL, HEAD + 38, 84.0
    canvas = Canvas(
        MARGIN * 2 + 3 * side + 2 * CELL + 2 * gap + 34,
        top + side + 40,
        say("The gradient through pooling"),
        say("f = 2, stride 2: each window gets the gradient of its own output"),
    )
    middle = top + side / 2
    canvas.grid(MARGIN, top, A_PREV, INPUT, caption="A_prev")
    x = MARGIN + side + 50
    canvas.grid(x, middle - CELL, dA, GRADIENT, caption="dA", fill=lambda row, column: tint(GRADIENT, 0.75))
    x += 2 * CELL
    canvas.arrow((x + 14, middle), (x + gap - 14, middle))
    x += gap
    words = {"max": say("all of it to the largest"), "average": say("an equal share to each")}
    for mode, values in back.items():
        canvas.grid(x, top, values, GRADIENT, caption=f'dA_prev, mode = "{mode}"', fill=gradient_fill(values))
        for row in (0, 1):
            for column in (0, 1):
                canvas.frame(x + column * 2 * CELL, top + row * 2 * CELL, 2, 2, GRADIENT)
        canvas.remark(x + side / 2, top + side + 18, words[mode])
        x += side + 34
    return canvas.drawing(
        say(
            "A 4 by 4 input, the gradient 1, 2, 3, 4 of its four windows, and what pool_backward returned: row by row "
            "for max {largest}; for average {mean}.",
            largest=_row(back["max"]),
            mean=_row(back["average"]),
        )
    )


def gradient_fill(values: np.ndarray) -> Fill:
    """Fill of gradient cells: grey for zero, the stronger the larger."""
    peak = float(np.abs(values[np.isfinite(values)]).max(initial=0.0))
    return lambda row, column: gradient_paint(float(values[row, column]), peak)


def gradient_paint(value: float, peak: float) -> str:
    """Colour of one gradient cell beside others whose largest is `peak`."""
    if value == 0 or not np.isfinite(value):
        return tint(PADDING, 0.16)
    return tint(GRADIENT, 0.2 + 0.6 * min(abs(value) / (peak or 1.0), 1.0))
