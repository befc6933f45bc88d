"""Say in one sentence what Numba reports on many lines: which line it does not follow, and why."""

from __future__ import annotations

import linecache
import re
from collections.abc import Callable
from typing import Any

_PLACE = re.compile(r'File "(?P<file>[^"]*)", line (?P<line>\d+)')
_UNKNOWN = (
    (re.compile(r"Use of unsupported NumPy function '([\w.]+)'"), "the compiler does not know {}"),
    (re.compile(r"Unknown attribute '(\w+)' of type"), "the compiler does not know .{} of what stands there"),
    (re.compile(r"NameError: name '(\w+)'"), "{} is not defined"),
    (re.compile(r"Untyped global name '(\w+)'"), "the compiler does not know {}"),
    (re.compile(r"Cannot unify .* for '(\w+?)(?:\.\d+)?'"), "{} is not of one kind throughout"),
    (
        re.compile(r"Unsupported|does not support|not supported|not implemented", re.IGNORECASE),
        "the compiler cannot do this",
    ),
)


def sentence(error: Exception, function: Callable[..., Any]) -> str:
    """Name the line and the reason; `error` is what compiling or calling has raised."""
    text = re.sub(r"\x1b\[\d*m", "", str(error))
    if not type(error).__module__.startswith("numba"):
        return f"compiled, it raised {type(error).__name__}: {text.splitlines()[0] if text else ''}"
    reason = next(
        (words.format(*found.groups()) for pattern, words in _UNKNOWN if (found := pattern.search(text))),
        "the compiler cannot tell what kinds of values meet there",
    )
    places = [(place["file"], int(place["line"])) for place in _PLACE.finditer(text)]
    own = [place for place in places if "numba" not in place[0]]
    filename, line = own[-1] if own else (function.__code__.co_filename, function.__code__.co_firstlineno)
    code = linecache.getline(filename, line).strip()
    return f"line {line} ({code}): {reason}." if code else f"line {line}: {reason}."
