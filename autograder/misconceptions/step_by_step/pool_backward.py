"""Named mistakes in pool_backward: in what arrives and what is handed back; those in the sharing stand beside it."""

from __future__ import annotations

from functools import partial

import numpy as np

from autograder.misconceptions.record import Misconception
from autograder.misconceptions.step_by_step import pool_backward_shares
from autograder.misconceptions.step_by_step.backward_layers import (
    by_corner,
    by_window,
    pool_gradient,
)
from autograder.misconceptions.step_by_step.forward_layers import Cache
from autograder.misconceptions.step_by_step.settings import settings_records
from autograder.misconceptions.step_by_step.sliding import corner_records

_record = partial(Misconception, exercise="pool_backward", origin="one-place breakage")


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
    *pool_backward_shares.RECORDS,
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
