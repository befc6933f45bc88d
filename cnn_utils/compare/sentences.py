"""Put a difference or an exception into full sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from cnn_utils.compare.calls import Call, Observation
from cnn_utils.compare.verdict import Difference, Place
from cnn_utils.language.speaking import later, say, say_number, together


def describe(difference: Difference, *, reveal: bool) -> str:
    """Say in one or two sentences how an output departs.

    Parameters
    ----------
    difference : Difference
    reveal : bool
        Whether expected numbers may be shown: true for the seeded cases that students hold anyway. Types and shapes
        follow from the exercise's own text and are always shown.
    """
    return _SENTENCES[difference.stage](difference, reveal)


def describe_failure(exercise: str, observation: Observation) -> str:
    """Say in one or two sentences why a call returned nothing to compare."""
    raised = observation.raised
    if observation.outcome == "raised" and raised is not None:
        told = {"exercise": exercise, "error": raised.type_name, "line": raised.source, "message": raised.message}
        if raised.source and raised.message:
            return say("{exercise} stops with {error} at `{line}`: {message}", **told)
        if raised.source:
            return say("{exercise} stops with {error} at `{line}`.", **told)
        if raised.message:
            return say("{exercise} stops with {error}: {message}", **told)
        return say("{exercise} stops with {error}.", **told)
    return say(_FAILURES.get(observation.outcome, _NOT_RUN), exercise=exercise)


def title_of(call: Call, parameters: Sequence[str]) -> str:
    """Describe a call by the shapes and numbers it is given: "X (4, 3, 3, 2), pad 2"."""
    shown = [_argument(name, value) for name, value in zip(parameters, call.args, strict=False)]
    return ", ".join(text for text in shown if text) or later("no arguments")


def short(value: float) -> str:
    """Write a number as briefly as a cell allows: whole numbers without decimals, a true minus sign."""
    if not np.isfinite(value):
        return str(float(value)).replace("-", "−")
    if abs(value) >= 10_000:
        return f"{value:.0e}".replace("e+0", "e").replace("e+", "e").replace("-", "−")
    nearest = round(float(value), 2)
    text = f"{nearest:.0f}" if nearest == int(nearest) else f"{nearest:.2f}".rstrip("0")
    return "0" if text == "-0" else text.replace("-", "−")


def _argument(name: str, value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"{name} {value.shape}"
    if isinstance(value, dict):
        return ", ".join(f"{key} {item}" for key, item in value.items() if not isinstance(item, np.ndarray))
    if isinstance(value, tuple) and any(isinstance(item, (np.ndarray, dict)) for item in value):
        parts = (
            zip(("A_prev", "W", "b", ""), value, strict=False)
            if len(value) == 4
            else zip(("A_prev", ""), value, strict=False)
        )
        return ", ".join(_argument(*part) for part in parts)
    return f"{name} {value}"


def _returned(difference: Difference, _: bool) -> str:
    return say("{part} is None: nothing is returned for it yet. Expected {expected}.", **_told(difference))


def _type(difference: Difference, _: bool) -> str:
    return say("{part} is {got}; expected {expected}.", **_told(difference))


def _shape(difference: Difference, _: bool) -> str:
    return say("{part} has shape {got}; expected {expected}.", **_told(difference))


def _dtype(difference: Difference, _: bool) -> str:
    return say("{part} has dtype {got}, which cannot hold the result; expected {expected}.", **_told(difference))


def _finite(difference: Difference, _: bool) -> str:
    return say("{entry} is {got}: somewhere a number overflowed or was divided by zero.", **_told(difference))


def _values(difference: Difference, reveal: bool) -> str:
    told = _told(difference)
    if reveal and difference.index is None:
        return say("{part} is {got}; expected {expected}.", **told)
    if reveal:
        first = say("{entry} is {got}, expected {expected}.", **told)
    else:
        first = say("{entry} is {got}, which is not right.", **told)
    return together([first, _how_much(difference)])


def _seed(difference: Difference, _: bool) -> str:
    return say("{part} has other numbers at every call: its initializer is given no seed.", **_told(difference))


def _told(difference: Difference) -> dict[str, object]:
    """What a sentence may name: the part, its first wrong entry, what that is and what it should be."""
    part = say(difference.part)
    index = ", ".join(str(i) for i in difference.index or ())
    entry = f"{part}[{index}]" if index else part
    return {"part": part, "entry": entry, "got": difference.got, "expected": difference.expected}


def _how_much(difference: Difference) -> str:
    extent, factor = difference.extent, "" if difference.factor is None else f"{difference.factor:.4g}"
    if extent is None:
        return say("It is off by the factor {factor}.", factor=factor) if factor else ""
    if extent.place != "scattered":
        alone, with_factor = _EXTENTS[extent.place]
        return say(with_factor if factor else alone, n=extent.number, factor=factor)
    if factor:
        return say_number(
            "{n} of {size} entries is wrong, off by the factor {factor}.",
            "{n} of {size} entries are wrong, off by the factor {factor}.",
            extent.number,
            size=extent.size,
            factor=factor,
        )
    return say_number(
        "{n} of {size} entries is wrong.", "{n} of {size} entries are wrong.", extent.number, size=extent.size
    )


_NOT_RUN = later("The grader could not run {exercise}; this is not your mistake.")
_FAILURES: dict[str, str] = {
    "timeout": later("{exercise} did not finish in time: look for a loop that never ends."),
    "memory": later("{exercise} asked for more memory than a notebook may have."),
    "killed": later("{exercise} ended the process that ran it."),
    "missing": later("There is no function named {exercise}."),
}

# Alone, and with the factor by which all entries are off.
_EXTENTS: dict[Place, tuple[str, str]] = {
    "everywhere": (later("Every entry is wrong."), later("Every entry is wrong, off by the factor {factor}.")),
    "border": (later("Only the border is wrong."), later("Only the border is wrong, off by the factor {factor}.")),
    "example": (
        later("Only example {n} is wrong."),
        later("Only example {n} is wrong, off by the factor {factor}."),
    ),
    "channel": (
        later("Only channel {n} is wrong."),
        later("Only channel {n} is wrong, off by the factor {factor}."),
    ),
    "row": (later("Only row {n} is wrong."), later("Only row {n} is wrong, off by the factor {factor}.")),
    "column": (later("Only column {n} is wrong."), later("Only column {n} is wrong, off by the factor {factor}.")),
    "first row": (
        later("Only the first row is wrong."),
        later("Only the first row is wrong, off by the factor {factor}."),
    ),
    "last row": (
        later("Only the last row is wrong."),
        later("Only the last row is wrong, off by the factor {factor}."),
    ),
    "first column": (
        later("Only the first column is wrong."),
        later("Only the first column is wrong, off by the factor {factor}."),
    ),
    "last column": (
        later("Only the last column is wrong."),
        later("Only the last column is wrong, off by the factor {factor}."),
    ),
}

_SENTENCES: dict[str, Callable[[Difference, bool], str]] = {
    "returned": _returned,
    "type": _type,
    "shape": _shape,
    "dtype": _dtype,
    "finite": _finite,
    "values": _values,
    "seed": _seed,
}
