"""Named mistakes in pool_backward."""

from __future__ import annotations

from functools import partial

import numpy as np

from autograder.misconceptions.record import Misconception
from autograder.misconceptions.step_by_step.backward_layers import (
    Share,
    by_corner,
    by_window,
    evenly,
    marked,
    pool_gradient,
    to_maximum,
)
from autograder.misconceptions.step_by_step.forward_layers import Cache
from autograder.misconceptions.step_by_step.settings import settings_records
from autograder.misconceptions.step_by_step.sliding import corner_records

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


def _into_the_input(dA: np.ndarray, cache: Cache, mode: str = "max") -> np.ndarray:
    """Add the gradient into A_prev itself, where later windows look for their maximum."""
    A_prev, hparameters = cache
    f, stride = hparameters["f"], hparameters["stride"]
    for i, h, w, c in np.ndindex(*dA.shape):
        window = A_prev[i, h * stride : h * stride + f, w * stride : w * stride + f, c]
        window += (window == window.max()) * dA[i, h, w, c] if mode == "max" else dA[i, h, w, c] / f**2
    return np.asarray(A_prev)


def _first_example(dA_prev: np.ndarray, dA: np.ndarray) -> np.ndarray:
    rest = np.zeros_like(dA_prev)
    rest[:1] = dA_prev[:1]
    return rest


def _last_example(dA_prev: np.ndarray, dA: np.ndarray) -> np.ndarray:
    rest = np.zeros_like(dA_prev)
    rest[-1:] = dA_prev[-1:]
    return rest


def _from_the_input(dA: np.ndarray, cache: Cache, mode: str = "max") -> np.ndarray:
    return np.asarray(pool_gradient()(dA, cache, mode) + cache[0])


RECORDS = (
    _record(
        "dA-by-the-corner",
        variant=pool_gradient(upstream=by_corner),
        what="dA is read at the window's corner, vert_start and horiz_start, where h and w belong.",
        where="Look at the indexes of dA in both branches.",
        why="dA has the shape of the output. Its entry for this window is dA[i, h, w, c]; at stride 1 nobody notices.",
        origin="published solutions",
    ),
    _record(
        "dA-by-the-window",
        variant=pool_gradient(upstream=by_window),
        what="A whole window is cut out of dA, with the rows and columns of the input.",
        where="Look at the indexes of dA in both branches.",
        why="dA has the shape of the output: one entry, dA[i, h, w, c], belongs to this window.",
    ),
    _record(
        "dA-of-the-first-channel",
        variant=pool_gradient(upstream=lambda dA, h, w, rows, columns: np.repeat(dA[:, h, w, :1], dA.shape[3], axis=1)),
        what="The gradient of the first channel is used for all of them.",
        where="Look at the last index of dA.",
        why="Channel c was pooled from channel c, so it gets the gradient of channel c.",
    ),
    _record(
        "dA-of-the-first-example",
        variant=pool_gradient(upstream=lambda dA, h, w, rows, columns: np.repeat(dA[:1, h, w, :], len(dA), axis=0)),
        what="The gradient of the first example is used for all of them.",
        where="Look at the first index of dA.",
        why="Each example has its own output and so its own gradient.",
    ),
    _record(
        "assigned-not-added",
        variant=pool_gradient(assigned=True),
        what="Each window overwrites what an overlapping one gave.",
        where="Look at the lines that fill dA_prev: = or +=?",
        why="Where windows overlap, an input pixel gets a gradient from each of them, and they add up.",
        origin="published solutions",
    ),
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
    _record(
        "all-zeros",
        variant=pool_gradient(finish=lambda dA_prev, dA: np.zeros_like(dA_prev)),
        what="dA_prev has the right shape, but nothing is ever added to it.",
        where="Look at the left of the assignments in both branches.",
        why="What is added to a copy, or to another array, does not reach dA_prev.",
    ),
    _record(
        "starts-at-one",
        variant=pool_gradient(finish=lambda dA_prev, dA: dA_prev + 1),
        what="Every entry of dA_prev is 1 too large.",
        where="Look at the array in which the gradient is added up: where does it start?",
        why="A sum starts from nothing, so from zeros.",
    ),
    _record(
        "starts-at-the-input",
        variant=_from_the_input,
        what="The gradient is added to the input's own values.",
        where="Look at how dA_prev is made: it has the shape of A_prev, not its numbers.",
        why="A sum starts from nothing, so from zeros.",
        origin="published solutions",
    ),
    _record(
        "last-example-only",
        variant=pool_gradient(finish=_last_example),
        what="Only the last example gets a gradient.",
        where="Look at how far the loop over h is indented: it stands inside the loop over the examples.",
        why="What comes after a loop happens once, with the last value of its variable.",
        origin="published solutions",
    ),
    _record(
        "only-the-first-example",
        variant=pool_gradient(finish=_first_example),
        what="Only the first example gets its gradient; the others stay at zero.",
        where="Look at the indentation of the return, and at the range of the loop over i.",
        why="A return inside the loop ends the function after the first round.",
    ),
    _record(
        "summed-over-examples",
        variant=pool_gradient(
            finish=lambda dA_prev, dA: np.repeat(dA_prev.sum(axis=0)[None], len(dA_prev), axis=0),
        ),
        what="Every example gets the sum of all examples' gradients.",
        where="Look at the first index of dA_prev where it is added to.",
        why="Each example has its own input and so its own gradient.",
    ),
    _record(
        "averaged-over-examples",
        variant=pool_gradient(finish=lambda dA_prev, dA: dA_prev / len(dA_prev)),
        what="The gradient is divided by the number of examples.",
        where="Look for a division by m.",
        why="The mean over the examples belongs to the cost: dA already carries it.",
    ),
    _record(
        "input-overwritten",
        variant=_into_the_input,
        what="The gradient is added into A_prev, so the cache is spoilt.",
        where="Look at the line that makes dA_prev: is it a new array of zeros?",
        why="dA_prev = A_prev gives the input a second name; what is added to one is added to the other.",
        origin="published solutions",
    ),
    _record(
        "shape-of-the-output",
        variant=lambda dA, cache, mode="max": np.zeros(dA.shape),
        what="dA_prev has the shape of dA and is never filled.",
        where="Look at the line that makes dA_prev.",
        why="A gradient has the shape of what it belongs to: A_prev.",
    ),
    *corner_records("pool_backward", pool_gradient),
    *settings_records("pool_backward", pool_gradient, "f", "stride"),
)
