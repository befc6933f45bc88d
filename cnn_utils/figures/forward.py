"""Figures of the forward pass of a convolution."""

from __future__ import annotations

import numpy as np

from cnn_utils.compare.sentences import short
from cnn_utils.figures.drawing import Drawing
from cnn_utils.figures.ready import Student, array, ask, gentle, parts
from cnn_utils.figures.sheet import CELL, HEAD, MARGIN, TITLE, Canvas, Fill
from cnn_utils.figures.window import blank, padded_fill
from cnn_utils.language.speaking import later, say
from cnn_utils.palette import INPUT, OUTPUT, PADDING, WEIGHTS, shade, tint

GAP = 70.0  # room for an arrow or a sign between two grids


@gentle
def padding(zero_pad: Student) -> Drawing:
    """One channel of an image beside what `zero_pad` makes of it.

    Parameters
    ----------
    zero_pad : callable
        The student's function.

    Returns
    -------
    Drawing
        The picture, with its words for whoever does not see it.
    """
    pad, X = 2, np.arange(1.0, 25.0).reshape(2, 3, 4, 1)
    X_pad = array("zero_pad", "X_pad", ask("zero_pad", zero_pad, X, pad), (2, 7, 8, 1))
    size, top = 30.0, HEAD + 20
    canvas = Canvas(
        MARGIN * 2 + 12 * size + 120,
        top + 7 * size + 40,
        say("Zero padding"),
        say("one channel of one image, pad = 2"),
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
    words = say("the input in the middle, pad = 2 zeros on every side")
    canvas.remark(left + 4 * size, top + 7 * size + 18, words)
    if np.delete(X_pad[0, :, :, 0].ravel(), _inside(pad, 3, 4)).any():
        return canvas.drawing(
            say(
                "Left a grid of 3 by 4 numbers, right what zero_pad returned: 7 by 8, the input outlined in the "
                "middle, around it a border two cells wide of numbers that are not all zero."
            )
        )
    return canvas.drawing(
        say(
            "Left a grid of 3 by 4 numbers, right what zero_pad returned: 7 by 8, the input outlined in the middle, "
            "around it a border two cells wide of zeros."
        )
    )


def _inside(pad: int, n_H: int, n_W: int) -> list[int]:
    """Flat positions of the input in its padded grid."""
    width = n_W + 2 * pad
    return [row * width + column for row in range(pad, pad + n_H) for column in range(pad, pad + n_W)]


@gentle
def single_step(conv_single_step: Student) -> Drawing:
    """One step: a slice times a filter, summed, plus the bias.

    Parameters
    ----------
    conv_single_step : callable
        The student's function.

    Returns
    -------
    Drawing
        The picture, with its words for whoever does not see it.
    """
    a_slice = np.array([[1.0, 2, 0], [0, 1, 3], [2, 1, 1]])
    W = np.array([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])
    b = 1.0
    value = ask("conv_single_step", conv_single_step, a_slice[:, :, None], W[:, :, None], np.full((1, 1, 1), b))
    Z = float(array("conv_single_step", "Z", value, ()))
    side, top = 3 * CELL, HEAD + 20
    canvas = Canvas(
        MARGIN * 2 + 3 * side + 2 * 44 + 2 * 62 + 2 * CELL,
        top + side + 44,
        say("One step of a convolution"),
        say("one channel; with more, all of them go into the same sum"),
    )
    middle = top + side / 2
    x = MARGIN
    for values, colour, name, sign in (
        (a_slice, INPUT, "a_slice_prev", "×"),
        (W, WEIGHTS, "W", "="),
        (a_slice * W, PADDING, say("products"), ""),
    ):
        canvas.grid(x, top, values, colour, caption=name)
        if sign:
            canvas.text(x + side + 22, middle, sign, size=TITLE + 4)
        x += side + 44
    x += -44 + 62
    canvas.arrow((x - 62 + 8, middle), (x - 8, middle))
    canvas.remark(x - 31, middle - 12, say("sum"))
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
        say("the bias is added once, after the sum; Z is what your function returned"),
        anchor="left",
    )
    return canvas.drawing(
        say(
            "A 3 by 3 slice of the input times a 3 by 3 filter gives nine products; their sum plus the bias b = 1 is "
            "one number, Z. conv_single_step returned {Z}.",
            Z=short(Z),
        )
    )


FILTERS = {
    later("vertical edges"): np.array([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]]) / 4,
    later("horizontal edges"): np.array([[1.0, 2, 1], [0, 0, 0], [-1, -2, -1]]) / 4,
    later("blur"): np.full((3, 3), 1 / 9),
    later("sharpen"): np.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
}


def sample_picture(n: int = 28) -> np.ndarray:
    """Draw a small grey picture with edges in all directions: a square, a disc and a slanted bar.

    Returns
    -------
    ndarray of shape (n, n), 0 to 1
    """
    row, column = np.mgrid[0:n, 0:n] / (n - 1)
    picture: np.ndarray = 0.12 + 0.16 * column
    picture[(np.abs(row - 0.3) < 0.17) & (np.abs(column - 0.3) < 0.17)] = 0.95
    picture[(row - 0.66) ** 2 + (column - 0.68) ** 2 < 0.04] = 0.72
    picture[(np.abs(row - 1.35 + column) < 0.08) & (row > 0.55) & (column < 0.55)] = 0.86
    return picture


@gentle
def feature_maps(conv_forward: Student) -> Drawing:
    """What four classic filters see in one small picture, by the student's own `conv_forward`.

    Parameters
    ----------
    conv_forward : callable
        The student's function.

    Returns
    -------
    Drawing
        The picture, with its words for whoever does not see it.
    """
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
        say("Feature maps"),
        say("one filter, one channel of Z: bright where the filter finds what it looks for"),
    )
    low = top + 3 * small + 34
    canvas.picture(MARGIN, low, side, side, ramp(picture, INPUT))
    canvas.caption(MARGIN + side / 2, low, "A_prev · 28 × 28")
    canvas.remark(MARGIN, top + small, say("W: orange adds,"), anchor="left")
    canvas.remark(MARGIN, top + 2 * small, say("dark takes away"), anchor="left")
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
        canvas.caption(x + side / 2, top, say(name))
        canvas.arrow((x + side / 2, top + 3 * small + 4), (x + side / 2, low - 4))
        canvas.picture(x, low, side, side, ramp(Z[0, :, :, c], OUTPUT))
        canvas.remark(x + side / 2, low + side + 14, f"Z[0, :, :, {c}]")
    return canvas.drawing(
        say(
            "A small picture of a square, a disc and a slanted bar, and beside it the four feature maps that "
            "conv_forward returned for four filters: vertical edges, horizontal edges, blur and sharpen."
        )
    )


def _filter_fill(W: np.ndarray) -> Fill:
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
    painted: np.ndarray = np.stack([np.interp(share, places, table[:, c]) for c in range(3)], axis=-1).astype(np.uint8)
    return painted
