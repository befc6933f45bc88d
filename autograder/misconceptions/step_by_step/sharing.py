"""Named mistakes in create_mask_from_window and distribute_value."""

from __future__ import annotations

from functools import partial

import numpy as np

from autograder.misconceptions.record import Misconception

_mask = partial(Misconception, exercise="create_mask_from_window", origin="one-place breakage")
_share = partial(Misconception, exercise="distribute_value", origin="one-place breakage")
Shape = tuple[int, int]


def _in_place(x: np.ndarray) -> np.ndarray:
    mask = np.array(x == np.max(x))
    x[...] = mask
    return mask


def _last_place(x: np.ndarray) -> tuple[int, ...]:
    return tuple(int(i) for i in np.unravel_index(np.argmax(x), x.shape))


RECORDS = (
    _mask(
        "every-entry-marked",
        variant=lambda x: np.ones(x.shape, bool),
        what="Every entry is marked.",
        where="Look at what x is compared with: it should be one number.",
        why="Only the entry that won the maximum passed its value on, so only it gets the gradient.",
        origin="published solutions",
    ),
    _mask(
        "no-entry-marked",
        variant=lambda x: np.zeros(x.shape, bool),
        what="No entry is marked.",
        where="Look at the comparison: > leaves the maximum itself out.",
        why="The maximum is equal to the largest entry, not above it.",
    ),
    _mask(
        "minimum-marked",
        variant=lambda x: x == np.min(x),
        what="The smallest entry is marked.",
        where="Look at the function that x is compared with.",
        why="Max pooling passed the largest entry on, so the gradient belongs there.",
    ),
    _mask(
        "all-but-the-maximum",
        variant=lambda x: x != np.max(x),
        what="Everything but the maximum is marked.",
        where="Look at the comparison: == or !=, < or >=?",
        why="True stands where the maximum is.",
    ),
    _mask(
        "magnitude-compared",
        variant=lambda x: np.abs(x) == np.max(np.abs(x)),
        what="The entry of largest magnitude is marked, whatever its sign.",
        where="Look for an absolute value.",
        why="A strongly negative entry is a small one: the maximum keeps the sign in mind.",
    ),
    _mask(
        "magnitude-of-the-maximum",
        variant=lambda x: np.abs(x) == np.max(x),
        what="Magnitudes are compared with the maximum, which finds nothing where all entries are negative.",
        where="Look for an absolute value on one side of the comparison.",
        why="Both sides of the comparison have to mean the same: x itself and its maximum.",
    ),
    _mask(
        "each-column",
        variant=lambda x: x == np.max(x, axis=0),
        what="The maximum of each column is marked.",
        where="Look at the axis that np.max is given.",
        why="Max pooling takes one maximum of the whole window.",
    ),
    _mask(
        "each-row",
        variant=lambda x: x == np.max(x, axis=1, keepdims=True),
        what="The maximum of each row is marked.",
        where="Look at the axis that np.max is given.",
        why="Max pooling takes one maximum of the whole window.",
    ),
    _mask(
        "positive-entries",
        variant=lambda x: x > 0,
        what="Every positive entry is marked.",
        where="Look at what x is compared with.",
        why="That would be the mask of a ReLU; max pooling wants the place of the maximum.",
    ),
    _mask(
        "above-the-mean",
        variant=lambda x: x > np.mean(x),
        what="Every entry above the mean is marked.",
        where="Look at the function that x is compared with.",
        why="Only the entry that won the maximum passed its value on.",
    ),
    _mask(
        "transposed",
        variant=lambda x: (x == np.max(x)).T,
        what="The mask is turned over: rows and columns are exchanged.",
        where="Look for a transpose, or for exchanged indexes.",
        why="The mask lies over the window, entry by entry.",
    ),
    _mask(
        "value-for-mask",
        variant=lambda x: x * (x == np.max(x)),
        what="The maximum itself stands in the mask.",
        where="Look for a product of x with the mask.",
        why="A mask says where, not how much: it holds True and False.",
    ),
    _mask(
        "place-for-mask",
        variant=_last_place,
        what="The place of the maximum is returned, not a mask.",
        where="Look at what np.argmax gives back.",
        why="The result is an array of x's shape, True at that place.",
    ),
    _mask(
        "maximum-for-mask",
        variant=lambda x: np.max(x),
        what="The maximum is returned, not a mask.",
        where="Look at the comparison: it is missing.",
        why="The result is an array of x's shape, True where x is at its maximum.",
    ),
    _mask(
        "argmax-for-mask",
        variant=lambda x: int(np.argmax(x)),
        what="The number of the maximum is returned, not a mask.",
        where="Look at what np.argmax gives back: a place, counted through all rows.",
        why="The result is an array of x's shape, True where x is at its maximum.",
    ),
    _mask(
        "max-of-python",
        variant=lambda x: x == max(x),
        what="Python's own max compares whole rows, which arrays do not allow.",
        where="Look at the function that finds the maximum: max or np.max?",
        why="np.max looks at every entry; max goes through the rows and asks whether one row is above another.",
        origin="published solutions",
    ),
    _mask(
        "window-overwritten",
        variant=_in_place,
        what="The mask is written into x, so the window is lost.",
        where="Look for an assignment to entries of x.",
        why="x is a view of the input: whoever called needs its pixels.",
    ),
    _share(
        "not-divided",
        variant=lambda dz, shape: np.full(shape, float(dz)),
        what="Every entry gets the whole of dz.",
        where="Look at the line that computes the average.",
        why="The window shares dz: its entries add up to dz.",
        origin="published solutions",
    ),
    _share(
        "divided-by-the-rows",
        variant=lambda dz, shape: np.full(shape, dz / shape[0]),
        what="dz is divided by the number of rows only.",
        where="Look at the line that computes the average.",
        why="The window has n_H * n_W entries, and each gets the same share.",
        origin="published solutions",
    ),
    _share(
        "divided-by-the-columns",
        variant=lambda dz, shape: np.full(shape, dz / shape[1]),
        what="dz is divided by the number of columns only.",
        where="Look at the line that computes the average.",
        why="The window has n_H * n_W entries, and each gets the same share.",
    ),
    _share(
        "divided-by-rows-squared",
        variant=lambda dz, shape: np.full(shape, dz / shape[0] ** 2),
        what="dz is divided by n_H * n_H: right for squares only.",
        where="Look at the line that computes the average, and at which numbers it multiplies.",
        why="The window has n_H rows and n_W columns, so n_H * n_W entries.",
    ),
    _share(
        "divided-by-columns-squared",
        variant=lambda dz, shape: np.full(shape, dz / shape[1] ** 2),
        what="dz is divided by n_W * n_W: right for squares only.",
        where="Look at the line that computes the average, and at which numbers it multiplies.",
        why="The window has n_H rows and n_W columns, so n_H * n_W entries.",
    ),
    _share(
        "divided-by-the-sum",
        variant=lambda dz, shape: np.full(shape, dz / (shape[0] + shape[1])),
        what="dz is divided by n_H + n_W.",
        where="Look at the line that computes the average.",
        why="The window has n_H * n_W entries; at 2 by 2 the sum happens to be the same.",
    ),
    _share(
        "one-over-dz",
        variant=lambda dz, shape: np.full(shape, 1 / dz),
        what="Every entry is 1 / dz.",
        where="Look at the division: what is shared, and among how many?",
        why="dz is shared: it is divided by the number of entries.",
    ),
    _share(
        "dz-not-used",
        variant=lambda dz, shape: np.full(shape, 1 / (shape[0] * shape[1])),
        what="dz is not used: every entry is 1 / (n_H * n_W).",
        where="Look for dz in the line that is returned.",
        why="The window shares dz: its entries add up to dz, not to 1.",
    ),
    _share(
        "multiplied",
        variant=lambda dz, shape: np.full(shape, float(dz * shape[0] * shape[1])),
        what="dz is multiplied by the number of entries.",
        where="Look at the line that computes the average: * or /?",
        why="The window shares dz: its entries add up to dz.",
    ),
    _share(
        "brackets-missing",
        variant=lambda dz, shape: np.full(shape, dz / shape[0] * shape[1]),
        what="dz is divided by n_H, then multiplied by n_W.",
        where="Look at the brackets in the line that computes the average.",
        why="Python goes from left to right: a / b * c is (a / b) * c.",
    ),
    _share(
        "divided-twice",
        variant=lambda dz, shape: np.full(shape, dz / (shape[0] * shape[1]) ** 2),
        what="dz is divided by the number of entries twice.",
        where="Look at the line that fills the array: has the average been divided already?",
        why="One division makes the share of an entry; the array repeats it.",
    ),
    _share(
        "whole-division",
        variant=lambda dz, shape: np.full(shape, dz // (shape[0] * shape[1])),
        what="The division rounds down.",
        where="Look at the line that computes the average: / or //?",
        why="// throws away what stands behind the point; the entries would not add up to dz.",
    ),
    _share(
        "one-number",
        variant=lambda dz, shape: dz / (shape[0] * shape[1]),
        what="One number is returned, not one for each entry.",
        where="Look at the last line: where is the array of the given shape made?",
        why="Every entry of the window gets its share, so the result has the window's shape.",
    ),
    _share(
        "shape-not-in-a-tuple",
        variant=lambda dz, shape: np.ones(*shape) * dz / (shape[0] * shape[1]),
        what="np.ones is given the sizes one by one.",
        where="Look at the brackets of np.ones: the shape is one argument.",
        why="np.ones takes a shape, which is a tuple; what follows it is a dtype.",
        origin="published solutions",
    ),
    _share(
        "transposed",
        variant=lambda dz, shape: np.full((shape[1], shape[0]), dz / (shape[0] * shape[1])),
        what="Rows and columns of the result are exchanged.",
        where="Look at the shape that the array is made with.",
        why="shape is (n_H, n_W): rows first.",
    ),
    _share(
        "ones",
        variant=lambda dz, shape: np.ones(shape),
        what="The array is full of ones: the share is never put in.",
        where="Look at the last line.",
        why="Every entry holds dz divided by the number of entries.",
    ),
    _share(
        "zeros",
        variant=lambda dz, shape: np.zeros(shape),
        what="The array is full of zeros: the share is never put in.",
        where="Look at the last line: zeros stay zeros under multiplication.",
        why="Every entry holds dz divided by the number of entries.",
    ),
    _share(
        "first-entry-only",
        variant=lambda dz, shape: np.eye(1, shape[0] * shape[1]).reshape(shape) * dz,
        what="The first entry gets all of dz.",
        where="Look at which entries of the array are filled.",
        why="In an average every entry counts the same, so every entry gets the same share.",
    ),
)
