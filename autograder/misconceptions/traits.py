"""What wrong values have in common where neither a named variant nor a lost property explains them.

A trait is a sentence about what is returned, held against every call: it is named only where some call shows it and
none speaks against it. So it is true of what was seen, though it names no line.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograder import solutions
from autograder.exercises import EXERCISES
from autograder.misconceptions.record import Misconception
from autograder.misconceptions.shape_traits import AXES, SHAPES
from autograder.misconceptions.trait_checks import (
    AXES_BY_NAME,
    LAYERS,
    MASK,
    SHARE,
    STEP,
    Trait,
    alike,
    at_the_end,
    in_other_places,
    in_whole_numbers,
    is_constant,
    nearly,
    of_values,
    off_alike,
    on_the_border,
    quotients,
    right_at,
    signs_lost,
    where_wrong,
)

_LOOPS = "Look at the ranges and the indentation of the loops, and at the indexes in the innermost line."
_LEFT = "Look at the indexes on the left of the innermost assignment, and at the indentation of the return."
_ROUNDS = "Every round of the innermost loop computes one entry of its own, and the loops go through all of them."


def _but(index: Any, value: Callable[[np.ndarray], Any]) -> Callable[[np.ndarray], np.ndarray]:  # noqa: ANN401
    """Change some entries of a right array."""

    def changed(right: np.ndarray) -> np.ndarray:
        other = np.array(right, float)
        other[index] = value(other[index])
        return other

    return changed


def _along(axis: int) -> tuple[Any, ...]:
    return (slice(None),) * axis


def _odd(values: np.ndarray) -> np.ndarray:
    return np.asarray(np.sin(3 * values) + 2)


_ONE = ("example", "row", "column", "channel")

_VALUES = (
    Trait(
        "maximum-not-marked",
        "The maximum is not marked, and something else is.",
        "Look at what x is compared with, and whether x is changed before.",
        "True stands where the maximum is, and nowhere else.",
        where_wrong(lambda got, want, wrong: got.any() and not got[want == 1].any()),
        lambda right: np.roll(right, 1) if right.size > 1 else right,
        frozenset({MASK}),
    ),
    Trait(
        "more-than-the-maximum-marked",
        "The maximum is marked, and other entries with it.",
        "Look at the comparison: == or >=, and with which number?",
        "True stands where the maximum is, and nowhere else.",
        where_wrong(lambda got, want, wrong: got[want == 1].all()),
        lambda right: right | np.roll(right, 1),
        frozenset({MASK}),
    ),
    Trait(
        "no-numbers",
        "What is wrong is no number: NaN or infinity.",
        "Look for np.empty, for a division by zero, and for None that is written into an array.",
        "An array of floats keeps None as NaN, and what is computed with NaN is NaN.",
        where_wrong(lambda got, want, wrong: not np.isfinite(got[wrong]).any()),
        _but((..., slice(1)), lambda part: part * np.nan),
        LAYERS | {SHARE, STEP},
    ),
    Trait(
        "one-number-everywhere",
        "A result holds one number everywhere.",
        "Look at what the result is filled with, and whether that has an index.",
        _ROUNDS,
        of_values(lambda got, want, wrong: None if is_constant(want) or want.size == 1 else bool(np.ptp(got) == 0)),
        lambda right: np.full_like(right, right.max() + 1.5),
    ),
    *(
        Trait(
            f"{name}-alike",
            f"All {name} of a result are alike.",
            _LEFT,
            _ROUNDS,
            of_values(partial(alike, axis)),
            partial(lambda axis, right: np.repeat(right.mean(axis, keepdims=True) + 2, right.shape[axis], axis), axis),
        )
        for axis, name in enumerate(AXES_BY_NAME)
    ),
    *(
        Trait(
            f"only-the-{word}-{name}-right",
            f"The {word} {name} of a result is right, every other one is wrong.",
            _LEFT,
            _ROUNDS,
            of_values(partial(right_at, axis, place)),
            _but((*_along(axis), slice(1, None) if word == "first" else slice(None, -1)), _odd),
        )
        for axis, name in enumerate(_ONE)
        for word, place in (("first", 0), ("last", -1))
    ),
    Trait(
        "zeros-left",
        "What is wrong is zero.",
        _LOOPS,
        "An array of zeros keeps them wherever no round of the loops writes anything else.",
        where_wrong(lambda got, want, wrong: not got[wrong].any()),
        _but((..., slice(None, None, 2)), lambda part: part * 0),
        LAYERS | {SHARE},
    ),
    Trait(
        "one-wrong-number",
        "What is wrong in a result is one and the same number everywhere.",
        "Look at the number that the array starts with, or that fills its frame.",
        "What no window reaches keeps the number that it started with: that is zero.",
        off_alike(lambda got, want: got),
        _but((..., slice(None, None, 2)), lambda part: np.full_like(part, 2.5)),
    ),
    Trait(
        "signs-lost",
        "Every number has the right magnitude; what is wrong is a sign.",
        "Look for an absolute value, a square, or a minus.",
        "A sum of products keeps the sign of each of them.",
        where_wrong(signs_lost),
        np.abs,
        LAYERS | {SHARE, STEP},
    ),
    Trait(
        "in-whole-numbers",
        "The result holds whole numbers only: nothing stands behind the point.",
        "Look for a dtype of whole numbers, for //, int() and np.round.",
        "An array of whole numbers cuts off every float that is written into it.",
        of_values(in_whole_numbers),
        np.floor,
        LAYERS | {STEP},
    ),
    Trait(
        "shifted",
        "What is wrong in a result is off by one and the same amount.",
        "Look for something that is added once too often, or not at all.",
        "Where entries are off alike, the windows are right: one number is not.",
        off_alike(lambda got, want: got - want),
        lambda right: right + 3.25,
        LAYERS | {SHARE, STEP},
    ),
    Trait(
        "own-factor-each",
        "What is wrong in a result is off by one and the same factor.",
        "Look for a division or a product that is there twice, or not at all.",
        "Where entries keep their proportions, the windows are right: one number is not.",
        off_alike(quotients),
        lambda right: right * right.size,
    ),
    Trait(
        "in-other-places",
        "The right numbers are there, in other places.",
        "Look at the order of the indexes, and for a transpose or a reshape.",
        AXES,
        where_wrong(in_other_places),
        lambda right: right[..., ::-1],
    ),
    Trait(
        "nearly-right",
        "All numbers are right to within two hundredths of the largest, and no closer.",
        "Look for a dtype of fewer digits, for a rounding, and for something small that is added.",
        "Sums are compared to five digits; half precision (float16) keeps three.",
        where_wrong(nearly),
        lambda right: right + 0.004 * np.abs(right).max() * np.cos(np.arange(right.size)).reshape(right.shape),
        LAYERS | {SHARE, STEP},
    ),
    Trait(
        "wrong-at-the-end",
        "What is wrong lies in the last row or the last column.",
        _LOOPS,
        "The loops go through all n_H rows and all n_W columns of the output.",
        of_values(at_the_end),
        _but(np.s_[:, -1:], _odd),
    ),
    Trait(
        "wrong-on-the-border",
        "What is wrong lies on the border: inside, everything is right.",
        "Look at how the frame is made and taken off, and at the first and the last window.",
        "At the border the window meets the frame; inside it does not.",
        of_values(on_the_border),
        lambda right: _but(np.s_[:, [0, -1]], _odd)(right),
    ),
)

TRAITS = (*SHAPES, *_VALUES)


def traits_of(exercise: str) -> tuple[Trait, ...]:
    """Pick the traits that the outputs of an exercise can have, in the order in which they are tried."""
    return tuple(trait for trait in TRAITS if exercise in trait.exercises)


def general_traits(exercise: str) -> tuple[Misconception, ...]:
    """Records of these traits."""
    return tuple(
        Misconception(
            trait.id,
            exercise,
            partial(_showing, exercise, trait.example),
            trait.what,
            trait.where,
            trait.why,
            origin="what is left",
            general=True,
        )
        for trait in traits_of(exercise)
    )


def _showing(exercise: str, example: Callable[[np.ndarray], np.ndarray], *args: Any) -> Any:  # noqa: ANN401
    """Return what a trait makes of the right outputs."""
    value = getattr(solutions, exercise)(*args)
    if isinstance(value, float):
        return float(example(np.array([value]))[0])
    if exercise == "conv_backward":
        return tuple(example(part) if part.ndim == 4 else part for part in value)
    return (example(value[0]), *value[1:]) if len(EXERCISES[exercise].returns) > 1 else example(value)
