"""Call a student's function once, on copies, and write down what happened as plain data."""

from __future__ import annotations

import contextlib
import inspect
import io
import linecache
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np

from cnn_utils.calling.borrowed_globals import Function, swapped_globals
from cnn_utils.calling.plain_values import copy_plain, is_identical, to_plain
from cnn_utils.compare.calls import Call, Observation, Plain, Raised

_MAX_PRINTED = 100_000
_MAX_MESSAGE = 2_000


def observe(function: Function, call: Call, helpers: Mapping[str, Function] | None = None) -> Observation:
    """Call `function` as `call` says and report what was seen.

    The arguments are copied, the global random state is put back, output is caught and warnings are ignored, so a check
    neither disturbs a session nor is disturbed by it. KeyboardInterrupt passes through: a reader can always stop.

    Parameters
    ----------
    function : callable
    call : Call
    helpers : mapping of str to callable, optional
        Functions that replace the globals of these names for the time of the call.

    Returns
    -------
    Observation
        With outcome "returned", "raised" or "memory".
    """
    with random_stream_kept():
        return observe_freely(function, call, helpers)


def observe_freely(function: Function, call: Call, helpers: Mapping[str, Function] | None = None) -> Observation:
    """Observe as `observe` does, but leave the global random stream as the call leaves it.

    To give the stream back takes as long as many a call: whoever makes several gives it back once, after all of them.
    """
    args = tuple(copy_plain(argument) for argument in call.args)
    run = _caller(call.kind)
    printed = _BoundedText(_MAX_PRINTED)
    start = time.perf_counter()
    with _undisturbed(printed), swapped_globals(function, helpers or {}):
        try:
            value, outcome, raised = to_plain(run(function, args)), "returned", None
        except MemoryError as error:
            value, outcome, raised = None, "memory", _describe(error, function)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a student's code raises is its outcome
            value, outcome, raised = None, "raised", _describe(error, function)
    seconds = time.perf_counter() - start
    after = () if is_identical(args, call.args) else tuple(to_plain(argument) for argument in args)
    return Observation(outcome, value, after, raised, printed.getvalue(), seconds)  # type: ignore[arg-type]


def _caller(kind: str) -> Callable[[Function, tuple[Plain, ...]], Any]:
    if kind == "plain":
        return lambda function, args: function(*args)
    from cnn_utils.calling.drivers import CALLERS

    caller: Callable[[Function, tuple[Plain, ...]], Any] = CALLERS[kind]
    return caller


class _BoundedText(io.StringIO):
    """A text buffer that quietly stops growing at its limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._room = limit

    def write(self, text: str, /) -> int:
        kept = text[: self._room]
        self._room -= len(kept)
        super().write(kept)
        return len(text)


# Taken before any student's code runs, which may put other things in their places.
_get_state, _set_state = np.random.get_state, np.random.set_state


@contextlib.contextmanager
def random_stream_kept() -> Iterator[None]:
    """Give the global random stream back as it was."""
    state = _get_state()
    try:
        yield
    finally:
        _set_state(state)


@contextlib.contextmanager
def _undisturbed(printed: io.StringIO) -> Iterator[None]:
    """Catch output and warnings."""
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(io.StringIO()),
        _nothing_displayed(),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _nothing_displayed() -> Iterator[None]:
    """Keep off the page what a call displays, such as the curve that a training draws at its end."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None:
        yield
        return
    shown, silent = shell.display_pub, _silent_publisher()
    shell.display_pub = silent
    try:
        yield
    finally:
        shell.display_pub = shown
        silent.outputs.clear()


@cache
def _silent_publisher() -> Any:  # noqa: ANN401 - IPython's own class, which is imported only where IPython runs
    from IPython.core.displaypub import CapturingDisplayPublisher

    return CapturingDisplayPublisher()


def _describe(error: BaseException, function: Function) -> Raised:
    """Type, message and the innermost line that is the student's own."""
    home = getattr(getattr(inspect.unwrap(function), "__code__", None), "co_filename", "")
    own = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == home or _is_notebook_cell(f.filename)]
    message = _message_of(error)
    if not own:
        return Raised(type(error).__name__, message)
    frame = own[-1]
    source = frame.line or linecache.getline(frame.filename, frame.lineno or 0)
    return Raised(type(error).__name__, message, frame.lineno, source.strip()[:500])


def _is_notebook_cell(filename: str) -> bool:
    return filename.startswith(("<ipython-input", "<cell")) or "ipykernel_" in filename


def _message_of(error: BaseException) -> str:
    try:
        return str(error)[:_MAX_MESSAGE]
    except Exception:  # noqa: BLE001 - a student's exception class may fail at being printed
        return "(its message cannot be shown)"
