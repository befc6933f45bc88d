"""Other numbers in the same words: where they give another answer, the words of a question do not decide it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from cnn_utils.questions.families.small_calls import Fill
from cnn_utils.questions.subject import Subject


def other_calls(subject: Subject, words: str, args: Any) -> Iterator[Any]:  # noqa: ANN401 - arguments of any exercise
    """Calls that fit the same words as one call, with numbers that tell apart what the words do not say.

    Parameters
    ----------
    subject : Subject
    words : str
        From which the numbers are drawn.
    args : tuple
        Sizes, settings and the bias stay.

    Yields
    ------
    tuple
    """
    draw = random.Random(f"{subject.key} {words}")
    if isinstance(args[-1], str) and args[-1] == "max":
        settings = args[1][1] if subject.exercise == "pool_backward" else args[1]
        fills = other_fills(draw, settings["f"])
    else:
        fills = other_fills(draw)
    for fill in fills:
        yield _refilled(args, fill)
    yield (-args[0], *args[1:])


def other_fills(draw: random.Random, f: int | None = None) -> Iterator[Fill]:
    """Fills of numbers of either sign, none whole and none near zero.

    Parameters
    ----------
    draw : random.Random
    f : int, optional
        Side of a window of which only the largest entry counts: it stands at each place of the window in turn.
    """

    def real(shape: tuple[int, ...]) -> np.ndarray:
        chance = np.random.default_rng(draw.getrandbits(32))
        return np.asarray(chance.uniform(0.1, 1.0, shape) * chance.choice((-1.0, 1.0), shape))

    def largest_at(row: int, column: int) -> Fill:
        def fill(shape: tuple[int, ...]) -> np.ndarray:
            array = real(shape)
            array[:, row::f, column::f] += 10.0
            return array - 20.0 * ((row + column) % 2)  # below zero too

        return fill

    if f is None:
        yield real
    else:
        yield from (largest_at(row, column) for row in range(f) for column in range(f))


def _refilled(args: Any, fill: Fill) -> Any:  # noqa: ANN401 - arguments of any exercise
    if isinstance(args, np.ndarray):
        is_bias = args.shape[:3] == (1, 1, 1)
        return args if is_bias else fill(args.shape)
    if isinstance(args, float):
        return float(fill(()))
    return tuple(_refilled(each, fill) for each in args) if isinstance(args, tuple) else args
