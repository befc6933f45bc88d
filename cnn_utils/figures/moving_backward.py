"""The gradient flows back through the window, one entry of dZ after another."""

from __future__ import annotations

import numpy as np

from cnn_utils.compare.sentences import short
from cnn_utils.figures.animation import Animation
from cnn_utils.figures.moving import places_along, read_aloud, small_example
from cnn_utils.figures.pooling import gradient_paint
from cnn_utils.figures.ready import Student, array, ask, gentle, parts
from cnn_utils.figures.sheet import CELL, HEAD, MARGIN, Canvas
from cnn_utils.language.speaking import say
from cnn_utils.palette import GRADIENT, PADDING, WEIGHTS, tint


@gentle
def animate_backward(conv_backward: Student, n: int = 4, f: int = 2, stride: int = 1, pad: int = 0) -> Animation:
    """Let the entries of dZ give their gradient back one after another, by the student's own function.

    Step k calls it with all but the first k + 1 entries of dZ set to zero, so each step shows what one entry adds.

    Parameters
    ----------
    conv_backward : callable
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
        One step for each entry of dZ.
    """
    n_H = places_along(n, f, stride, pad)
    A_prev, W = small_example(n, f)
    order = np.arange(n_H**2).reshape(n_H, n_H)
    dZ, hparameters = 1.0 + order % 3, {"stride": stride, "pad": pad}
    states = [
        _backward(conv_backward, A_prev, W, np.where(order <= step, dZ, 0.0), hparameters) for step in range(n_H**2)
    ]
    return _backward_steps(W, dZ, states, stride, pad)


def _backward(
    conv_backward: Student, A_prev: np.ndarray, W: np.ndarray, dZ: np.ndarray, hparameters: dict[str, int]
) -> np.ndarray:
    """Ask for dA_prev.

    Returns
    -------
    ndarray of shape (n, n)
    """
    cache = (A_prev[None, :, :, None].copy(), W[:, :, None, None].copy(), np.ones((1, 1, 1, 1)), dict(hparameters))
    value = ask("conv_backward", conv_backward, dZ[None, :, :, None], cache)
    shape = (1, *A_prev.shape, 1)
    return array("conv_backward", "dA_prev", parts("conv_backward", value, 3)[0], shape)[0, :, :, 0]


def _backward_steps(W: np.ndarray, dZ: np.ndarray, states: list[np.ndarray], stride: int, pad: int) -> Animation:
    """Draw dZ, W and the growing dA_prev."""
    n, f, n_H, last = len(states[0]), len(W), len(dZ), len(states) - 1
    board = max(n + 2 * pad, n_H) * CELL
    top, middle = HEAD + 22, HEAD + 22 + board / 2
    left_W = MARGIN + n_H * CELL + 44
    left_A = left_W + f * CELL + 90 + pad * CELL
    canvas = Canvas(
        left_A + (n + pad) * CELL + MARGIN,
        top + board + 14,
        say("The gradient flows back"),
        say(
            "f = {f}, stride = {stride}, pad = {pad}; dA_prev as your conv_backward returned it",
            f=f,
            stride=stride,
            pad=pad,
        ),
    )
    top_Z, top_W, top_A = (middle - rows * CELL / 2 for rows in (n_H, f, n))
    canvas.grid(MARGIN, top_Z, dZ, GRADIENT, caption="dZ", fill=lambda row, column: tint(GRADIENT, 0.25))
    canvas.text(left_W - 22, middle, "×", size=18)
    canvas.grid(left_W, top_W, W, WEIGHTS, caption="W")
    canvas.arrow((left_W + f * CELL + 14, middle), (left_A - pad * CELL - 14, middle))
    canvas.remark((left_W + f * CELL + left_A - pad * CELL) / 2, middle - 12, "+= W × dZ")
    if pad:
        canvas.rectangle(
            left_A - pad * CELL,
            top_A - pad * CELL,
            (n + 2 * pad) * CELL,
            (n + 2 * pad) * CELL,
            edge=PADDING,
            dashed=True,
        )
    canvas.caption(left_A + n * CELL / 2, top_A - pad * CELL, "dA_prev")
    _growing(canvas, left_A, top_A, states)
    captions = []
    for step, ((h, w), dz) in enumerate(np.ndenumerate(dZ)):
        with canvas.during(step, step):
            canvas.cell(MARGIN + w * CELL, top_Z + h * CELL, tint(GRADIENT, 0.9), short(dz), bold=True)
            canvas.frame(MARGIN + w * CELL, top_Z + h * CELL, 1, 1, GRADIENT)
            canvas.frame(left_A + (w * stride - pad) * CELL, top_A + (h * stride - pad) * CELL, f, f, WEIGHTS)
        captions.append(
            say(
                "{gradient} = {value} adds W × {value} to the window that made {entry}",
                gradient=f"dZ[0, {h}, {w}, 0]",
                value=short(dz),
                entry=f"Z[0, {h}, {w}, 0]",
            )
        )
    alt = say(
        "Entry after entry of dZ adds the {f} by {f} filter, times itself, to the window of dA_prev it came from. "
        "After the last of {steps} steps dA_prev is, as conv_backward returned it, {dA_prev}.",
        f=f,
        steps=last + 1,
        dA_prev=read_aloud(states[-1]),
    )
    return Animation(canvas.drawing(alt), captions)


def _growing(canvas: Canvas, left: float, top: float, states: list[np.ndarray]) -> None:
    """Draw every value of every cell for as long as it holds."""
    peak = max(float(np.abs(state[np.isfinite(state)]).max(initial=0.0)) for state in states)
    for row, column in np.ndindex(states[0].shape):
        values = [float(state[row, column]) for state in states]
        begins = [step for step in range(len(values)) if step == 0 or values[step] != values[step - 1]]
        for first, following in zip(begins, [*begins[1:], len(values)], strict=True):
            with canvas.during(first, following - 1):
                canvas.cell(
                    left + column * CELL, top + row * CELL, gradient_paint(values[first], peak), short(values[first])
                )
