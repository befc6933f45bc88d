"""What a solution returns, as the tree that a case expects."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.exercises import EXERCISES
from cnn_utils.compare.expected import Array, Exactly, Expected, Number, Parts


def expected_of(exercise: str, value: Any) -> Expected:  # noqa: ANN401 - whatever a solution returns
    """Name the parts of a returned value as the notebook does."""
    names = EXERCISES[exercise].returns
    if len(names) == 1:
        return _part(names[0], value)
    return Parts("the returned value", tuple(_part(*pair) for pair in zip(names, value, strict=True)))


def _part(name: str, value: Any) -> Expected:  # noqa: ANN401 - as above
    if isinstance(value, tuple):
        return Parts(name, tuple(_part(f"{name}[{i}]", item) for i, item in enumerate(value)))
    if isinstance(value, np.ndarray):
        return Array(name, value)
    return Exactly(name, value) if isinstance(value, dict) else Number(name, float(value))
