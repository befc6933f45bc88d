"""Named mistakes in pool_backward: in how a gradient is shared out over its window, and in which mode."""

from __future__ import annotations

from functools import partial

import numpy as np

from autograder.misconceptions.record import Misconception
from autograder.misconceptions.step_by_step.backward_layers import Share, evenly, marked, pool_gradient, to_maximum
from autograder.misconceptions.step_by_step.forward_layers import Cache

_record = partial(Misconception, exercise="pool_backward", origin="one-place breakage")
_MAX = "Look at the branch for max, at the line that fills dA_prev."
_AVERAGE = "Look at the branch for average, at the lines that compute da and fill dA_prev."
_BRANCHES = "Look at the two branches, for max and for average, and at what each of them adds to dA_prev."


def _mask_of(rule: str) -> Share:
    """Give the gradient to another entry than the maximum."""

    def share(window: np.ndarray, g: np.ndarray, f: int) -> np.ndarray:
        if rule == "minimum":
            return np.asarray((window == window.min(axis=(1, 2), keepdims=True)) * g)
        magnitude = np.abs(window)
        return np.asarray((magnitude == magnitude.max(axis=(1, 2), keepdims=True)) * g)

    return share


def _over_output_size(dA: np.ndarray, cache: Cache, mode: str = "max") -> np.ndarray:
    """Share out over (n_H, n_W), the size of the output."""
    n_H, n_W = dA.shape[1:3]
    spread = pool_gradient(evenly=lambda window, g, f: np.ones((1, n_H, n_W, 1)) * g / (n_H * n_W))
    return np.asarray(spread(dA, cache, mode))


RECORDS = (
    _record(
        "mask-unused",
        variant=pool_gradient(to_maximum=lambda window, g, f: np.ones((1, f, f, 1)) * g),
        what="In mode 'max' every entry of the window gets the whole gradient.",
        where=_MAX,
        why="Only the maximum passed its value on; the mask keeps the gradient from the others.",
        origin="published solutions",
    ),
    _record(
        "gradient-unused",
        variant=pool_gradient(to_maximum=lambda window, g, f: marked(window) * 1.0),
        what="In mode 'max' the mask is added without the gradient.",
        where=_MAX,
        why="The mask says where; dA[i, h, w, c] says how much.",
    ),
    _record(
        "input-for-gradient",
        variant=pool_gradient(to_maximum=lambda window, g, f: marked(window) * window),
        what="In mode 'max' the input's maximum is handed back, not the gradient.",
        where=_MAX,
        why="What goes back is the gradient that arrives, dA[i, h, w, c].",
    ),
    _record(
        "gradient-to-the-minimum",
        variant=pool_gradient(to_maximum=_mask_of("minimum")),
        what="In mode 'max' the smallest entry gets the gradient.",
        where="Look at how the mask is made.",
        why="Max pooling passed the largest entry on, so the gradient belongs there.",
    ),
    _record(
        "gradient-to-the-largest-magnitude",
        variant=pool_gradient(to_maximum=_mask_of("magnitude")),
        what="In mode 'max' the entry of largest magnitude gets the gradient.",
        where="Look at how the mask is made.",
        why="A strongly negative entry is a small one: the maximum keeps the sign in mind.",
    ),
    _record(
        "mask-of-the-first-example",
        variant=pool_gradient(source=lambda A_prev: np.repeat(A_prev[:1], len(A_prev), axis=0)),
        what="The first example's picture makes the masks for all of them.",
        where="Look at the line that picks a_prev out of A_prev.",
        why="The loop over i goes through the examples: each has its own picture.",
    ),
    _record(
        "mask-of-the-first-channel",
        variant=pool_gradient(source=lambda A_prev: np.repeat(A_prev[..., :1], A_prev.shape[3], axis=3)),
        what="The first channel makes the masks for all of them.",
        where="Look at the last index of the window that the mask is made of.",
        why="Each channel was pooled by itself, and has its maximum elsewhere.",
    ),
    _record(
        "average-not-divided",
        variant=pool_gradient(evenly=lambda window, g, f: np.ones((1, f, f, 1)) * g),
        what="In mode 'average' every entry of the window gets the whole gradient.",
        where=_AVERAGE,
        why="The forward pass divided by f * f, and so does its gradient.",
        origin="published solutions",
    ),
    _record(
        "average-divided-by-f",
        variant=pool_gradient(evenly=lambda window, g, f: np.ones((1, f, f, 1)) * g / f),
        what="In mode 'average' the gradient is divided by f.",
        where=_AVERAGE,
        why="A window has f * f entries, and each gets the same share.",
        origin="published solutions",
    ),
    _record(
        "average-divided-twice",
        variant=pool_gradient(evenly=lambda window, g, f: np.ones((1, f, f, 1)) * g / f**4),
        what="In mode 'average' the gradient is divided by f * f twice.",
        where=_AVERAGE,
        why="distribute_value divides by itself: it is given the whole gradient.",
    ),
    _record(
        "average-over-the-output-size",
        variant=_over_output_size,
        what="In mode 'average' the gradient is shared out over (n_H, n_W), the size of the output.",
        where=_AVERAGE,
        why="It is shared out over the window, which has the shape (f, f).",
    ),
    _record(
        "maximum-in-both-modes",
        variant=pool_gradient(evenly=to_maximum),
        what="The gradient goes to the maximum in both modes.",
        where=_BRANCHES,
        why="`mode` decides: 'max' gives it to the maximum, 'average' shares it out.",
    ),
    _record(
        "average-by-default",
        variant=lambda dA, cache, mode="average": pool_gradient()(dA, cache, mode),
        what="Without a mode, the gradient is shared out.",
        where="Look at the header: which mode stands behind the equals sign?",
        why="Whoever calls pool_backward without a mode counts on 'max', which the header had.",
    ),
    _record(
        "average-in-both-modes",
        variant=pool_gradient(to_maximum=evenly),
        what="The gradient is shared out in both modes.",
        where=_BRANCHES,
        why="`mode` decides: 'max' gives it to the maximum, 'average' shares it out.",
    ),
    _record(
        "modes-exchanged",
        variant=pool_gradient(to_maximum=evenly, evenly=to_maximum),
        what="The two modes are exchanged.",
        where=_BRANCHES,
        why="`mode` decides: 'max' gives it to the maximum, 'average' shares it out.",
    ),
    _record(
        "average-left-at-zero",
        variant=pool_gradient(evenly=lambda window, g, f: g * 0),
        what="In mode 'average' nothing is handed back: dA_prev stays at zero.",
        where="Look at the word that the second branch compares mode with, and at what it adds.",
        why="The caller says 'average', spelt out.",
    ),
    _record(
        "maximum-left-at-zero",
        variant=pool_gradient(to_maximum=lambda window, g, f: g * 0),
        what="In mode 'max' nothing is handed back: dA_prev stays at zero.",
        where="Look at the word that the first branch compares mode with, and at what it adds.",
        why="The caller says 'max'.",
    ),
)
