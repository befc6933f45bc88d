"""Put a difference or an exception into full sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from cnn_utils.compare.calls import Call, Observation
from cnn_utils.compare.verdict import Difference


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
        at = f" at `{raised.source}`" if raised.source else ""
        return f"{exercise} stops with {raised.type_name}{at}: {raised.message}"
    return {
        "timeout": f"{exercise} did not finish in time: look for a loop that never ends.",
        "memory": f"{exercise} asked for more memory than a notebook may have.",
        "killed": f"{exercise} ended the process that ran it.",
        "missing": f"There is no function named {exercise}.",
    }.get(observation.outcome, f"The grader could not run {exercise}; this is not your mistake.")


def title_of(call: Call, parameters: Sequence[str]) -> str:
    """Describe a call by the shapes and numbers it is given: "X (4, 3, 3, 2), pad 2"."""
    shown = [_argument(name, value) for name, value in zip(parameters, call.args, strict=False)]
    return ", ".join(text for text in shown if text) or "no arguments"


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
    return f"{difference.part} is None: nothing is returned for it yet. Expected {difference.expected}."


def _type(difference: Difference, _: bool) -> str:
    return f"{difference.part} is {difference.got}; expected {difference.expected}."


def _shape(difference: Difference, _: bool) -> str:
    return f"{difference.part} has shape {difference.got}; expected {difference.expected}."


def _dtype(difference: Difference, _: bool) -> str:
    return (
        f"{difference.part} has dtype {difference.got}, which cannot hold the result; expected {difference.expected}."
    )


def _finite(difference: Difference, _: bool) -> str:
    return f"{_entry(difference)} is {difference.got}: somewhere a number overflowed or was divided by zero."


def _values(difference: Difference, reveal: bool) -> str:
    if difference.index is None:
        expected = f"; expected {difference.expected}" if reveal else ""
        return f"{difference.part} is {difference.got}{expected}."
    expected = f", expected {difference.expected}" if reveal else ", which is not right"
    first = f"{_entry(difference)} is {difference.got}{expected}."
    return f"{first} {_how_much(difference)}".strip()


def _seed(difference: Difference, _: bool) -> str:
    return f"{difference.part} has other numbers at every call: its initializer is given no seed."


def _how_much(difference: Difference) -> str:
    factor = "" if difference.factor is None else f"by the factor {difference.factor:.4g}"
    if not difference.extent:
        return f"It is off {factor}." if factor else ""
    verb = "are" if difference.extent[0].isdigit() and not difference.extent.startswith("1 of") else "is"
    off = f", off {factor}" if factor else ""
    return f"{difference.extent[0].upper()}{difference.extent[1:]} {verb} wrong{off}."


def _entry(difference: Difference) -> str:
    index = ", ".join(str(i) for i in difference.index or ())
    return f"{difference.part}[{index}]" if index else difference.part


_SENTENCES: dict[str, Callable[[Difference, bool], str]] = {
    "returned": _returned,
    "type": _type,
    "shape": _shape,
    "dtype": _dtype,
    "finite": _finite,
    "values": _values,
    "seed": _seed,
}
