"""How the gradient flows back through one window of a convolution."""

from __future__ import annotations

import numpy as np

from cnn_utils.compare.sentences import short
from cnn_utils.figures.drawing import Drawing
from cnn_utils.figures.pooling import gradient_fill
from cnn_utils.figures.ready import Student, array, ask, gentle, parts
from cnn_utils.figures.sheet import CELL, HEAD, MARGIN, Canvas
from cnn_utils.language.speaking import say
from cnn_utils.palette import GRADIENT, INPUT, WEIGHTS, tint

A_PREV = np.array([[1.0, 0, 2, 1], [3, 1, 0, 2], [0, 2, 1, 1], [1, 1, 3, 0]])
W = np.array([[1.0, -1], [2, 3]])
RIGHT = 510.0  # where the three gradients begin


@gentle
def gradient_flow(conv_backward: Student) -> Drawing:
    """One entry of dZ, and what it adds to dA_prev, dW and db by the student's own `conv_backward`.

    Parameters
    ----------
    conv_backward : callable
        The student's function.

    Returns
    -------
    Drawing
        The picture, with its words for whoever does not see it.
    """
    h, w, value = 1, 1, 2.0
    dZ = np.zeros((2, 2))
    dZ[h, w] = value
    cache = (
        A_PREV[None, :, :, None].copy(),
        W[:, :, None, None].copy(),
        np.zeros((1, 1, 1, 1)),
        {"stride": 2, "pad": 0},
    )
    got = parts("conv_backward", ask("conv_backward", conv_backward, dZ[None, :, :, None], cache), 3)
    dA_prev = array("conv_backward", "dA_prev", got[0], (1, 4, 4, 1))[0, :, :, 0]
    dW = array("conv_backward", "dW", got[1], (2, 2, 1, 1))[:, :, 0, 0]
    db = float(array("conv_backward", "db", got[2], (1, 1, 1, 1)).item())
    return _draw(dZ, dA_prev, dW, db, (h, w))


def _draw(dZ: np.ndarray, dA_prev: np.ndarray, dW: np.ndarray, db: float, at: tuple[int, int]) -> Drawing:
    """Draw three lines: times W to the input, times the slice to W, and as it is to b."""
    h, w = at
    value = short(float(dZ[at]))
    canvas = Canvas(
        690,
        516,
        say("The gradient through one window"),
        say("stride 2, no padding: here only Z[1, 1] passes a gradient back"),
    )
    first, second, third = HEAD + 22 + 2 * CELL, HEAD + 22 + 6 * CELL + 44, HEAD + 22 + 8.5 * CELL + 80
    middle = 276.0  # where W and A_prev are centred
    canvas.grid(MARGIN, first - CELL, dZ, GRADIENT, caption="dZ", fill=gradient_fill(dZ))
    canvas.frame(MARGIN + w * CELL, first - CELL + h * CELL, 1, 1, GRADIENT)
    for y in (second, third):
        canvas.cell(MARGIN + CELL, y - CELL / 2, tint(GRADIENT, 0.85), value)
        canvas.caption(MARGIN + 1.5 * CELL, y - CELL / 2, f"dZ[{h}, {w}]")
    for y in (first, second):
        canvas.text((MARGIN + 2 * CELL + middle - 2 * CELL) / 2, y, "×", size=18)
    canvas.grid(middle - CELL, first - CELL, W, WEIGHTS, caption="W")
    canvas.grid(middle - 2 * CELL, second - 2 * CELL, A_PREV, INPUT, caption=say("A_prev and its window"))
    canvas.frame(middle + (2 * w - 2) * CELL, second + (2 * h - 2) * CELL, 2, 2, WEIGHTS)
    for start, y, words in (
        (middle + CELL, first, f"+= W × {value}"),
        (middle + 2 * CELL, second, say("+= window × {value}", value=value)),
        (MARGIN + 2 * CELL, third, f"+= {value}"),
    ):
        canvas.arrow((start + 14, y), (RIGHT - 16, y))
        canvas.remark((middle + 2 * CELL + RIGHT) / 2, y - 13, words)
    canvas.grid(RIGHT, first - 2 * CELL, dA_prev, GRADIENT, caption="dA_prev", fill=gradient_fill(dA_prev))
    canvas.frame(RIGHT + 2 * w * CELL, first + (2 * h - 2) * CELL, 2, 2, GRADIENT)
    canvas.grid(RIGHT, second - CELL, dW, GRADIENT, caption="dW", fill=gradient_fill(dW))
    canvas.cell(RIGHT, third - CELL / 2, gradient_fill(np.array([[db]]))(0, 0), short(db))
    canvas.caption(RIGHT + CELL / 2, third - CELL / 2, "db")
    return canvas.drawing(
        say(
            "Only {entry} = {value} is not zero. It adds W times {value} to the window of dA_prev it came from, that "
            "window of the input times {value} to dW, and {value} to db. conv_backward returned dW = {dW} and "
            "db = {db}.",
            entry=f"dZ[{h}, {w}]",
            value=value,
            dW=", ".join(short(entry) for entry in dW.ravel()),
            db=short(db),
        )
    )
