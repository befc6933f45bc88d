"""What wrong values have in common where neither a named variant nor a lost property explains them.

A trait is a sentence about what is returned, held against every call: it is named only where some call shows it and
none speaks against it. So it is true of what was seen, though it names no line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from autograder import solutions
from autograder.exercises import EXERCISES
from autograder.misconceptions.record import Misconception

Fits = Callable[[np.ndarray, np.ndarray, np.ndarray], bool | None]
"""(got, expected, which entries are wrong) -> whether it is so; None where this output says nothing of it."""

_NAMES = ("examples", "rows", "columns", "channels")
_LOOPS = "Look at the ranges and the indentation of the loops, and at the indexes in the innermost line."
_LEFT = "Look at the indexes on the left of the innermost assignment, and at the indentation of the return."
_SIZES = "Look at the lines that compute the sizes, and at the line that makes the array to be filled."
_AXES = "The layout is (m, n_H, n_W, n_C): examples, rows, columns, channels."
_ROUNDS = "Every round of the innermost loop computes one entry of its own, and the loops go through all of them."


_LAYERS = frozenset({"zero_pad", "conv_forward", "pool_forward", "conv_backward", "pool_backward"})
_MASK, _SHARE, _STEP = "create_mask_from_window", "distribute_value", "conv_single_step"


@dataclass(frozen=True)
class Trait:
    """One thing that may be true of all wrong outputs.

    Attributes
    ----------
    id, what, where, why : str
    fits : callable
    example : callable
        Changes a right array into one that shows it.
    exercises : frozenset of str
        Those of whose outputs it may be said.
    """

    id: str
    what: str
    where: str
    why: str
    fits: Fits
    example: Callable[[np.ndarray], np.ndarray]
    exercises: frozenset[str] = _LAYERS


def _length_differs(names: tuple[str, ...], got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
    if got.shape == want.shape:
        return None
    if got.ndim != want.ndim:
        return False
    lengths = zip(_names_of_axes(want), got.shape, want.shape, strict=True)
    return tuple(name for name, one, other in lengths if one != other) == names


def _names_of_axes(array: np.ndarray) -> tuple[str, ...]:
    return _NAMES if array.ndim == len(_NAMES) else _NAMES[1:3]


def _in_another_order(got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
    return None if got.shape == want.shape else sorted(got.shape) == sorted(want.shape)


def _number_of_axes_differs(got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
    return got.ndim != want.ndim or (None if got.shape == want.shape else False)


def _of_values(fits: Fits) -> Fits:
    """Let a trait of values speak only where the shape is right, and something is wrong."""

    def fitting(got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
        if got.shape != want.shape:
            return False
        return fits(got, want, wrong)

    return fitting


def _off_alike(kind: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Fits:
    """Whether all that is wrong is off alike; one entry alone says nothing."""

    def fits(got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
        if wrong.sum() < 2:
            return None
        return _is_constant(kind(got[wrong], want[wrong]))

    return _of_values(fits)


def _where_wrong(fits: Callable[[np.ndarray, np.ndarray, np.ndarray], Any]) -> Fits:
    """Let a trait of what is wrong keep silent where nothing is."""
    return _of_values(lambda got, want, wrong: bool(fits(got, want, wrong)) if wrong.any() else None)


def _alike(axis: int, got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
    """Whether all indexes of an axis hold the same, where they should not."""
    if want.shape[axis] == 1 or not np.ptp(want, axis=axis).any():
        return None
    return bool(np.allclose(got, np.take(got, [0], axis), rtol=1e-9, atol=0))


def _right_at(axis: int, place: int, got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
    """Whether the first, or the last, index of an axis is right and every other one wrong."""
    hit = np.asarray(wrong.any(axis=tuple(other for other in range(wrong.ndim) if other != axis)))
    if len(hit) == 1:
        return False if hit[0] else None
    others = np.delete(hit, place)
    return bool(not hit[place] and others.all())


def _at_the_end(got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
    if wrong[:, :-1, :-1].any():
        return False
    return True if wrong.any() and min(wrong.shape[1:3]) > 1 else None


def _on_the_border(got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
    if wrong[:, 1:-1, 1:-1].any():
        return False
    return True if wrong.any() and min(wrong.shape[1:3]) > 2 else None


def _is_constant(values: np.ndarray) -> bool:
    return values.size > 1 and bool(np.ptp(values) <= 1e-6 * max(np.abs(values).max(), 1e-9))


def _quotients(got: np.ndarray, want: np.ndarray) -> np.ndarray:
    return got / want if want.all() and got.all() else np.arange(2)


def _in_other_places(got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool:
    return _is_near(np.sort(got, axis=None), np.sort(want, axis=None))


def _is_near(a: np.ndarray, b: np.ndarray) -> bool:
    return bool((np.abs(a - b) <= 1e-5 * max(float(np.abs(b).max(initial=0.0)), 1e-300)).all())


def _nearly(got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool:
    return bool((np.abs(got - want) <= 0.02 * np.abs(want).max()).all())


def _in_whole_numbers(got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
    if (want == np.round(want)).all():
        return None
    return bool((got == np.round(got)).all() and (np.abs(got - want) <= 1).all())


def _signs_lost(got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool:
    return _is_near(np.abs(got), np.abs(want))


def _but(index: Any, value: Callable[[np.ndarray], Any]) -> Callable[[np.ndarray], np.ndarray]:  # noqa: ANN401
    """Change some entries of a right array."""

    def changed(right: np.ndarray) -> np.ndarray:
        other = np.array(right, float)
        other[index] = value(other[index])
        return other

    return changed


def _thrice(name: str, right: np.ndarray) -> np.ndarray:
    return np.concatenate([right] * 3, _names_of_axes(right).index(name))


def _along(axis: int) -> tuple[Any, ...]:
    return (slice(None),) * axis


def _odd(values: np.ndarray) -> np.ndarray:
    return np.asarray(np.sin(3 * values) + 2)


_ONE = ("example", "row", "column", "channel")

_SHAPES = (
    Trait(
        "lengths-in-another-order",
        "There are results whose lengths are right, but in another order.",
        "Look for a transpose, and at the order in which the sizes stand where the array is made.",
        _AXES,
        _in_another_order,
        lambda right: right.T,
    ),
    *(
        Trait(
            f"{name}-miscounted",
            f"There are results with a wrong number of {name}; the other lengths are right.",
            _SIZES,
            _AXES,
            partial(_length_differs, (name,)),
            partial(_thrice, name),
            _LAYERS | {_MASK, _SHARE} if name in ("rows", "columns") else _LAYERS,
        )
        for name in _NAMES
    ),
    Trait(
        "rows-and-columns-miscounted",
        "There are results with a wrong number of rows and of columns; the other lengths are right.",
        _SIZES,
        _AXES,
        partial(_length_differs, ("rows", "columns")),
        lambda right: _thrice("rows", _thrice("columns", right)),
        _LAYERS | {_MASK, _SHARE},
    ),
    Trait(
        "axes-miscounted",
        "There are results with more or fewer axes than there should be.",
        "Print the shape of what you return. Which line adds an axis, or takes one away?",
        "An index in place of a slice takes an axis away, and so do sums. None in the brackets adds one.",
        _number_of_axes_differs,
        lambda right: right[None],
        _LAYERS | {_MASK, _SHARE},
    ),
)

_VALUES = (
    Trait(
        "maximum-not-marked",
        "The maximum is not marked, and something else is.",
        "Look at what x is compared with, and whether x is changed before.",
        "True stands where the maximum is, and nowhere else.",
        _where_wrong(lambda got, want, wrong: got.any() and not got[want == 1].any()),
        lambda right: np.roll(right, 1) if right.size > 1 else right,
        frozenset({_MASK}),
    ),
    Trait(
        "more-than-the-maximum-marked",
        "The maximum is marked, and other entries with it.",
        "Look at the comparison: == or >=, and with which number?",
        "True stands where the maximum is, and nowhere else.",
        _where_wrong(lambda got, want, wrong: got[want == 1].all()),
        lambda right: right | np.roll(right, 1),
        frozenset({_MASK}),
    ),
    Trait(
        "no-numbers",
        "What is wrong is no number: NaN or infinity.",
        "Look for np.empty, for a division by zero, and for None that is written into an array.",
        "An array of floats keeps None as NaN, and what is computed with NaN is NaN.",
        _where_wrong(lambda got, want, wrong: not np.isfinite(got[wrong]).any()),
        _but((..., slice(1)), lambda part: part * np.nan),
        _LAYERS | {_SHARE, _STEP},
    ),
    Trait(
        "one-number-everywhere",
        "A result holds one number everywhere.",
        "Look at what the result is filled with, and whether that has an index.",
        _ROUNDS,
        _of_values(lambda got, want, wrong: None if _is_constant(want) or want.size == 1 else bool(np.ptp(got) == 0)),
        lambda right: np.full_like(right, right.max() + 1.5),
    ),
    *(
        Trait(
            f"{name}-alike",
            f"All {name} of a result are alike.",
            _LEFT,
            _ROUNDS,
            _of_values(partial(_alike, axis)),
            partial(lambda axis, right: np.repeat(right.mean(axis, keepdims=True) + 2, right.shape[axis], axis), axis),
        )
        for axis, name in enumerate(_NAMES)
    ),
    *(
        Trait(
            f"only-the-{word}-{name}-right",
            f"The {word} {name} of a result is right, every other one is wrong.",
            _LEFT,
            _ROUNDS,
            _of_values(partial(_right_at, axis, place)),
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
        _where_wrong(lambda got, want, wrong: not got[wrong].any()),
        _but((..., slice(None, None, 2)), lambda part: part * 0),
        _LAYERS | {_SHARE},
    ),
    Trait(
        "one-wrong-number",
        "What is wrong in a result is one and the same number everywhere.",
        "Look at the number that the array starts with, or that fills its frame.",
        "What no window reaches keeps the number that it started with: that is zero.",
        _off_alike(lambda got, want: got),
        _but((..., slice(None, None, 2)), lambda part: np.full_like(part, 2.5)),
    ),
    Trait(
        "signs-lost",
        "Every number has the right magnitude; what is wrong is a sign.",
        "Look for an absolute value, a square, or a minus.",
        "A sum of products keeps the sign of each of them.",
        _where_wrong(_signs_lost),
        np.abs,
        _LAYERS | {_SHARE, _STEP},
    ),
    Trait(
        "in-whole-numbers",
        "The result holds whole numbers only: nothing stands behind the point.",
        "Look for a dtype of whole numbers, for //, int() and np.round.",
        "An array of whole numbers cuts off every float that is written into it.",
        _of_values(_in_whole_numbers),
        np.floor,
        _LAYERS | {_STEP},
    ),
    Trait(
        "shifted",
        "What is wrong in a result is off by one and the same amount.",
        "Look for something that is added once too often, or not at all.",
        "Where entries are off alike, the windows are right: one number is not.",
        _off_alike(lambda got, want: got - want),
        lambda right: right + 3.25,
        _LAYERS | {_SHARE, _STEP},
    ),
    Trait(
        "own-factor-each",
        "What is wrong in a result is off by one and the same factor.",
        "Look for a division or a product that is there twice, or not at all.",
        "Where entries keep their proportions, the windows are right: one number is not.",
        _off_alike(_quotients),
        lambda right: right * right.size,
    ),
    Trait(
        "in-other-places",
        "The right numbers are there, in other places.",
        "Look at the order of the indexes, and for a transpose or a reshape.",
        _AXES,
        _where_wrong(_in_other_places),
        lambda right: right[..., ::-1],
    ),
    Trait(
        "nearly-right",
        "All numbers are right to within two hundredths of the largest, and no closer.",
        "Look for a dtype of fewer digits, for a rounding, and for something small that is added.",
        "Sums are compared to five digits; half precision (float16) keeps three.",
        _where_wrong(_nearly),
        lambda right: right + 0.004 * np.abs(right).max() * np.cos(np.arange(right.size)).reshape(right.shape),
        _LAYERS | {_SHARE, _STEP},
    ),
    Trait(
        "wrong-at-the-end",
        "What is wrong lies in the last row or the last column.",
        _LOOPS,
        "The loops go through all n_H rows and all n_W columns of the output.",
        _of_values(_at_the_end),
        _but(np.s_[:, -1:], _odd),
    ),
    Trait(
        "wrong-on-the-border",
        "What is wrong lies on the border: inside, everything is right.",
        "Look at how the frame is made and taken off, and at the first and the last window.",
        "At the border the window meets the frame; inside it does not.",
        _of_values(_on_the_border),
        lambda right: _but(np.s_[:, [0, -1]], _odd)(right),
    ),
)

TRAITS = (*_SHAPES, *_VALUES)


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
