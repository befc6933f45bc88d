"""The window slides forward and gathers Z, place by place."""

from __future__ import annotations

import numpy as np

from cnn_utils.compare.sentences import short
from cnn_utils.figures.animation import Animation
from cnn_utils.figures.moving import places_along, read_aloud, small_example
from cnn_utils.figures.ready import Student, array, ask, gentle, parts
from cnn_utils.figures.sheet import CELL, HEAD, MARGIN, Canvas
from cnn_utils.figures.window import padded_fill
from cnn_utils.language.speaking import say
from cnn_utils.palette import OUTPUT, PADDING, WEIGHTS, tint


@gentle
def animate_forward(conv_forward: Student, n: int = 4, f: int = 3, stride: int = 1, pad: int = 1) -> Animation:
    """Slide the window over a small input and fill in, place by place, the Z of the student's own function.

    Parameters
    ----------
    conv_forward : callable
        The student's function.
    n : int
        Side of the square input.
    f : int
        Side of the square window.
    stride : int
        How far the window moves at each step.
    pad : int
        Zeros around the input.

    Returns
    -------
    Animation
        One step for each place of the window.
    """
    n_H = places_along(n, f, stride, pad)
    A_prev, W = small_example(n, f)
    args = A_prev[None, :, :, None], W[:, :, None, None], np.ones((1, 1, 1, 1)), {"stride": stride, "pad": pad}
    value = ask("conv_forward", conv_forward, *args)
    Z = array("conv_forward", "Z", parts("conv_forward", value, 2)[0], (1, n_H, n_H, 1))[0, :, :, 0]
    return _forward_steps(A_prev, W, Z, stride, pad)


def _forward_steps(A_prev: np.ndarray, W: np.ndarray, Z: np.ndarray, stride: int, pad: int) -> Animation:
    """Draw input, filter and output once, and the window and the filled entries step by step."""
    n, f, n_H = len(A_prev), len(W), len(Z)
    last, board = n_H**2 - 1, max(n + 2 * pad, n_H) * CELL
    top, middle = HEAD + 22, HEAD + 22 + board / 2
    left_W = MARGIN + (n + 2 * pad) * CELL + 44
    left_Z = left_W + f * CELL + 70
    canvas = Canvas(
        left_Z + n_H * CELL + MARGIN,
        top + board + 14,
        say("The window slides"),
        say(
            "f = {f}, stride = {stride}, pad = {pad}; b = 1; Z as your conv_forward returned it",
            f=f,
            stride=stride,
            pad=pad,
        ),
    )
    top_A, top_W, top_Z = (middle - rows * CELL / 2 for rows in (n + 2 * pad, f, n_H))
    fills = padded_fill(n, n, pad)
    canvas.grid(
        MARGIN,
        top_A,
        np.pad(A_prev, pad),
        PADDING,
        caption="A_prev_pad" if pad else "A_prev",
        fill=lambda row, column: fills[row, column],
    )
    canvas.grid(left_W, top_W, W, WEIGHTS, caption="W")
    canvas.text(left_W - 22, middle, "×", size=18)
    canvas.arrow((left_W + f * CELL + 14, middle), (left_Z - 14, middle))
    canvas.remark((left_W + f * CELL + left_Z) / 2, middle - 12, say("sum + b"))
    canvas.grid(
        left_Z, top_Z, Z, OUTPUT, caption="Z", words=lambda value: "", fill=lambda row, column: tint(OUTPUT, 0.1)
    )
    captions = []
    for step, ((h, w), z) in enumerate(np.ndenumerate(Z)):
        with canvas.during(step, step):
            x, y = MARGIN + w * stride * CELL, top_A + h * stride * CELL
            canvas.rectangle(x, y, f * CELL, f * CELL, fill=WEIGHTS + "4d")
            canvas.frame(x, y, f, f, WEIGHTS)
        with canvas.during(step, last):
            canvas.cell(left_Z + w * CELL, top_Z + h * CELL, tint(OUTPUT, 0.4), short(z))
        with canvas.during(step, step):
            canvas.frame(left_Z + w * CELL, top_Z + h * CELL, 1, 1, OUTPUT)
        captions.append(
            say(
                "{entry} = {value}, from rows {top} to {bottom} and columns {left} to {right}",
                entry=f"Z[0, {h}, {w}, 0]",
                value=short(z),
                top=h * stride,
                bottom=h * stride + f - 1,
                left=w * stride,
                right=w * stride + f - 1,
            )
        )
    alt = say(
        "A {f} by {f} window slides over a {n} by {n} input with padding {pad}, {stride} at a time, row by row. "
        "At each of its {places} places it gives one entry of Z; conv_forward returned Z as {Z}.",
        f=f,
        n=n,
        pad=pad,
        stride=stride,
        places=last + 1,
        Z=read_aloud(Z),
    )
    return Animation(canvas.drawing(alt), captions)
