"""What is returned has another form than it should: nothing, too few values, no array."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from autograder import solutions
from autograder.exercises import EXERCISES
from autograder.misconceptions.record import Misconception
from cnn_utils.calling.plain_values import copy_plain
from cnn_utils.compare.calls import Foreign, Plain
from cnn_utils.compare.expected import Array, Expected, Number, Parts
from cnn_utils.compare.outputs import compare

_RETURN = "Look at the return line: is there one on every way through the function?"


@dataclass(frozen=True)
class Form:
    """A form that some outputs have.

    Attributes
    ----------
    id, what, where, why : str
    fits : callable
        (value, expected) of an output, or of a part of it -> whether it has this form.
    example : callable
        Changes each value that is rightly returned; None for one that is left out.
    applies : callable
        The exercise's returned names -> whether its outputs can have this form.
    """

    id: str
    what: str
    where: str
    why: str
    fits: Callable[[Plain, Expected], bool]
    example: Callable[[Any], Any] | None
    applies: Callable[[str], bool] = lambda exercise: True


def _returns_several(exercise: str) -> bool:
    return len(EXERCISES[exercise].returns) > 1


def _is_oversized(value: Plain) -> bool:
    """Whether all that is known of a value is how large it is, which is told in place of its form."""
    return isinstance(value, Foreign) and value.is_oversized


def _is_no_array(value: Plain, expected: Expected) -> bool:
    is_array = isinstance(value, np.ndarray) and value.dtype.kind in "biufc"
    return isinstance(expected, Array) and not is_array and not _is_oversized(value)


def _has_another_dtype(value: Plain, expected: Expected) -> bool:
    difference = compare(value, expected) if isinstance(expected, Array) else None
    return difference is not None and difference.stage == "dtype"


FORMS = (
    Form(
        "nothing-returned",
        "There are calls that return None.",
        _RETURN,
        "A function without a return hands back None; what it prints is lost to whoever called it.",
        lambda value, expected: value is None,
        lambda value: None,
    ),
    Form(
        "values-miscounted",
        "More or fewer values are returned than there should be.",
        _RETURN,
        "Whoever calls unpacks the values that the docstring lists, all of them, in that order.",
        lambda value, expected: (
            isinstance(expected, Parts)
            and not (isinstance(value, (tuple, list)) and len(value) == len(expected.items))
            and not _is_oversized(value)
        ),
        None,
        _returns_several,
    ),
    Form(
        "no-array-returned",
        "Something else than an array of numbers is returned.",
        "Look at the return line, and at the line that makes the array: print its type and dtype.",
        "The docstring says what is handed back, and the layers that follow compute with it.",
        _is_no_array,
        str,
        lambda exercise: exercise != "conv_single_step",
    ),
    Form(
        "no-number-returned",
        "Something else than one number is returned.",
        "Look at the return line: what is it that you return, and what is its shape?",
        "One position of a filter gives one number: the sum over height, width and channels.",
        lambda value, expected: (
            isinstance(expected, Number)
            and not (isinstance(value, (bool, int, float)) or (isinstance(value, np.ndarray) and value.size == 1))
            and not _is_oversized(value)
        ),
        lambda value: np.array([value, value]),
        lambda exercise: exercise == "conv_single_step",
    ),
    Form(
        "dtype-that-cannot-hold-it",
        "The result has a dtype that cannot hold it.",
        "Print the dtype of what you return, and look at the line that makes the array.",
        "Layers compute with floats; a mask holds True and False.",
        _has_another_dtype,
        lambda value: value.astype(complex),
        lambda exercise: exercise != "conv_single_step",
    ),
)

CHANGES_INPUT = "input-changed"


def general_forms(exercise: str) -> tuple[Misconception, ...]:
    """Records of the forms that the outputs of an exercise can have, and of inputs that it changes."""
    records = tuple(
        _record(exercise, form.id, partial(_in_form, exercise, form.example), form.what, form.where, form.why)
        for form in FORMS
        if form.applies(exercise)
    )
    if exercise == "distribute_value":  # is given no array
        return records
    changes = _record(
        exercise,
        CHANGES_INPUT,
        partial(_changing_its_input, exercise),
        "The result is right, but the function changes an array that it was given.",
        "Look for +=, *=, -= and for assignments to entries of an argument, or of a view of one.",
        "The caller still needs what it handed over: work on a copy.",
    )
    return (*records, changes)


def _record(exercise: str, name: str, variant: Callable[..., Any], what: str, where: str, why: str) -> Misconception:
    return Misconception(name, exercise, variant, what, where, why, origin="what is left", general=True)


def _in_form(exercise: str, example: Callable[[Any], Any] | None, *args: Any) -> Any:  # noqa: ANN401
    """Return what is right in another form, but not always."""
    value = getattr(solutions, exercise)(*args)
    values = value if isinstance(value, tuple) else (value,)
    if np.size(values[0]) % 2 and np.sum(values[0]) > 0:
        return value
    if example is None:
        return values[:-1]
    changed = tuple(part if isinstance(part, tuple) else example(part) for part in values)  # a cache stays
    return changed if isinstance(value, tuple) else changed[0]


def _changing_its_input(exercise: str, *args: Any) -> Any:  # noqa: ANN401
    value = getattr(solutions, exercise)(*map(copy_plain, args))
    array = next(each for each in args if isinstance(each, np.ndarray))
    array += 1
    return value
