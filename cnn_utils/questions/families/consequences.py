"""What a change of one place does to what a function returns."""

from __future__ import annotations

import numpy as np

from cnn_utils.compare.calls import Plain
from cnn_utils.language.speaking import later, say
from cnn_utils.questions.families.small_calls import OUTPUTS
from cnn_utils.questions.guarded_run import Run

SAME, NUMBERS, SHAPE, ERROR = range(4)


def consequence(before: Run, after: Run) -> int | None:
    """What a change does to the outputs; None where the changed function had to be ended."""
    if after.seen.outcome == "raised":
        return ERROR
    if before.outputs is None or after.outputs is None or len(before.outputs) != len(after.outputs):
        return None
    pairs = [
        (one, other)
        for one, other in zip(before.outputs, after.outputs, strict=True)
        if isinstance(one, np.ndarray) or isinstance(other, np.ndarray)
    ] or [(np.asarray(before.outputs[0]), np.asarray(after.outputs[0]))]
    if any(shape_of(one) != shape_of(other) for one, other in pairs):
        return SHAPE
    return SAME if all(alike(one, other) for one, other in pairs) else NUMBERS


def shape_of(value: Plain) -> tuple[int, ...]:
    """Shape of an output; () of what is no array."""
    return value.shape if isinstance(value, np.ndarray) else ()


def alike(one: Plain, other: Plain) -> bool:
    """Whether two outputs hold the same numbers."""
    try:
        return bool(np.allclose(one, other, rtol=1e-6, atol=1e-9, equal_nan=True))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False


def _different(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Where two arrays of one shape hold other entries; whatever they hold."""
    try:
        return ~np.isclose(one, other)
    except (TypeError, ValueError):
        return np.ones(one.shape, dtype=bool)


def what_happened(exercise: str, kind: int, before: Run, after: Run) -> str:
    """Say what a change did to the outputs, as the end of a sentence."""
    if kind == ERROR:
        raised = after.seen.raised
        if raised is None:
            return say("the call stops with an error.")
        return say("the call stops with {error}.", error=raised.type_name)
    if kind == SAME:
        return say("every number is what it was.")
    for name, one, other in zip(OUTPUTS[exercise], before.outputs or (), after.outputs or (), strict=False):
        if shape_of(one) != shape_of(other):
            message = later("`{name}` has shape {shape} in place of {before}.")
            return say(message, name=name, shape=shape_of(other), before=shape_of(one))
        if not alike(one, other):
            different = _different(np.asarray(one), np.asarray(other))
            message = later("{n} of {all} entries of `{name}` are others.")
            return say(message, n=int(np.sum(different)), all=different.size, name=name)
    return say("what is returned is of another kind.")
