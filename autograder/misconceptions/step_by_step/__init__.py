"""Named mistakes in the NumPy exercises, one module for each family of functions."""

from __future__ import annotations

from autograder.misconceptions.record import Misconception
from autograder.misconceptions.step_by_step import (
    conv_backward,
    conv_forward,
    pool_backward,
    pool_forward,
    sharing,
    single_step,
    zero_pad,
)

_FAMILIES = (zero_pad, single_step, conv_forward, pool_forward, conv_backward, sharing, pool_backward)


def catalogue() -> tuple[Misconception, ...]:
    """Every record of the NumPy exercises, in the notebook's order."""
    return tuple(record for family in _FAMILIES for record in family.RECORDS)
