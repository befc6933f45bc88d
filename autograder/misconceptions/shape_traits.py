"""What wrong outputs have in common in their shapes: lengths that are wrong, or stand in another order."""

from __future__ import annotations

from functools import partial

import numpy as np

from autograder.misconceptions.trait_checks import (
    AXES_BY_NAME,
    LAYERS,
    MASK,
    SHARE,
    Trait,
    in_another_order,
    length_differs,
    length_differs_among,
    names_of_axes,
    number_of_axes_differs,
)

_SIZES = "Look at the lines that compute the sizes, and at the line that makes the array to be filled."
AXES = "The layout is (m, n_H, n_W, n_C): examples, rows, columns, channels."


def _thrice(name: str, right: np.ndarray) -> np.ndarray:
    return np.concatenate([right] * 3, names_of_axes(right).index(name))


SHAPES = (
    Trait(
        "lengths-in-another-order",
        "There are results whose lengths are right, but in another order.",
        "Look for a transpose, and at the order in which the sizes stand where the array is made.",
        AXES,
        in_another_order,
        lambda right: right.T,
    ),
    *(
        Trait(
            f"{name}-miscounted",
            f"There are results with a wrong number of {name}; the other lengths are right.",
            _SIZES,
            AXES,
            partial(length_differs, (name,)),
            partial(_thrice, name),
            LAYERS | {MASK, SHARE} if name in ("rows", "columns") else LAYERS,
        )
        for name in AXES_BY_NAME
    ),
    Trait(
        "rows-and-columns-miscounted",
        "There are results with a wrong number of rows and of columns; the other lengths are right.",
        _SIZES,
        AXES,
        partial(length_differs, ("rows", "columns")),
        lambda right: _thrice("rows", _thrice("columns", right)),
        LAYERS | {MASK, SHARE},
    ),
    Trait(
        "rows-or-columns-miscounted",
        "There are results with a wrong number of rows, of columns or of both; the other lengths are right.",
        _SIZES,
        AXES,
        partial(length_differs_among, ("rows", "columns")),
        lambda right: _thrice("rows" if np.sum(right) > 0 else "columns", right),
    ),
    Trait(
        "axes-miscounted",
        "There are results with more or fewer axes than there should be.",
        "Print the shape of what you return. Which line adds an axis, or takes one away?",
        "An index in place of a slice takes an axis away, and so do sums. None in the brackets adds one.",
        number_of_axes_differs,
        lambda right: right[None],
        LAYERS | {MASK, SHARE},
    ),
)
