"""Named mistakes in create_mask_from_window."""

from __future__ import annotations

from functools import partial

import numpy as np

from autograder.misconceptions.record import Misconception

_record = partial(Misconception, exercise="create_mask_from_window", origin="one-place breakage")


def _in_place(x: np.ndarray) -> np.ndarray:
    mask = np.array(x == np.max(x))
    x[...] = mask
    return mask


def _last_place(x: np.ndarray) -> tuple[int, ...]:
    return tuple(int(i) for i in np.unravel_index(np.argmax(x), x.shape))


RECORDS = (
    _record(
        "every-entry-marked",
        variant=lambda x: np.ones(x.shape, bool),
        what="Every entry is marked.",
        where="Look at what x is compared with: it should be one number.",
        why="Only the entry that won the maximum passed its value on, so only it gets the gradient.",
        origin="published solutions",
    ),
    _record(
        "no-entry-marked",
        variant=lambda x: np.zeros(x.shape, bool),
        what="No entry is marked.",
        where="Look at the comparison: > leaves the maximum itself out.",
        why="The maximum is equal to the largest entry, not above it.",
    ),
    _record(
        "minimum-marked",
        variant=lambda x: x == np.min(x),
        what="The smallest entry is marked.",
        where="Look at the function that x is compared with.",
        why="Max pooling passed the largest entry on, so the gradient belongs there.",
    ),
    _record(
        "all-but-the-maximum",
        variant=lambda x: x != np.max(x),
        what="Everything but the maximum is marked.",
        where="Look at the comparison: == or !=, < or >=?",
        why="True stands where the maximum is.",
    ),
    _record(
        "magnitude-compared",
        variant=lambda x: np.abs(x) == np.max(np.abs(x)),
        what="The entry of largest magnitude is marked, whatever its sign.",
        where="Look for an absolute value.",
        why="A strongly negative entry is a small one: the maximum keeps the sign in mind.",
    ),
    _record(
        "magnitude-of-the-maximum",
        variant=lambda x: np.abs(x) == np.max(x),
        what="Magnitudes are compared with the maximum, which finds nothing where all entries are negative.",
        where="Look for an absolute value on one side of the comparison.",
        why="Both sides of the comparison have to mean the same: x itself and its maximum.",
    ),
    _record(
        "each-column",
        variant=lambda x: x == np.max(x, axis=0),
        what="The maximum of each column is marked.",
        where="Look at the axis that np.max is given.",
        why="Max pooling takes one maximum of the whole window.",
    ),
    _record(
        "each-row",
        variant=lambda x: x == np.max(x, axis=1, keepdims=True),
        what="The maximum of each row is marked.",
        where="Look at the axis that np.max is given.",
        why="Max pooling takes one maximum of the whole window.",
    ),
    _record(
        "positive-entries",
        variant=lambda x: x > 0,
        what="Every positive entry is marked.",
        where="Look at what x is compared with.",
        why="That would be the mask of a ReLU; max pooling wants the place of the maximum.",
    ),
    _record(
        "above-the-mean",
        variant=lambda x: x > np.mean(x),
        what="Every entry above the mean is marked.",
        where="Look at the function that x is compared with.",
        why="Only the entry that won the maximum passed its value on.",
    ),
    _record(
        "transposed",
        variant=lambda x: (x == np.max(x)).T,
        what="The mask is turned over: rows and columns are exchanged.",
        where="Look for a transpose, or for exchanged indexes.",
        why="The mask lies over the window, entry by entry.",
    ),
    _record(
        "value-for-mask",
        variant=lambda x: x * (x == np.max(x)),
        what="The maximum itself stands in the mask.",
        where="Look for a product of x with the mask.",
        why="A mask says where, not how much: it holds True and False.",
    ),
    _record(
        "place-for-mask",
        variant=_last_place,
        what="The place of the maximum is returned, not a mask.",
        where="Look at what np.argmax gives back.",
        why="The result is an array of x's shape, True at that place.",
    ),
    _record(
        "maximum-for-mask",
        variant=lambda x: np.max(x),
        what="The maximum is returned, not a mask.",
        where="Look at the comparison: it is missing.",
        why="The result is an array of x's shape, True where x is at its maximum.",
    ),
    _record(
        "argmax-for-mask",
        variant=lambda x: int(np.argmax(x)),
        what="The number of the maximum is returned, not a mask.",
        where="Look at what np.argmax gives back: a place, counted through all rows.",
        why="The result is an array of x's shape, True where x is at its maximum.",
    ),
    _record(
        "max-of-python",
        variant=lambda x: x == max(x),
        what="Python's own max compares whole rows, which arrays do not allow.",
        where="Look at the function that finds the maximum: max or np.max?",
        why="np.max looks at every entry; max goes through the rows and asks whether one row is above another.",
        origin="published solutions",
    ),
    _record(
        "window-overwritten",
        variant=_in_place,
        what="The mask is written into x, so the window is lost.",
        where="Look for an assignment to entries of x.",
        why="x is a view of the input: whoever called needs its pixels.",
    ),
)
