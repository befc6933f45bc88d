"""What the animations of the sliding window share: a small example, its places, its numbers as they are read."""

from __future__ import annotations

import numpy as np

from cnn_utils.compare.sentences import short
from cnn_utils.figures.window import output_size
from cnn_utils.language.speaking import say

MOST_STEPS = 49


def small_example(n: int, f: int) -> tuple[np.ndarray, np.ndarray]:
    """Make a small input and filter of whole numbers that do not repeat too soon.

    Returns
    -------
    A_prev : ndarray of shape (n, n)
    W : ndarray of shape (f, f)
    """
    return np.arange(n * n).reshape(n, n) * 7 % 5 * 1.0, (np.arange(f * f).reshape(f, f) * 2 % 3 - 1) * 1.0


def places_along(n: int, f: int, stride: int, pad: int) -> int:
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


def read_aloud(values: np.ndarray) -> str:
    """Read a matrix aloud, row by row."""
    return "; ".join(", ".join(short(value) for value in row) for row in values)
