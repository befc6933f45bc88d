"""Wrong forward layers, put together from their choices.

Each builder returns a function with the exercise's own parameters. What is not chosen is right. All examples and all
channels of a window are computed at once, so a variant costs far less than the loops, and NumPy clips, broadcasts and
raises as it does for a single example.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.misconceptions.step_by_step.windows import RIGHT, Slide

HParameters = dict[str, int]
Cache = tuple[Any, ...]
Function = Callable[..., Any]


def framed(A: np.ndarray, pad: int) -> np.ndarray:
    """Pad height and width with zeros."""
    return np.asarray(np.pad(A, ((0, 0), (pad, pad), (pad, pad), (0, 0))))


def products(window: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Multiply, sum, add the bias: (m, f, f, n_C_prev) and (f, f, n_C_prev, n_C) to (m, n_C)."""
    if window.shape[1:] != W.shape[:3]:
        window[0] * W[..., 0]  # stops, where it stops, in the words that the loops get
    return np.asarray((window[..., None] * W).sum(axis=(1, 2, 3)) + b.reshape(-1))


def convolution(
    slide: Slide = RIGHT,
    step: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray] = products,
    pad_input: Callable[[np.ndarray, int], np.ndarray] = framed,
    finish: Callable[[np.ndarray], np.ndarray] = lambda Z: Z,
    returned: Callable[..., Any] = lambda Z, padded, *inputs: (Z, inputs),
    dtype: type = float,
) -> Function:
    """Build a conv_forward.

    Parameters
    ----------
    slide : Slide
    step : callable
        (window, W, b) -> (m, n_C): what one position of the window gives.
    pad_input : callable
    finish : callable
        Changes the whole Z at the end.
    returned : callable
        (Z, A_prev_pad, A_prev, W, b, hparameters) -> what the function returns.
    dtype : type
        Of the array that Z is written into.
    """

    def conv_forward(A_prev: np.ndarray, W: np.ndarray, b: np.ndarray, hparameters: HParameters) -> Any:  # noqa: ANN401
        m, n_H_prev, n_W_prev, _ = A_prev.shape
        f, n_C = W.shape[0], W.shape[3]
        stride, pad = hparameters["stride"], hparameters["pad"]
        n_H, n_W = slide.sizes(n_H_prev, n_W_prev, f, pad, stride)
        Z: np.ndarray = np.zeros((m, n_H, n_W, n_C), dtype)
        padded = pad_input(A_prev, pad)
        for examples, h, w, rows, columns in slide.windows(m, n_H, n_W, f, stride):
            Z[examples, h, w, :] = step(padded[examples, rows, columns, :], W, b)
        return returned(finish(Z), padded, A_prev, W, b, hparameters)

    return conv_forward


def highest(window: np.ndarray) -> np.ndarray:
    """Maximum of every example and channel of a window: (m, f, f, n_C) to (m, n_C)."""
    return np.asarray(window.max(axis=(1, 2)))


def mean(window: np.ndarray) -> np.ndarray:
    """Average of every example and channel of a window: (m, f, f, n_C) to (m, n_C)."""
    return np.asarray(window.mean(axis=(1, 2)))


def pooling(
    slide: Slide = RIGHT,
    highest: Callable[[np.ndarray], np.ndarray] = highest,
    mean: Callable[[np.ndarray], np.ndarray] = mean,
    finish: Callable[[np.ndarray], np.ndarray] = lambda A: A,
    returned: Callable[..., Any] = lambda A, *inputs: (A, inputs),
    dtype: type = float,
) -> Function:
    """Build a pool_forward.

    Parameters
    ----------
    slide : Slide
    highest, mean : callable
        (m, f, f, n_C) -> (m, n_C): what the two modes make of a window.
    finish : callable
        Changes the whole A at the end.
    returned : callable
        (A, A_prev, hparameters) -> what the function returns.
    dtype : type
        Of the array that A is written into.
    """

    def pool_forward(A_prev: np.ndarray, hparameters: HParameters, mode: str = "max") -> Any:  # noqa: ANN401
        m, n_H_prev, n_W_prev, n_C = A_prev.shape
        f, stride = hparameters["f"], hparameters["stride"]
        n_H, n_W = slide.sizes(n_H_prev, n_W_prev, f, 0, stride)
        A: np.ndarray = np.zeros((m, n_H, n_W, n_C), dtype)
        summary = highest if mode == "max" else mean
        for examples, h, w, rows, columns in slide.windows(m, n_H, n_W, f, stride):
            A[examples, h, w, :] = summary(A_prev[examples, rows, columns, :])
        return returned(finish(A), A_prev, hparameters)

    return pool_forward
