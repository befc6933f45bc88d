"""How long a submission may keep Python's parser busy.

The parser takes time that grows with the square of the fields of an f-string, and cannot be interrupted. So a long text
is tried first in a process that can be ended; short ones are timed, until there have been enough of them.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

LONG = 8_000  # characters; at the worst, a text below it takes a thirtieth of a second
_TRIAL_SECONDS, _TRIALS_SECONDS, _SHORT_SECONDS = 2.0, 6.0, 5.0
_TRIAL = "import ast, sys; ast.parse(sys.stdin.buffer.read())"
_MOST_REMEMBERED = 10_000
_is_quick: dict[bytes, bool] = {}


@dataclass
class _Patience:
    """Seconds left, for texts of each kind."""

    trials: float = float("inf")
    short: float = float("inf")


_patience = _Patience()


@contextmanager
def bounded_reading() -> Iterator[None]:
    """Give a submission its time: what is met when that is used up counts as not to be parsed."""
    global _patience
    before, _patience = _patience, _Patience(_TRIALS_SECONDS, _SHORT_SECONDS)
    try:
        yield
    finally:
        _patience = before


@contextmanager
def timed() -> Iterator[None]:
    """Take the processor's time for a text from its submission's: what others do meanwhile is none of it."""
    start = time.thread_time()
    try:
        yield
    finally:
        _patience.short -= time.thread_time() - start


def is_worth_parsing(source: str) -> bool:
    """Whether the parser will be done with a text soon, and there is time left for it."""
    if len(source) <= LONG:
        return _patience.short > 0
    content = source.encode("utf-8", "replace")
    digest = hashlib.sha256(content).digest()
    if digest not in _is_quick:
        if _patience.trials <= 0:
            return False
        if len(_is_quick) >= _MOST_REMEMBERED:
            _is_quick.clear()
        _is_quick[digest] = _try(content)
    return _is_quick[digest]


def _try(content: bytes) -> bool:
    start = time.monotonic()
    command = [sys.executable, "-I", "-S", "-c", _TRIAL]
    try:
        seconds = min(_TRIAL_SECONDS, _patience.trials)
        subprocess.run(command, input=content, capture_output=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired:
        return False
    finally:
        _patience.trials -= time.monotonic() - start
    return True
