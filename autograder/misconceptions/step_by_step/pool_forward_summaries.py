"""Named mistakes in pool_forward: in what is made of a window, and in which mode."""

from __future__ import annotations

from functools import partial

import numpy as np

from autograder.misconceptions.record import Misconception
from autograder.misconceptions.step_by_step.forward_layers import highest, mean, pooling

_record = partial(Misconception, exercise="pool_forward", origin="one-place breakage")
_BRANCHES = "Look at the two branches, for max and for average, and at what each of them computes."


def _over_channels(window: np.ndarray, summary: str) -> np.ndarray:
    """Summarise all channels of a window together."""
    one = getattr(window, summary)(axis=(1, 2, 3))
    return np.repeat(one[:, None], window.shape[3], axis=1)


def _over_everything(window: np.ndarray, summary: str) -> np.ndarray:
    """Summarise all examples and all channels of a window together."""
    return np.full((len(window), window.shape[3]), getattr(window, summary)())


RECORDS = (
    _record(
        "average-divided-by-f",
        variant=pooling(mean=lambda window: window.sum(axis=(1, 2)) / window.shape[1]),
        what="The average divides by f.",
        where="Look at the branch for average: how many entries does a window have?",
        why="A window has f * f entries, so their sum is divided by f * f.",
        origin="published solutions",
    ),
    _record(
        "average-is-the-sum",
        variant=pooling(mean=lambda window: window.sum(axis=(1, 2))),
        what="Average pooling returns the sum of the window.",
        where="Look at the branch for average.",
        why="The average is the sum divided by the number of entries, f * f.",
        origin="published solutions",
    ),
    _record(
        "average-is-the-median",
        variant=pooling(mean=lambda window: np.median(window, axis=(1, 2))),
        what="Average pooling returns the median of the window.",
        where="Look at the branch for average.",
        why="The median is the entry in the middle; the average takes all of them into account.",
    ),
    _record(
        "average-over-all-channels",
        variant=pooling(mean=lambda window: _over_channels(window, "mean")),
        what="The average is taken over all channels together.",
        where="Look at the window that the average is taken of: does it hold one channel?",
        why="Pooling works on each channel by itself.",
        origin="published solutions",
    ),
    _record(
        "maximum-over-all-channels",
        variant=pooling(highest=lambda window: _over_channels(window, "max")),
        what="The maximum is taken over all channels together.",
        where="Look at the window that the maximum is taken of: does it hold one channel?",
        why="Pooling works on each channel by itself.",
        origin="published solutions",
    ),
    _record(
        "all-examples-together",
        variant=pooling(
            highest=lambda window: np.broadcast_to(window.max(axis=(0, 1, 2)), window[:, 0, 0].shape),
            mean=lambda window: np.broadcast_to(window.mean(axis=(0, 1, 2)), window[:, 0, 0].shape),
        ),
        what="The window holds all examples, so each of them gets the same numbers.",
        where="Look at the first index of the window that you cut out.",
        why="Each example has its own picture: the window belongs to example i.",
        origin="published solutions",
    ),
    _record(
        "average-divided-by-four",
        variant=pooling(mean=lambda window: window.sum(axis=(1, 2)) / 4),
        what="The average divides by 4, whatever f is.",
        where="Look at the branch for average: how many entries does a window have?",
        why="A window has f * f entries: 4 of them where f is 2.",
        origin="published solutions",
    ),
    _record(
        "place-for-maximum",
        variant=pooling(highest=lambda window: window.reshape(len(window), -1, window.shape[3]).argmax(axis=1) * 1.0),
        what="Max pooling returns the place of the maximum, not the maximum.",
        where="Look at the function in the branch for max.",
        why="np.argmax counts to the largest entry; np.max gives the entry itself.",
    ),
    _record(
        "all-examples-and-channels",
        variant=pooling(
            highest=lambda window: _over_everything(window, "max"),
            mean=lambda window: _over_everything(window, "mean"),
        ),
        what="The window holds all examples and all channels.",
        where="Look at the first and the last index of the window that you cut out.",
        why="Pooling goes through each channel of each example by itself.",
        origin="published solutions",
    ),
    _record(
        "all-channels-together",
        variant=pooling(
            highest=lambda window: _over_channels(window, "max"), mean=lambda window: _over_channels(window, "mean")
        ),
        what="The window holds all channels, so each of them gets the same number.",
        where="Look at the line that cuts the window out of the input, and at its last index.",
        why="Pooling works on each channel by itself: the window belongs to channel c.",
        origin="published solutions",
    ),
    _record(
        "minimum-for-maximum",
        variant=pooling(highest=lambda window: window.min(axis=(1, 2))),
        what="Max pooling returns the smallest entry.",
        where="Look at the branch for max.",
        why="Max pooling keeps the strongest answer of a window: the largest entry.",
    ),
    _record(
        "magnitude-for-maximum",
        variant=pooling(highest=lambda window: np.abs(window).max(axis=(1, 2))),
        what="Max pooling compares magnitudes, without the sign.",
        where="Look for an absolute value in the branch for max.",
        why="A strongly negative entry is a small one: the maximum keeps the sign in mind.",
    ),
    _record(
        "maximum-not-below-zero",
        variant=pooling(highest=lambda window: np.maximum(highest(window), 0)),
        what="The maximum is never below zero.",
        where="Look at the number that your search for the maximum starts from.",
        why="A window may hold negative entries only; then its maximum is negative.",
    ),
    _record(
        "maximum-in-both-modes",
        variant=pooling(mean=highest),
        what="The maximum is taken in both modes.",
        where=_BRANCHES,
        why="`mode` decides: 'max' for the largest entry, 'average' for the mean of all.",
    ),
    _record(
        "average-by-default",
        variant=lambda A_prev, hparameters, mode="average": pooling()(A_prev, hparameters, mode),
        what="Without a mode, the average is taken.",
        where="Look at the header: which mode stands behind the equals sign?",
        why="Whoever calls pool_forward without a mode counts on 'max', which the header had.",
    ),
    _record(
        "average-in-both-modes",
        variant=pooling(highest=mean),
        what="The average is taken in both modes.",
        where=_BRANCHES,
        why="`mode` decides: 'max' for the largest entry, 'average' for the mean of all.",
    ),
    _record(
        "modes-exchanged",
        variant=pooling(highest=mean, mean=highest),
        what="The two modes are exchanged.",
        where=_BRANCHES,
        why="`mode` decides: 'max' for the largest entry, 'average' for the mean of all.",
    ),
    _record(
        "average-left-at-zero",
        variant=pooling(mean=lambda window: np.zeros((window.shape[0], window.shape[3]))),
        what="In mode 'average' nothing is computed: A stays at zero.",
        where="Look at the word that the second branch compares mode with, and at what it assigns.",
        why="The caller says 'average', spelt out.",
    ),
    _record(
        "maximum-left-at-zero",
        variant=pooling(highest=lambda window: np.zeros((window.shape[0], window.shape[3]))),
        what="In mode 'max' nothing is computed: A stays at zero.",
        where="Look at the word that the first branch compares mode with, and at what it assigns.",
        why="The caller says 'max'.",
    ),
)
