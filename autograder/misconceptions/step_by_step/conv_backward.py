"""Named mistakes in conv_backward: in all gradients alike; those in one of them stand beside it."""

from __future__ import annotations

from functools import partial

import numpy as np

from autograder.misconceptions.record import Misconception
from autograder.misconceptions.step_by_step import conv_backward_input, conv_backward_weights
from autograder.misconceptions.step_by_step.backward_layers import by_corner, conv_gradient
from autograder.misconceptions.step_by_step.forward_layers import Cache
from autograder.misconceptions.step_by_step.settings import settings_records
from autograder.misconceptions.step_by_step.sliding import corner_records

_record = partial(Misconception, exercise="conv_backward", origin="one-place breakage")


def _first_example_returned(dZ: np.ndarray, cache: Cache) -> tuple[np.ndarray, ...]:
    """Return inside the loop over the examples."""
    A_prev, *rest = cache
    dA_prev, dW, db = conv_gradient()(dZ[:1], (A_prev[:1], *rest))
    others = np.zeros((len(A_prev) - 1, *A_prev.shape[1:]))
    return np.concatenate([dA_prev, others]), dW, db


def _last_example_only(dZ: np.ndarray, cache: Cache) -> tuple[np.ndarray, ...]:
    """Leave the loop over the examples before the others begin."""
    A_prev, *rest = cache
    dA_prev, dW, db = conv_gradient()(dZ[-1:], (A_prev[-1:], *rest))
    return np.concatenate([np.zeros((len(A_prev) - 1, *A_prev.shape[1:])), dA_prev]), dW, db


RECORDS = (
    *conv_backward_input.RECORDS,
    *conv_backward_weights.RECORDS,
    _record(
        "first-example-only",
        variant=_first_example_returned,
        what="Only the first example is gone through.",
        where="Look at the indentation of the return, and at the range of the loop over i.",
        why="A return inside the loop ends the function after the first round.",
    ),
    _record(
        "last-example-only",
        variant=_last_example_only,
        what="Only the last example goes through the loops over h, w and c.",
        where="Look at how far the loop over h is indented: it stands inside the loop over the examples.",
        why="What comes after a loop happens once, with the last value of its variable.",
        origin="published solutions",
    ),
    _record(
        "dZ-by-the-corner",
        variant=conv_gradient(upstream=by_corner),
        what="dZ is read at the window's corner, vert_start and horiz_start, where h and w belong.",
        where="Look at the indexes of dZ in the innermost loop.",
        why="dZ has the shape of the output. Its entry for this window is dZ[i, h, w, c].",
        origin="published solutions",
    ),
    _record(
        "dZ-of-the-first-filter",
        variant=conv_gradient(upstream=lambda dZ, h, w, rows, columns: np.repeat(dZ[:, h, w, :1], dZ.shape[3], axis=1)),
        what="The gradient of the first output channel is used for all of them.",
        where="Look at the last index of dZ in the innermost loop.",
        why="Filter c made output channel c, so it gets the gradient of channel c.",
    ),
    _record(
        "dZ-of-the-first-example",
        variant=conv_gradient(upstream=lambda dZ, h, w, rows, columns: np.repeat(dZ[:1, h, w, :], len(dZ), axis=0)),
        what="The gradient of the first example is used for all of them.",
        where="Look at the first index of dZ in the innermost loop.",
        why="Each example has its own output and so its own gradient.",
    ),
    _record(
        "gradients-in-another-order",
        variant=conv_gradient(finish=lambda dA_prev, dW, db: (dW, db, dA_prev)),
        what="The gradients are returned as dW, db, dA_prev.",
        where="Look at the return line.",
        why="The caller unpacks dA_prev, dW, db, in this order.",
    ),
    _record(
        "db-before-dW",
        variant=conv_gradient(finish=lambda dA_prev, dW, db: (dA_prev, db, dW)),
        what="dW and db are returned in exchanged order.",
        where="Look at the return line.",
        why="The caller unpacks dA_prev, dW, db, in this order.",
    ),
    *corner_records("conv_backward", conv_gradient),
    *settings_records("conv_backward", conv_gradient, "stride", "pad"),
)
