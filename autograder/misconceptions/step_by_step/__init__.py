"""Named mistakes in the NumPy exercises, one module for each function, beside it those that part a long list."""

from __future__ import annotations

from autograder.cases import weights_for
from autograder.exercises import exercises_of
from autograder.misconceptions.forms import general_forms
from autograder.misconceptions.general import general_departures
from autograder.misconceptions.record import Misconception
from autograder.misconceptions.step_by_step import (
    conv_backward,
    conv_forward,
    create_mask,
    distribute_value,
    pool_backward,
    pool_forward,
    single_step,
    zero_pad,
)
from autograder.misconceptions.stopped import stopped_records
from autograder.misconceptions.traits import general_traits

_NAMES = [exercise.name for exercise in exercises_of("step_by_step") if not exercise.added]
_LAYERS = {"conv_forward", "pool_forward", "conv_backward", "pool_backward"}
_CALLERS = {"conv_forward", "conv_backward"}
_FORWARD = (zero_pad, single_step, conv_forward, pool_forward)
_BACKWARD = (conv_backward, create_mask, distribute_value, pool_backward)


def catalogue() -> tuple[Misconception, ...]:
    """Every record of the NumPy exercises, in the notebook's order, and those of what only stops them."""
    records = tuple(record for function in (*_FORWARD, *_BACKWARD) for record in function.RECORDS)
    return records + tuple(record for name in _NAMES for record in _common(name))


def _common(exercise: str) -> tuple[Misconception, ...]:
    """Records of what stops an exercise, and of what is left where nothing closer is known."""
    return (
        stopped_records(exercise, layer=exercise in _LAYERS, helper=exercise in _CALLERS)
        + general_departures(exercise, weights_for(exercise))
        + general_traits(exercise)
        + general_forms(exercise)
    )
