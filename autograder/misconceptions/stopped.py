"""Mistakes that stop a function before it returns anything; each can be made in any of several exercises.

A variant here only stops as the mistake does: what is matched is the exception (`cnn_utils.compare.mistakes`), and its
line is shown beside the name. Of exceptions that many mistakes end in, such as an index out of range, the general
records speak.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn

import numpy as np

from autograder.exercises import EXERCISES
from autograder.misconceptions.kinds_of_stop import STOPS
from autograder.misconceptions.record import Misconception

# id, the exception as the mistake raises it, what, where, why
_Row = tuple[str, Callable[[], object], str, str, str]


def _raise(error: Exception) -> NoReturn:
    raise error


_EVERYWHERE: tuple[_Row, ...] = (
    (
        "name-not-defined",
        lambda: _raise(NameError("name 'x' is not defined")),
        "A name is used that was never given a value. A line is missing above, or the name is spelt otherwise there.",
        "Look at the line that stops, and for the place where that name should get its value.",
        "Python knows a variable from the moment when something is assigned to exactly that name.",
    ),
    (
        "used-before-assigned",
        lambda: _raise(UnboundLocalError("cannot access local variable 'x'")),
        "A variable is used on the way to its own first value.",
        "Look at the line that stops: which name on its right side should stand there?",
        "A name that a function assigns to is its own throughout, and empty until the first assignment has been done.",
    ),
    (
        "left-at-None",
        lambda: None + 1,  # type: ignore[operator]
        "A value is still None where a number or an array is needed.",
        "Look at the line that stops. Which line above still says None, or which call returns nothing?",
        "None only marks the place of what you are to write; nothing can be computed from it.",
    ),
)

_WITH_HPARAMETERS: tuple[_Row, ...] = (
    (
        "key-not-there",
        lambda: _raise(KeyError("x")),
        "hparameters is asked for a key that it does not have.",
        "Look at the keys in the line that stops, and at the docstring for those that the layer gets.",
        "A convolution is given 'stride' and 'pad', a pooling 'f' and 'stride'; the size of a filter is in W.shape.",
    ),
    (
        "own-check-failed",
        lambda: _raise(AssertionError()),
        "The function's own check of what it has made stops it: the result has another shape than it should.",
        "Look at the sizes with which the result is made. Does a later line put something else in its place?",
        "The assert at the end compares the result with the sizes that were computed above.",
    ),
    (
        "sizes-not-in-a-tuple",
        lambda: np.zeros(1, 1, 1, 1),  # type: ignore[call-overload]
        "np.zeros is given the sizes one by one.",
        "Look at the brackets of np.zeros: the shape is one argument.",
        "np.zeros takes a shape, which is a tuple; what follows it is a dtype.",
    ),
    (
        "array-called",
        lambda: np.zeros(1)(0),  # type: ignore[operator]
        "An array is called like a function.",
        "Look for round brackets where square ones belong.",
        "Square brackets pick entries of an array; round ones call a function.",
    ),
    (
        "too-many-indexes",
        lambda: np.zeros(1)[0, 0],
        "An array gets more indexes than it has axes.",
        "Look at the line that stops: count the indexes, and look for a comma where a colon belongs.",
        "One example has three axes, height, width and channels; the whole batch has one more, before them.",
    ),
)

_CALLS_A_HELPER: tuple[_Row, ...] = (
    (
        "argument-missing",
        lambda: _raise(TypeError("conv_single_step() missing 1 required positional argument: 'b'")),
        "A helper is called with fewer arguments than it takes.",
        "Look at the line that stops, and at the first line of the helper that it calls.",
        "conv_single_step takes a slice, a filter and a bias, zero_pad an array and a width.",
    ),
)


def stopped_records(exercise: str, *, layer: bool = False, helper: bool = False) -> tuple[Misconception, ...]:
    """Records of an exercise for mistakes that stop it: the named ones, then one for each kind of exception.

    Parameters
    ----------
    exercise : str
    layer : bool
        Whether it reads hparameters and slices batches.
    helper : bool
        Whether it calls another exercise with several arguments.
    """
    rows = _EVERYWHERE + (_WITH_HPARAMETERS if layer else ()) + (_CALLS_A_HELPER if helper else ())
    named = tuple(
        Misconception(name, exercise, _stopping(stop), what, where, why, "published solutions")
        for name, stop, what, where, why in rows
    )
    return named + _general(exercise, {record.id for record in named})


def _stopping(stop: Callable[[], object]) -> Callable[..., Any]:
    return lambda *_, **__: stop()


def _general(exercise: str, taken: set[str]) -> tuple[Misconception, ...]:
    """Records of the kinds of exception, beside the named ones of what stops every call."""
    kinds = [s for s in STOPS if s.always not in taken or EXERCISES[exercise].assignment == "step_by_step"]
    return tuple(
        Misconception(
            s.id,
            exercise,
            partial(_stop_sometimes if s.always in taken else _stop, s.example),
            s.what,
            s.where,
            s.why,
            origin="what is left",
            general=True,
        )
        for s in kinds
    )


def _stop(example: Exception, *_: object) -> NoReturn:
    raise copy.copy(example)


def _stop_sometimes(example: Exception, *args: object) -> None:
    """Stop on about half of all calls, and return nothing on the others."""
    if sum(map(ord, repr(args))) % 2:
        raise copy.copy(example)
