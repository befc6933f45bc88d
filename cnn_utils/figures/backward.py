"""How the gradient flows back through one window of a convolution."""

from __future__ import annotations

import numpy as np

from cnn_utils.figures.canvas import HEAD, MARGIN, Canvas, short
from cnn_utils.figures.drawing import Drawing
from cnn_utils.figures.palette import CELL, GRADIENT, INPUT, WEIGHTS, tint
from cnn_utils.figures.pooling import gradient_fill
from cnn_utils.figures.ready import Student, array, ask, gentle, parts

A_PREV = np.array([[1.0, 0, 2, 1], [3, 1, 0, 2], [0, 2, 1, 1], [1, 1, 3, 0]])
W = np.array([[1.0, -1], [2, 3]])


@gentle
def gradient_flow(conv_backward: Student) -> Drawing:
    """One entry of dZ, and what it adds to dA_prev, dW and db by the student's own `conv_backward`."""
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
    """Draw three lines: through W to the input, through the input to W, and straight to b."""
    h, w = at
    value = short(float(dZ[at]))
    top, left = HEAD + 22, MARGIN
    middle_x, right = left + 2 * CELL + 120, left + 2 * CELL + 120 + 4 * CELL + 130
    canvas = Canvas(
        right + 4 * CELL + MARGIN + 20,
        top + 8 * CELL + 130,
        "The gradient through one window",
        "stride 2, no padding: only Z[1, 1] passes a gradient back here",
    )
    rows = top, top + 4 * CELL + 48
    centre = top + 2 * CELL
    canvas.grid(left, centre - CELL, dZ, GRADIENT, caption="dZ", fill=gradient_fill(dZ))
    canvas.frame(left + w * CELL, centre - CELL + h * CELL, 1, 1, GRADIENT)
    canvas.grid(middle_x + CELL, centre - CELL, W, WEIGHTS, caption="W")
    canvas.text(left + 2 * CELL + 70, centre, "×", size=18)
    canvas.grid(right, rows[0], dA_prev, GRADIENT, caption="dA_prev", fill=gradient_fill(dA_prev))
    canvas.frame(right + 2 * w * CELL, rows[0] + 2 * h * CELL, 2, 2, GRADIENT)
    canvas.arrow((middle_x + 3 * CELL + 16, centre), (right - 16, centre))
    canvas.remark((middle_x + 3 * CELL + right) / 2, centre - 13, f"+= W × {value}")
    low = rows[1] + 2 * CELL
    canvas.grid(middle_x, rows[1], A_PREV, INPUT, caption="A_prev")
    canvas.frame(middle_x + 2 * w * CELL, rows[1] + 2 * h * CELL, 2, 2, WEIGHTS)
    canvas.arrow((left + CELL, centre + CELL + 12), (middle_x - 16, low), bend=0.25)
    canvas.remark(left + CELL + 6, low - 10, "× its window", anchor="left")
    canvas.grid(right + CELL, low - CELL, dW, WEIGHTS, caption="dW", fill=gradient_fill(dW))
    canvas.arrow((middle_x + 4 * CELL + 16, low), (right + CELL - 16, low))
    canvas.remark((middle_x + 4 * CELL + right + CELL) / 2, low - 13, f"+= slice × {value}")
    last = rows[1] + 4 * CELL + 26
    canvas.cell(right + 2 * CELL - CELL / 2, last, tint(GRADIENT, 0.6), short(db))
    canvas.text(right + 2 * CELL - CELL / 2 - 12, last + CELL / 2, "db", anchor="right")
    canvas.remark(right + 2.5 * CELL + 12, last + CELL / 2, f"+= {value}", anchor="left")
    return canvas.drawing(
        f"Only dZ[{h}, {w}] = {value} is not zero. It adds W times {value} to the window of dA_prev it came from, that window of "
        f"the input times {value} to dW, and {value} to db. conv_backward returned dW = "
        f"{', '.join(short(entry) for entry in dW.ravel())} and db = {short(db)}."
    )
