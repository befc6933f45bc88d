"""Figures of the forward pass of a convolution."""

from __future__ import annotations

import numpy as np

from cnn_utils.figures.canvas import HEAD, MARGIN, Canvas, short
from cnn_utils.figures.drawing import Drawing
from cnn_utils.figures.palette import CELL, INPUT, OUTPUT, PADDING, TITLE, WEIGHTS, shade, tint
from cnn_utils.figures.ready import Student, array, ask, gentle, parts

GAP = 70.0  # room for an arrow or a sign between two grids


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
def padding(zero_pad: Student) -> Drawing:
    """One channel of an image beside what `zero_pad` makes of it."""
    pad, X = 2, np.arange(1.0, 25.0).reshape(2, 3, 4, 1)
    X_pad = array("zero_pad", "X_pad", ask("zero_pad", zero_pad, X, pad), (2, 7, 8, 1))
    size, top = 30.0, HEAD + 20
    canvas = Canvas(
        MARGIN * 2 + 12 * size + 120, top + 7 * size + 40, "Zero padding", "one channel of one image, pad = 2"
    )
    middle = top + 3.5 * size
    canvas.grid(MARGIN, middle - 1.5 * size, X[0, :, :, 0], INPUT, size=size)
    canvas.caption(MARGIN + 2 * size, middle - 1.5 * size, "X · 3 × 4")
    left = MARGIN + 4 * size + 120
    canvas.arrow((MARGIN + 4 * size + 18, middle), (left - 18, middle))
    canvas.remark((MARGIN + 4 * size + left) / 2, middle - 14, "zero_pad(X, 2)")
    fills = padded_fill(3, 4, pad)
    canvas.grid(left, top, X_pad[0, :, :, 0], INPUT, size=size, fill=lambda row, column: fills[row, column])
    canvas.caption(left + 4 * size, top, "X_pad · 7 × 8")
    canvas.frame(left + pad * size, top + pad * size, 3, 4, INPUT, size=size)
    canvas.remark(left + 4 * size, top + 7 * size + 18, "the input in the middle, pad = 2 zeros on every side")
    around = (
        "zeros"
        if not np.delete(X_pad[0, :, :, 0].ravel(), _inside(pad, 3, 4)).any()
        else "numbers that are not all zero"
    )
    return canvas.drawing(
        f"Left a grid of 3 by 4 numbers, right what zero_pad returned: 7 by 8, the input outlined in the middle, "
        f"around it a border two cells wide of {around}."
    )


def _inside(pad: int, n_H: int, n_W: int) -> list[int]:
    """Flat positions of the input in its padded grid."""
    width = n_W + 2 * pad
    return [row * width + column for row in range(pad, pad + n_H) for column in range(pad, pad + n_W)]


@gentle
def single_step(conv_single_step: Student) -> Drawing:
    """One step: a slice times a filter, summed, plus the bias."""
    a_slice = np.array([[1.0, 2, 0], [0, 1, 3], [2, 1, 1]])
    W = np.array([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])
    b = 1.0
    value = ask("conv_single_step", conv_single_step, a_slice[:, :, None], W[:, :, None], np.full((1, 1, 1), b))
    Z = float(array("conv_single_step", "Z", value, ()))
    side, top = 3 * CELL, HEAD + 20
    canvas = Canvas(
        MARGIN * 2 + 3 * side + 2 * 44 + 2 * 62 + 2 * CELL,
        top + side + 44,
        "One step of a convolution",
        "one channel; with more, all of them go into the same sum",
    )
    middle = top + side / 2
    x = MARGIN
    for values, colour, name, sign in (
        (a_slice, INPUT, "a_slice_prev", "×"),
        (W, WEIGHTS, "W", "="),
        (a_slice * W, PADDING, "products", ""),
    ):
        canvas.grid(x, top, values, colour, caption=name)
        if sign:
            canvas.text(x + side + 22, middle, sign, size=TITLE + 4)
        x += side + 44
    x += -44 + 62
    canvas.arrow((x - 62 + 8, middle), (x - 8, middle))
    canvas.remark(x - 31, middle - 12, "sum")
    canvas.cell(x, middle - CELL / 2, tint(WEIGHTS, 0.3), short(b))
    canvas.caption(x + CELL / 2, middle - CELL / 2, "+ b")
    x += CELL
    canvas.arrow((x + 8, middle), (x + 62 - 8, middle))
    x += 62
    canvas.cell(x, middle - CELL / 2, tint(OUTPUT, 0.3), short(Z), bold=True)
    canvas.frame(x, middle - CELL / 2, 1, 1, OUTPUT)
    canvas.caption(x + CELL / 2, middle - CELL / 2, "Z")
    canvas.remark(
        MARGIN,
        top + side + 22,
        "the bias is added once, after the sum; Z is what your function returned",
        anchor="left",
    )
    return canvas.drawing(
        "A 3 by 3 slice of the input times a 3 by 3 filter gives nine products; their sum plus the bias b = 1 is one number, "
        f"Z. conv_single_step returned {short(Z)}."
    )


def sliding_window(
    n: int = 6, f: int = 3, stride: int = 1, pad: int = 1, *, at: int = 0, board: float = 0.0
) -> Drawing:
    """Where a window of size f stands on an n by n input, and how many times it fits.

    Parameters
    ----------
    n, f, stride, pad : int
        Input size, filter size, stride and padding, as in the notebook.
    at : int
        Which place of the window to show, counted along the rows.
    board : float
        Least height of the picture in pixels: a fixed one keeps the page still while sliders move.
    """
    n_H, side = output_size(n, f, stride, pad), n + 2 * pad
    cell = min(CELL, 300 / max(side, 1))
    board = max(board, side * cell)
    top, middle = HEAD + 24, HEAD + 24 + board / 2
    width = max(board, 160.0)
    left, right = MARGIN + (width - side * cell) / 2, MARGIN + width + 130
    canvas = Canvas(right + 250, top + board + 34, "The sliding window", _size_words(n, f, stride, pad))
    _input(canvas, left, middle - side * cell / 2, n, pad, cell)
    if n_H == 0:
        canvas.text(right, middle, "the window does not fit", anchor="left", size=TITLE - 1)
        return canvas.drawing(f"A window of {f} by {f} does not fit on an input of {n} by {n} with padding {pad}.")
    at = min(max(at, 0), n_H * n_H - 1)
    _windows(canvas, left, middle - side * cell / 2, f, stride, cell, at, n_H)
    h, w = divmod(at, n_H)
    _output(canvas, right, middle, n_H, (h, w))
    canvas.arrow((MARGIN + width + 14, middle), (right - 14, middle))
    canvas.remark((MARGIN + width + right) / 2, middle - 13, f"gives Z[{h}, {w}]")
    tail = _unreached(side - ((n_H - 1) * stride + f))
    canvas.remark(MARGIN, top + board + 18, f"{n_H * n_H} places for the window{tail}", anchor="left")
    return canvas.drawing(
        f"A {f} by {f} window on a {n} by {n} input with padding {pad}, moved by {stride} at a time, fits {n_H} times along "
        f"each side: the output is {n_H} by {n_H}. Shown is the window for output ({h}, {w}){tail}."
    )


def _input(canvas: Canvas, left: float, top: float, n: int, pad: int, cell: float) -> None:
    """Draw the padded input without numbers."""
    side, fills = n + 2 * pad, padded_fill(n, n, pad)
    words = f"A_prev · {n} × {n}" + (f", padded to {side} × {side}" if pad else "")
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


def _unreached(count: int) -> str:
    """Say what the floor in the formula cuts off."""
    if count == 0:
        return ""
    rows = "the last row and column are" if count == 1 else f"the last {count} rows and columns are"
    return f"; {rows} never reached"


def blank(value: float) -> str:
    """Leave a cell without a number."""
    return ""


def _size_words(n: int, f: int, stride: int, pad: int) -> str:
    """Write the formula of the output size with its numbers."""
    return (
        f"n_H = floor((n − f + 2·pad) / stride) + 1 = floor(({n} − {f} + {2 * pad}) / {stride}) + 1 "
        f"= {output_size(n, f, stride, pad)}"
    )


FILTERS = {
    "vertical edges": np.array([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]]) / 4,
    "horizontal edges": np.array([[1.0, 2, 1], [0, 0, 0], [-1, -2, -1]]) / 4,
    "blur": np.full((3, 3), 1 / 9),
    "sharpen": np.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
}


def sample_picture(n: int = 28) -> np.ndarray:
    """Draw a small grey picture with edges in all directions: a square, a disc and a slanted bar.

    Returns
    -------
    ndarray of shape (n, n), 0 to 1
    """
    row, column = np.mgrid[0:n, 0:n] / (n - 1)
    picture = 0.12 + 0.16 * column
    picture[(np.abs(row - 0.3) < 0.17) & (np.abs(column - 0.3) < 0.17)] = 0.95
    picture[(row - 0.66) ** 2 + (column - 0.68) ** 2 < 0.04] = 0.72
    picture[(np.abs(row - 1.35 + column) < 0.08) & (row > 0.55) & (column < 0.55)] = 0.86
    return picture


@gentle
def feature_maps(conv_forward: Student) -> Drawing:
    """What four classic filters see in one small picture, by the student's own `conv_forward`."""
    n, picture = 28, sample_picture()
    W = np.stack(list(FILTERS.values()), axis=-1)[:, :, None, :]
    value = ask(
        "conv_forward", conv_forward, picture[None, :, :, None], W, np.zeros((1, 1, 1, 4)), {"stride": 1, "pad": 1}
    )
    Z = array("conv_forward", "Z", parts("conv_forward", value, 2)[0], (1, n, n, 4))
    side, gap, top, small = 116.0, 18.0, HEAD + 22, 18.0
    lead = MARGIN + side + 54
    canvas = Canvas(
        lead + 4 * (side + gap) - gap + MARGIN,
        top + 3 * small + 34 + side + 40,
        "Feature maps",
        "one filter, one channel of Z: bright where the filter finds what it looks for",
    )
    low = top + 3 * small + 34
    canvas.picture(MARGIN, low, side, side, ramp(picture, INPUT))
    canvas.caption(MARGIN + side / 2, low, "A_prev · 28 × 28")
    for c, name in enumerate(FILTERS):
        x = lead + c * (side + gap)
        canvas.grid(
            x + (side - 3 * small) / 2,
            top,
            W[:, :, 0, c],
            WEIGHTS,
            size=small,
            words=blank,
            fill=_filter_fill(W[:, :, 0, c]),
        )
        canvas.caption(x + side / 2, top, name)
        canvas.arrow((x + side / 2, top + 3 * small + 4), (x + side / 2, low - 4))
        canvas.picture(x, low, side, side, ramp(Z[0, :, :, c], OUTPUT))
        canvas.remark(x + side / 2, low + side + 14, f"Z[0, :, :, {c}]")
    return canvas.drawing(
        "A small picture of a square, a disc and a slanted bar, and beside it the four feature maps that conv_forward "
        "returned for four filters: vertical edges, horizontal edges, blur and sharpen."
    )


def _filter_fill(W: np.ndarray) -> object:
    """Fill of a filter's cells: dark orange for negative, white for zero, full orange for positive weights."""
    peak = float(np.abs(W).max())
    return lambda row, column: tint(
        WEIGHTS if W[row, column] >= 0 else shade(WEIGHTS, 0.35), 0.06 + 0.94 * abs(float(W[row, column])) / peak
    )


def ramp(values: np.ndarray, colour: str) -> np.ndarray:
    """Colour numbers from near black over the quantity's colour to near white, smallest to largest.

    Parameters
    ----------
    values : ndarray of shape (n_H, n_W)

    Returns
    -------
    ndarray of shape (n_H, n_W, 3), uint8
    """
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    share = np.clip(np.nan_to_num((values - low) / ((high - low) or 1.0)), 0, 1)
    stops = [shade(colour, 0.16), shade(colour, 0.75), tint(colour, 0.12)]
    table = np.array([[int(stop[i : i + 2], 16) for i in (1, 3, 5)] for stop in stops], dtype=float)
    places = (0.0, 0.5, 1.0)
    return np.stack([np.interp(share, places, table[:, c]) for c in range(3)], axis=-1).astype(np.uint8)
