"""Turn what a student's function returns into plain data, without running code that it brings along."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from cnn_utils.compare.calls import Foreign, Plain

_MAX_DEPTH = 16


_MAX_ITEMS = 10_000


def to_plain(value: Any, _depth: int = 0) -> Plain:  # noqa: ANN401 - a student may return anything
    """Turn any value into plain data without running code that the value brings along.

    Types are looked up with ``type``, not ``isinstance``, because an object may lie about its class. Subclasses of
    ndarray, tuple, list and dict are read by the base class; NumPy scalars become arrays of shape ().

    Returns
    -------
    Plain
        What is none of the plain kinds, nests deeper than 16 or holds over 10,000 items becomes a `Foreign`.
    """
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        return value  # type: ignore[no-any-return]
    if issubclass(kind, np.generic):
        return _plain_array(np.asarray(value))
    if issubclass(kind, np.ndarray):
        return _plain_array(np.ndarray.view(value, np.ndarray))
    if _depth < _MAX_DEPTH:
        if issubclass(kind, tuple) and tuple.__len__(value) <= _MAX_ITEMS:
            return tuple(to_plain(item, _depth + 1) for item in tuple.__iter__(value))
        if issubclass(kind, list) and list.__len__(value) <= _MAX_ITEMS:
            return [to_plain(item, _depth + 1) for item in list.__iter__(value)]
        if issubclass(kind, dict) and dict.__len__(value) <= _MAX_ITEMS:
            items = list(dict.items(value))
            if all(type(key) is str for key, _ in items):
                return {key: to_plain(item, _depth + 1) for key, item in items}
    return Foreign(kind.__name__)


def copy_plain(value: Plain) -> Plain:
    """Copy a plain value, arrays included. A string is the one that a literal gives: some compare modes with `is`."""
    if isinstance(value, str):
        return sys.intern(value)
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, tuple):
        return tuple(copy_plain(item) for item in value)
    if isinstance(value, list):
        return [copy_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: copy_plain(item) for key, item in value.items()}
    return value


def is_identical(one: Plain, other: Plain) -> bool:
    """Whether two plain values are the same to the last bit; where that is not plain to see, no."""
    kind = type(one)
    if kind is not type(other):
        return False
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, (tuple, list)) and isinstance(other, (tuple, list)):
        return len(one) == len(other) and all(map(is_identical, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        if not all(type(key) is str for key in one):  # any other key might bring code along
            return False
        return list(one) == list(other) and all(map(is_identical, one.values(), other.values()))
    return kind in (int, float, str, bool, type(None)) and one == other


def _plain_array(array: np.ndarray) -> Plain:
    if array.dtype.kind not in "biufcUS":
        return Foreign(f"ndarray of dtype {array.dtype}")
    return np.array(array, copy=True, subok=False)
