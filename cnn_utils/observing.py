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
from functools import cache, partial
from typing import Any

import numpy as np

from cnn_utils.calls import Call, Foreign, Observation, Plain, Raised

_MAX_DEPTH = 16
_MAX_ITEMS = 10_000
_MAX_PRINTED = 100_000
_MAX_MESSAGE = 2_000

Function = Callable[..., Any]


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
    after = () if _identical(args, call.args) else tuple(to_plain(argument) for argument in args)
    return Observation(outcome, value, after, raised, printed.getvalue(), seconds)  # type: ignore[arg-type]


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


def _identical(one: Plain, other: Plain) -> bool:
    """Whether two plain values are the same to the last bit; where that is not plain to see, no."""
    kind = type(one)
    if kind is not type(other):
        return False
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, (tuple, list)) and isinstance(other, (tuple, list)):
        return len(one) == len(other) and all(map(_identical, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        if not all(type(key) is str for key in one):  # any other key might bring code along
            return False
        return list(one) == list(other) and all(map(_identical, one.values(), other.values()))
    return kind in (int, float, str, bool, type(None)) and one == other


def _plain_array(array: np.ndarray) -> Plain:
    if array.dtype.kind not in "biufcUS":
        return Foreign(f"ndarray of dtype {array.dtype}")
    return np.array(array, copy=True, subok=False)


def _caller(kind: str) -> Callable[[Function, tuple[Plain, ...]], Any]:
    if kind == "plain":
        return lambda function, args: function(*args)
    from cnn_utils.graph_calls import CALLERS

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
