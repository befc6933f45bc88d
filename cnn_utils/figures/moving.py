"""The window slides: forward it gathers Z, backward it gives the gradient back."""

from __future__ import annotations

import numpy as np

from cnn_utils.compare.sentences import short
from cnn_utils.figures.animation import Animation
from cnn_utils.figures.pooling import gradient_paint
from cnn_utils.figures.ready import Student, array, ask, gentle, parts
from cnn_utils.figures.sheet import CELL, HEAD, MARGIN, Canvas
from cnn_utils.figures.window import output_size, padded_fill
from cnn_utils.language.speaking import say
from cnn_utils.palette import GRADIENT, OUTPUT, PADDING, WEIGHTS, tint

MOST_STEPS = 49


def _example(n: int, f: int) -> tuple[np.ndarray, np.ndarray]:
    """Make a small input and filter of whole numbers that do not repeat too soon.

    Returns
    -------
    A_prev : ndarray of shape (n, n)
    W : ndarray of shape (f, f)
    """
    return np.arange(n * n).reshape(n, n) * 7 % 5 * 1.0, (np.arange(f * f).reshape(f, f) * 2 % 3 - 1) * 1.0


def _places(n: int, f: int, stride: int, pad: int) -> int:
    """Count the places of the window along one side.

    Raises
    ------
    ValueError
        If it fits nowhere, or so often that nobody would watch.
    """
    n_H = output_size(n, f, stride, pad)
    if not 1 <= n_H**2 <= MOST_STEPS:
        raise ValueError(
            say(
                "n = {n}, f = {f}, stride = {stride}, pad = {pad} give {places} places for the window; "
                "an animation shows 1 to {most}",
                n=n,
                f=f,
                stride=stride,
                pad=pad,
                places=n_H**2,
                most=MOST_STEPS,
            )
        )
    return n_H


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
    n_H = _places(n, f, stride, pad)
    A_prev, W = _example(n, f)
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
        Z=_numbers(Z),
    )
    return Animation(canvas.drawing(alt), captions)


def _numbers(values: np.ndarray) -> str:
    """Read a matrix aloud, row by row."""
    return "; ".join(", ".join(short(value) for value in row) for row in values)


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
    n_H = _places(n, f, stride, pad)
    A_prev, W = _example(n, f)
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
        dA_prev=_numbers(states[-1]),
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
