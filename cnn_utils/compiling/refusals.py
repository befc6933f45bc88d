"""Say in one sentence what Numba reports on many lines: which line it does not follow, and why."""

from __future__ import annotations

import linecache
import re
from collections.abc import Callable
from typing import Any

from cnn_utils.language.speaking import later, say

_PLACE = re.compile(r'File "(?P<file>[^"]*)", line (?P<line>\d+)')
_UNKNOWN = (
    (re.compile(r"Use of unsupported NumPy function '(?P<name>[\w.]+)'"), later("the compiler does not know {name}")),
    (
        re.compile(r"Unknown attribute '(?P<name>\w+)' of type"),
        later("the compiler does not know .{name} of what stands there"),
    ),
    (re.compile(r"NameError: name '(?P<name>\w+)'"), later("{name} is not defined")),
    (re.compile(r"Untyped global name '(?P<name>\w+)'"), later("the compiler does not know {name}")),
    (re.compile(r"Cannot unify .* for '(?P<name>\w+?)(?:\.\d+)?'"), later("{name} is not of one kind throughout")),
    (
        re.compile(r"Unsupported|does not support|not supported|not implemented", re.IGNORECASE),
        later("the compiler cannot do this"),
    ),
)


def sentence(error: Exception, function: Callable[..., Any]) -> str:
    """Name the line and the reason; `error` is what compiling or calling has raised."""
    text = re.sub(r"\x1b\[\d*m", "", str(error))
    if not type(error).__module__.startswith("numba"):
        message = text.splitlines()[0] if text else ""
        return say("compiled, it raised {error}: {message}", error=type(error).__name__, message=message)
    reason = next(
        (say(words, **found.groupdict()) for pattern, words in _UNKNOWN if (found := pattern.search(text))),
        say("the compiler cannot tell what kinds of values meet there"),
    )
    places = [(place["file"], int(place["line"])) for place in _PLACE.finditer(text)]
    own = [place for place in places if "numba" not in place[0]]
    filename, line = own[-1] if own else (function.__code__.co_filename, function.__code__.co_firstlineno)
    code = linecache.getline(filename, line).strip()
    if code:
        return say("line {line} ({code}): {reason}.", line=line, code=code, reason=reason)
    return say("line {line}: {reason}.", line=line, reason=reason)
