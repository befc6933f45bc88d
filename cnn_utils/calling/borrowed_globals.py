"""Lend a function other globals for the time of a call."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

Function = Callable[..., Any]


@contextlib.contextmanager
def swapped_globals(function: Function, helpers: Mapping[str, Function]) -> Iterator[None]:
    """Replace globals that a function reads, for the time of a call."""
    names = _globals_of(function)
    before = {name: names[name] for name in helpers if name in names}
    names.update(helpers)
    try:
        yield
    finally:
        for name in helpers:
            names.pop(name, None)
        names.update(before)


def _globals_of(function: Function) -> dict[str, Any]:
    """Globals that a function reads its helpers from; an empty dict for what has none."""
    while isinstance(function, partial):
        function = function.func
    function = inspect.unwrap(function)
    if not hasattr(function, "__globals__"):
        function = vars(type(function)).get("__call__", function)
    found = getattr(function, "__globals__", None)
    return found if isinstance(found, dict) else {}
