"""Plain values and their kinds in a few words, as a verdict writes them."""

from __future__ import annotations

import numpy as np

from cnn_utils.compare.calls import Foreign, Plain
from cnn_utils.compare.expected import Array, Drawn, Exactly, Expected, Fields, Number, Parts
from cnn_utils.language.speaking import later, say

A_FOREIGN_OBJECT = later("an object of type {type}")
A_DICT = later("a dict with the keys {keys}")


def brief(value: Plain) -> str:
    """Write a plain value in a few words."""
    if isinstance(value, np.ndarray):
        return f"{value.item():.9g}" if value.shape == () and value.dtype.kind in "biuf" else kind_of(value)
    if isinstance(value, float):
        return f"{value:.9g}"
    if isinstance(value, (tuple, list)):
        short = len(value) <= 8 and all(item is None or isinstance(item, (bool, int, float, str)) for item in value)
        return str(value) if short else kind_of(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {brief(item)}" for key, item in list(value.items())[:6]) + "}"
    text = kind_of(value) if isinstance(value, Foreign) else repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def kind_of(value: Plain) -> str:
    """Name the type of a plain value, with shape or length."""
    if value is None:
        return "None"
    if isinstance(value, Foreign):
        return say(A_FOREIGN_OBJECT, type=value.type_name)
    if isinstance(value, np.ndarray):
        return _array_of(value.shape) if value.shape else say("a single {dtype} number", dtype=value.dtype)
    if isinstance(value, (tuple, list)):
        return say("a {type} of {n}", type=type(value).__name__, n=len(value))
    if isinstance(value, dict):
        return say(A_DICT, keys=", ".join(sorted(value)[:8])) if value else say("an empty dict")
    if type(value) is int:
        return say("an int")
    return say("a {type}", type=type(value).__name__)


def _array_of(shape: tuple[int, ...]) -> str:
    return say("an ndarray of shape {shape}", shape=shape)


def kind_expected(expected: Expected) -> str:
    """Name the kind of value that would have been right."""
    if isinstance(expected, Array | Drawn):
        return _array_of(expected.value.shape)
    if isinstance(expected, Number):
        return say("a number")
    if isinstance(expected, Parts):
        return say("a tuple ({parts})", parts=", ".join(item.name for item in expected.items))
    if isinstance(expected, Fields):
        return say(expected.stands_for or A_DICT, keys=", ".join(expected.items))
    return kind_of(expected.value) if isinstance(expected, Exactly) else say("anything")
