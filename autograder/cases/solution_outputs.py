"""What a solution returns, as the tree that a case expects."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograder.exercises import EXERCISES
from cnn_utils.compare.calls import Plain
from cnn_utils.compare.expected import Array, Exactly, Expected, Number, Parts
from cnn_utils.compare.outputs import scale_of


def expected_of(exercise: str, value: Any, rtol: float = Array.rtol) -> Expected:  # noqa: ANN401 - what a solution returns
    """Name the parts of a returned value as the notebook does, each with the allowed error of `Array`."""
    names = EXERCISES[exercise].returns
    if len(names) == 1:
        return _part(names[0], value, rtol)
    parts = (_part(name, item, rtol) for name, item in zip(names, value, strict=True))
    return Parts("the returned value", tuple(parts))


def _part(name: str, value: Any, rtol: float) -> Expected:  # noqa: ANN401 - as above
    if isinstance(value, tuple):
        return Parts(name, tuple(_part(f"{name}[{i}]", item, rtol) for i, item in enumerate(value)))
    if isinstance(value, np.ndarray):
        return Array(name, value, rtol)
    return Exactly(name, value) if isinstance(value, dict) else Number(name, float(value), rtol)


def with_terms(expected: Expected, added: Callable[[], Expected]) -> Expected:
    """Let the allowance of each part follow the size of what was added up, as `added`, of the same form, has it.

    Parameters
    ----------
    expected : Expected
    added : callable
        Gives what the reference returns for the magnitudes of the arguments, the sum of the magnitudes of all terms. It
        is asked only where an output is not near without it, as few are.
    """
    if isinstance(expected, Parts):
        items = (with_terms(item, partial(_item, added, i)) for i, item in enumerate(expected.items))
        return Parts(expected.name, tuple(items))
    if isinstance(expected, Array):
        return Array(expected.name, expected.value, expected.rtol, partial(_largest, added))
    if isinstance(expected, Number):
        return Number(expected.name, expected.value, expected.rtol, partial(_largest, added))
    return expected


def _item(added: Callable[[], Expected], number: int) -> Expected:
    parts = added()
    assert isinstance(parts, Parts)
    return parts.items[number]


def _largest(added: Callable[[], Expected]) -> float:
    part = added()
    assert isinstance(part, Array | Number)
    return scale_of(np.asarray(part.value, float))


def magnitudes(value: Plain) -> Plain:
    """Arguments with every number replaced by its magnitude."""
    if isinstance(value, np.ndarray | float):
        return np.abs(value)
    return tuple(map(magnitudes, value)) if isinstance(value, tuple) else value
