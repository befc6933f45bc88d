"""The sliding window: where it stands, and how often it fits."""

from __future__ import annotations

import numpy as np

from cnn_utils.figures.drawing import Drawing
from cnn_utils.figures.ready import gentle
from cnn_utils.figures.sheet import CELL, HEAD, MARGIN, TITLE, Canvas
from cnn_utils.language.speaking import say, say_number, together
from cnn_utils.palette import INPUT, OUTPUT, PADDING, WEIGHTS, tint


def output_size(n: int, f: int, stride: int, pad: int) -> int:
    """Number of places where a window of size f fits, 0 if it fits nowhere."""
    return max((n - f + 2 * pad) // stride + 1, 0)


def padded_fill(n_H: int, n_W: int, pad: int, strength: float = 0.3) -> dict[tuple[int, int], str]:
    """Fill of each cell of a padded grid: the input's colour inside, the padding's around it."""
    return {
        (row, column): tint(INPUT, strength)
        if pad <= row < pad + n_H and pad <= column < pad + n_W
        else tint(PADDING, 0.28)
        for row in range(n_H + 2 * pad)
        for column in range(n_W + 2 * pad)
    }


@gentle
def sliding_window(n: int = 6, f: int = 3, stride: int = 1, pad: int = 1, *, at: int = 0) -> Drawing:
    """Show where a window stands on its input, and how many times it fits. See `window_drawing`.

    Parameters
    ----------
    n : int
        Side of the square input.
    f : int
        Side of the square window.
    stride : int
        How far the window moves at each step.
    pad : int
        Zeros around the input.
    at : int
        Which place of the window is drawn, counted row by row.

    Returns
    -------
    Drawing
        The picture, with its words for whoever does not see it.
    """
    return window_drawing(n, f, stride, pad, at=at)


def window_drawing(n: int, f: int, stride: int, pad: int, *, at: int = 0, board: float = 0.0) -> Drawing:
    """Draw where a window of size f stands on an n by n input, and how many times it fits.

    Parameters
    ----------
    n, f, stride, pad : int
        Input size, filter size, stride and padding, as in the notebook.
    at : int
        Which place of the window to show, counted along the rows.
    board : float
        Least height of the picture in pixels: a fixed one keeps the page still while sliders move.

    Raises
    ------
    ValueError
        If n, f or stride is below 1, or pad below 0.
    """
    if min(n, f, stride) < 1 or pad < 0:
        raise ValueError(
            say(
                "n, f and stride are at least 1 and pad at least 0; "
                "given were n = {n}, f = {f}, stride = {stride}, pad = {pad}",
                n=n,
                f=f,
                stride=stride,
                pad=pad,
            )
        )
    n_H, side = output_size(n, f, stride, pad), n + 2 * pad
    cell = min(CELL, 300 / max(side, 1))
    board = max(board, side * cell)
    top, middle = HEAD + 24, HEAD + 24 + board / 2
    width = max(board, 160.0)
    left, right = MARGIN + (width - side * cell) / 2, MARGIN + width + 130
    canvas = Canvas(right + 250, top + board + 34, say("The sliding window"), _size_words(n, f, stride, pad))
    _input(canvas, left, middle - side * cell / 2, n, pad, cell)
    if n_H == 0:
        canvas.text(right, middle, say("the window does not fit"), anchor="left", size=TITLE - 1)
        return canvas.drawing(
            say("A window of {f} by {f} does not fit on an input of {n} by {n} with padding {pad}.", f=f, n=n, pad=pad)
        )
    at = min(max(at, 0), n_H * n_H - 1)
    _windows(canvas, left, middle - side * cell / 2, f, stride, cell, at, n_H)
    h, w = divmod(at, n_H)
    _output(canvas, right, middle, n_H, (h, w))
    canvas.arrow((MARGIN + width + 14, middle), (right - 14, middle))
    canvas.remark((MARGIN + width + right) / 2, middle - 13, say("gives {entry}", entry=f"Z[{h}, {w}]"))
    unreached = side - ((n_H - 1) * stride + f)
    canvas.remark(MARGIN, top + board + 18, _places(n_H * n_H, unreached), anchor="left")
    size = say(
        "A {f} by {f} window on a {n} by {n} input with padding {pad}, moved by {stride} at a time, fits {n_H} times "
        "along each side: the output is {n_H} by {n_H}.",
        f=f,
        n=n,
        pad=pad,
        stride=stride,
        n_H=n_H,
    )
    return canvas.drawing(together([size, _shown(f"({h}, {w})", unreached)]))


def _input(canvas: Canvas, left: float, top: float, n: int, pad: int, cell: float) -> None:
    """Draw the padded input without numbers."""
    side, fills = n + 2 * pad, padded_fill(n, n, pad)
    words = f"A_prev · {n} × {n}"
    if pad:
        words = say("{input}, padded to {side} × {side}", input=words, side=side)
    canvas.grid(
        left, top, np.zeros((side, side)), INPUT, size=cell, fill=lambda row, column: fills[row, column], words=blank
    )
    canvas.caption(left + side * cell / 2, top, words)


def _windows(canvas: Canvas, left: float, top: float, f: int, stride: int, cell: float, at: int, n_H: int) -> None:
    """Draw the window at a place, and dashed the one at the next."""
    step = stride * cell
    if at + 1 < n_H * n_H:
        row, column = divmod(at + 1, n_H)
        canvas.frame(left + column * step, top + row * step, f, f, WEIGHTS, size=cell, dashed=True)
    row, column = divmod(at, n_H)
    canvas.rectangle(left + column * step, top + row * step, f * cell, f * cell, fill=WEIGHTS + "59")
    canvas.frame(left + column * step, top + row * step, f, f, WEIGHTS, size=cell)


def _output(canvas: Canvas, left: float, middle: float, n_H: int, place: tuple[int, int]) -> None:
    """Draw the output with the entry of the window marked."""
    cell = min(CELL, 230 / n_H)
    top = middle - n_H * cell / 2
    canvas.grid(
        left,
        top,
        np.zeros((n_H, n_H)),
        OUTPUT,
        size=cell,
        words=blank,
        fill=lambda row, column: tint(OUTPUT, 0.85 if (row, column) == place else 0.25),
    )
    canvas.caption(left + max(n_H * cell / 2, 20), top, f"Z · {n_H} × {n_H}")
    canvas.frame(left + place[1] * cell, top + place[0] * cell, 1, 1, OUTPUT, size=cell)


def _places(places: int, unreached: int) -> str:
    """Say how often the window fits, and what the floor in the formula cuts off."""
    if unreached == 0:
        return say("{places} places for the window", places=places)
    return say_number(
        "{places} places for the window; the last row and column are never reached",
        "{places} places for the window; the last {n} rows and columns are never reached",
        unreached,
        places=places,
    )


def _shown(place: str, unreached: int) -> str:
    """Say which window is drawn, and what the floor in the formula cuts off."""
    if unreached == 0:
        return say("Shown is the window for output {place}.", place=place)
    return say_number(
        "Shown is the window for output {place}; the last row and column are never reached.",
        "Shown is the window for output {place}; the last {n} rows and columns are never reached.",
        unreached,
        place=place,
    )


def blank(value: float) -> str:
    """Leave a cell without a number."""
    return ""


def _size_words(n: int, f: int, stride: int, pad: int) -> str:
    """Write the formula of the output size with its numbers."""
    return (
        f"n_H = floor((n − f + 2·pad) / stride) + 1 = floor(({n} − {f} + {2 * pad}) / {stride}) + 1 "
        f"= {output_size(n, f, stride, pad)}"
    )
