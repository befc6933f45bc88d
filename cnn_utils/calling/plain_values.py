"""Turn what a student's function returns into plain data, without running code that it brings along."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import numpy as np

from cnn_utils.compare.calls import Foreign, Plain

_Item = TypeVar("_Item")
_MAX_DEPTH = 16
_MAX_ITEMS = 10_000
_MAX_AXES = 32  # as many as every NumPy knows


class _TooMany(Exception):  # noqa: N818 - it names the fact
    """A value holds more items than are looked at."""


def to_plain(value: Any) -> Plain:  # noqa: ANN401 - a student may return anything
    """Turn any value into plain data without running code that the value brings along.

    Types are looked up with ``type``, not ``isinstance``, because an object may lie about its class. Subclasses of
    ndarray, tuple, list and dict are read by the base class; NumPy scalars become arrays of shape ().

    Returns
    -------
    Plain
        What is none of the plain kinds, nests deeper than 16, has over 32 axes or holds over 10,000 items in all
        becomes a `Foreign`.
    """
    try:
        return _plain(value, 0, iter(range(_MAX_ITEMS)))
    except _TooMany:
        return Foreign(f"{type(value).__name__} of more than {_MAX_ITEMS:,} items")


def _plain(value: Any, depth: int, room: Iterator[int]) -> Plain:  # noqa: ANN401
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        return value  # type: ignore[no-any-return]
    if issubclass(kind, np.generic):
        return _plain_array(np.asarray(value))
    if issubclass(kind, np.ndarray):
        return _plain_array(np.ndarray.view(value, np.ndarray))
    if depth < _MAX_DEPTH:
        if issubclass(kind, tuple):
            return tuple(_plain(item, depth + 1, room) for item in _counted(tuple.__iter__(value), room))
        if issubclass(kind, list):
            return [_plain(item, depth + 1, room) for item in _counted(list.__iter__(value), room)]
        if issubclass(kind, dict):
            items = list(_counted(dict.items(value), room))
            if all(type(key) is str for key, _ in items):
                return {key: _plain(item, depth + 1, room) for key, item in items}
    return Foreign(kind.__name__)


def _counted(items: Iterable[_Item], room: Iterator[int]) -> Iterator[_Item]:
    for item in items:
        if next(room, None) is None:
            raise _TooMany
        yield item


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
    if array.ndim > _MAX_AXES:
        return Foreign(f"ndarray of {array.ndim} axes")
    return np.array(array, copy=True, subok=False)
