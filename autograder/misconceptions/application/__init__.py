"""Named mistakes in the TensorFlow exercises, one module for each function, two for model.

A variant takes the arguments of its driver in `cnn_utils.calling.drivers` and returns, from NumPy alone, the record
that the driver would hand back. Not listed, because nothing can tell them from a right program: VALID for SAME in a
pooling (64 and 8 divide evenly), and RELU after MAXPOOL (both keep the largest entry).
"""

from __future__ import annotations

from autograder.exercises import exercises_of
from autograder.misconceptions.application import cost, keras_model, model_results, parameters, placeholders
from autograder.misconceptions.application import forward_propagation as forward
from autograder.misconceptions.application import model_training as training
from autograder.misconceptions.record import Misconception
from autograder.misconceptions.stopped import stopped_records

_FAMILIES = (placeholders, parameters, forward, cost, training, model_results, keras_model)


def catalogue() -> tuple[Misconception, ...]:
    """Every record of the TensorFlow exercises, in the notebook's order, and those of what only stops them."""
    records = tuple(record for family in _FAMILIES for record in family.RECORDS)
    names = [exercise.name for exercise in exercises_of("application") if not exercise.added]
    return records + tuple(record for name in names for record in stopped_records(name))
