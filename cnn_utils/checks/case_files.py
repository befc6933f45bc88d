"""Plain values, expected trees and wrong_parts as JSON, with their arrays in an .npz beside it. No pickle anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

import cnn_utils
from cnn_utils.compare.calls import Foreign, Raised
from cnn_utils.compare.expected import Anything, Array, Drawn, Exactly, Expected, Fields, Number, Parts
from cnn_utils.language.speaking import Said, later

DATA = Path(cnn_utils.__path__[0]) / "data"
"""What the checks are made of: cases, points and hints, generated from source/ and the cases."""

_TREES: dict[str, type] = {kind.__name__: kind for kind in (Array, Number, Drawn, Parts, Fields, Exactly, Anything)}
_RECORDS: dict[str, type] = {**_TREES, "Foreign": Foreign, "Raised": Raised}


class ArrayStore:
    """Arrays by name, each kept once, in the smallest dtype that holds it exactly."""

    def __init__(self) -> None:
        self.arrays: dict[str, np.ndarray] = {}
        self._names: dict[tuple[str, tuple[int, ...], bytes], str] = {}

    def add(self, array: np.ndarray) -> str:
        """Keep an array and return its name."""
        narrow = _narrowed(array)
        slot = (narrow.dtype.str, narrow.shape, narrow.tobytes())
        name = self._names.setdefault(slot, f"array_{len(self._names):04d}")
        self.arrays[name] = narrow
        return name


def encode(value: Any, store: ArrayStore) -> Any:  # noqa: ANN401 - any plain value or record, to any JSON value
    """Turn a value into JSON; what JSON does not know becomes an object with one key that names its kind."""
    kind = type(value).__name__
    if isinstance(value, Said):  # with what it is made of, to be said in the language of whoever reads it
        return {kind: {"message": value.message, "values": encode(value.values, store)}}
    if kind in _RECORDS:
        return {kind: {field.name: encode(getattr(value, field.name), store) for field in fields(value)}}
    if isinstance(value, np.ndarray):
        return {"array": store.add(value)}
    if isinstance(value, (tuple, list)):
        return {kind: [encode(item, store) for item in value]}
    if isinstance(value, Mapping):
        return {"dict": {key: encode(item, store) for key, item in value.items()}}
    return value


def decode(value: Any, arrays: Mapping[str, np.ndarray]) -> Any:  # noqa: ANN401 - the inverse of encode
    """Turn JSON back into the value that `encode` was given, floating-point arrays as float64."""
    if not isinstance(value, dict):
        return value
    ((kind, content),) = value.items()
    if kind == "array":
        array = arrays[content]
        return array.astype(np.float64) if array.dtype.kind == "f" else array
    if kind == Said.__name__:
        return later(content["message"], **decode(content["values"], arrays))
    if kind in ("tuple", "list"):
        items = [decode(item, arrays) for item in content]
        return tuple(items) if kind == "tuple" else items
    decoded = {key: decode(item, arrays) for key, item in content.items()}
    return decoded if kind == "dict" else _RECORDS[kind](**decoded)


def rounded(value: Any) -> Any:  # noqa: ANN401 - any plain value or record
    """Round every float to what float32 and nine digits hold.

    Sums may differ in their last bits from one processor to the next; rounded like this, the files are the same bytes.
    """
    if isinstance(value, np.ndarray):
        return value.astype(np.float32) if value.dtype.kind == "f" else value
    if callable(value):  # the size of terms that nobody has asked for yet
        return rounded(value())
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, (tuple, list)):
        return type(value)(rounded(item) for item in value)
    if isinstance(value, Mapping):
        return {key: rounded(item) for key, item in value.items()}
    if type(value) in _TREES.values():
        return _rounded_tree(value)
    return value


def _rounded_tree(tree: Expected) -> Expected:
    kept = {field.name: getattr(tree, field.name) for field in fields(tree)}
    changed = {name: rounded(item) for name, item in kept.items() if name not in ("name", "rtol")}
    return type(tree)(**{**kept, **changed})


def _narrowed(array: np.ndarray) -> np.ndarray:
    if array.dtype != np.float64:
        return array
    with np.errstate(over="ignore"):
        narrow = array.astype(np.float32)
    return narrow if np.array_equal(narrow.astype(np.float64), array, equal_nan=True) else array
