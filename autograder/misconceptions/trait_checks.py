"""What wrong outputs can have in common: each function holds one output against what was expected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Fits = Callable[[np.ndarray, np.ndarray, np.ndarray], bool | None]
"""(got, expected, which entries are wrong) -> whether it is so; None where this output says nothing of it."""

LAYERS = frozenset({"zero_pad", "conv_forward", "pool_forward", "conv_backward", "pool_backward"})
MASK, SHARE, STEP = "create_mask_from_window", "distribute_value", "conv_single_step"


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
    exercises: frozenset[str] = LAYERS


AXES_BY_NAME = ("examples", "rows", "columns", "channels")


def length_differs(names: tuple[str, ...], got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
    """Whether exactly the lengths of these names differ."""
    return None if got.shape == want.shape else _different_lengths(got, want) == names


def length_differs_among(names: tuple[str, ...], got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
    """Whether no lengths but those of these names differ: now one, now another."""
    return None if got.shape == want.shape else {*_different_lengths(got, want)} <= {*names}


def _different_lengths(got: np.ndarray, want: np.ndarray) -> tuple[str, ...]:
    if got.ndim != want.ndim:
        return ("axes",)
    lengths = zip(names_of_axes(want), got.shape, want.shape, strict=True)
    return tuple(name for name, one, other in lengths if one != other)


def names_of_axes(array: np.ndarray) -> tuple[str, ...]:
    """Name the axes of an output: of four, or of the two of a window."""
    return AXES_BY_NAME if array.ndim == len(AXES_BY_NAME) else AXES_BY_NAME[1:3]


def in_another_order(got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
    """Whether the lengths are right but for their order."""
    return None if got.shape == want.shape else sorted(got.shape) == sorted(want.shape)


def number_of_axes_differs(got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
    """Whether there are more axes, or fewer."""
    return got.ndim != want.ndim or (None if got.shape == want.shape else False)


def of_values(fits: Fits) -> Fits:
    """Let a trait of values speak only where the shape is right, and something is wrong."""

    def fitting(got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
        if got.shape != want.shape:
            return False
        return fits(got, want, wrong)

    return fitting


def off_alike(kind: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Fits:
    """Whether all that is wrong is off alike; one entry alone says nothing."""

    def fits(got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
        if wrong.sum() < 2:
            return None
        return is_constant(kind(got[wrong], want[wrong]))

    return of_values(fits)


def where_wrong(fits: Callable[[np.ndarray, np.ndarray, np.ndarray], Any]) -> Fits:
    """Let a trait of what is wrong keep silent where nothing is."""
    return of_values(lambda got, want, wrong: bool(fits(got, want, wrong)) if wrong.any() else None)


def alike(axis: int, got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
    """Whether all indexes of an axis hold the same, where they should not."""
    if want.shape[axis] == 1 or not np.ptp(want, axis=axis).any():
        return None
    return bool(np.allclose(got, np.take(got, [0], axis), rtol=1e-9, atol=0))


def right_at(axis: int, place: int, got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
    """Whether the first, or the last, index of an axis is right and every other one wrong."""
    hit = np.asarray(wrong.any(axis=tuple(other for other in range(wrong.ndim) if other != axis)))
    if len(hit) == 1:
        return False if hit[0] else None
    others = np.delete(hit, place)
    return bool(not hit[place] and others.all())


def at_the_end(got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
    """Whether what is wrong lies in the last row or the last column."""
    if wrong[:, :-1, :-1].any():
        return False
    return True if wrong.any() and min(wrong.shape[1:3]) > 1 else None


def on_the_border(got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
    """Whether what is wrong lies in the outermost rows and columns."""
    if wrong[:, 1:-1, 1:-1].any():
        return False
    return True if wrong.any() and min(wrong.shape[1:3]) > 2 else None


def is_constant(values: np.ndarray) -> bool:
    """Whether there are several numbers, all the same."""
    return values.size > 1 and bool(np.ptp(values) <= 1e-6 * max(np.abs(values).max(), 1e-9))


def quotients(got: np.ndarray, want: np.ndarray) -> np.ndarray:
    """Divide what was returned by what was expected; where that cannot be, give numbers that differ."""
    return got / want if want.all() and got.all() else np.arange(2)


def in_other_places(got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool:
    """Whether the same numbers are there."""
    return is_near(np.sort(got, axis=None), np.sort(want, axis=None))


def is_near(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two arrays agree to five digits of the largest number."""
    return bool((np.abs(a - b) <= 1e-5 * max(float(np.abs(b).max(initial=0.0)), 1e-300)).all())


def nearly(got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool:
    """Whether no number is far off."""
    return bool((np.abs(got - want) <= 0.02 * np.abs(want).max()).all())


def in_whole_numbers(got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool | None:
    """Whether only whole numbers are there, each next to the right one."""
    if (want == np.round(want)).all():
        return None
    return bool((got == np.round(got)).all() and (np.abs(got - want) <= 1).all())


def signs_lost(got: np.ndarray, want: np.ndarray, wrong: np.ndarray) -> bool:
    """Whether all magnitudes are right."""
    return is_near(np.abs(got), np.abs(want))
