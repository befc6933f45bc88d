"""Run a student's function under a watch: it ends after so many steps or seconds, and what it did is written down."""

from __future__ import annotations

import contextlib
import inspect
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import wraps
from types import CodeType, FrameType
from typing import Any

import numpy as np

from cnn_utils.calling.borrowed_globals import Function
from cnn_utils.calling.observe import observe_freely
from cnn_utils.compare.calls import Call, Observation, Plain

MOST_STEPS = 100_000
MOST_SECONDS = 4.0  # less than the grader gives a session for it, so that the reason can still be told
_MOST_BINDINGS = 5_000
_LOOK_AT_CLOCK = 256


class TooLong(BaseException):
    """The function takes more steps, or more time, than a question is worth."""


@dataclass(frozen=True)
class Binding:
    """What a line has put into a variable.

    Attributes
    ----------
    line : int
    name : str
    number : int or None
        The value, if it is a whole number.
    shape : tuple of int or None
        Its shape, if it is an array.
    is_view : bool
        Whether it is an array that looks into another one.
    numbers : dict of str to int
        Every variable that holds a whole number after that line.
    """

    line: int
    name: str
    number: int | None
    shape: tuple[int, ...] | None
    is_view: bool
    numbers: Mapping[str, int]


@dataclass
class Run:
    """One call and what it did.

    Attributes
    ----------
    seen : Observation
    lines : Counter of int
        How often each line of the function itself was begun.
    calls : Counter of str
        How often each function of the student's was called, by name.
    bindings : list of Binding
    """

    seen: Observation = field(default_factory=lambda: Observation("timeout"))
    lines: Counter[int] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    bindings: list[Binding] = field(default_factory=list)

    @property
    def outputs(self) -> tuple[Plain, ...] | None:
        """What was returned, as a tuple; None if nothing was."""
        if self.seen.outcome != "returned":
            return None
        value = self.seen.value
        return value if isinstance(value, tuple) else (value,)


def run_guarded(
    function: Function,
    call: Call,
    *,
    watched: CodeType | None = None,
    binds: Mapping[int, tuple[str, ...]] | None = None,
    seconds: float = MOST_SECONDS,
) -> Run:
    """Call a function once, on copies, within some seconds, and `MOST_STEPS` steps where its steps are watched.

    The global random stream is left as the call leaves it: whoever makes several calls gives it back once.

    Parameters
    ----------
    function : callable
    call : Call
    watched : code object, optional
        The function's own code: its lines are counted, which takes a few times as long as running it.
    binds : mapping of int to tuple of str, optional
        Names that each line gives a value to: where given, the values are written down.
    seconds : float
        The call ends then.

    Returns
    -------
    Run
        With outcome "timeout" if it had to be ended.
    """
    run = Run()
    watch = _Watch(run, watched, binds, seconds)

    @wraps(function)
    def under_watch(*args: Any) -> Any:  # noqa: ANN401 - whatever the student's function takes and gives
        before = sys.gettrace()
        sys.settrace(watch.enter)
        try:
            return function(*args)
        finally:
            sys.settrace(before)

    with contextlib.suppress(TooLong), _alarm(seconds) as is_set:
        run.seen = observe_freely(function if is_set and watched is None else under_watch, call)
    return run


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[bool]:
    """End what is inside after some seconds; false where the system has no such alarm, and steps must be watched."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield False
        return

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield True
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class _Watch:
    """The trace functions of one call."""

    def __init__(
        self, run: Run, watched: CodeType | None, binds: Mapping[int, tuple[str, ...]] | None, seconds: float
    ) -> None:
        self._run, self._watched, self._binds = run, watched, binds
        self._home = watched.co_filename if watched else None
        self._steps = self._looks = 0
        self._end = time.perf_counter() + seconds
        self._last: int | None = None

    def enter(self, frame: FrameType, event: str, _value: object) -> Callable[..., Any] | None:
        """Look into what the student wrote; libraries run unwatched."""
        self._look_at_clock()
        code = frame.f_code
        if code.co_filename != self._home and not _is_cell(code.co_filename):
            return None
        if not code.co_flags & inspect.CO_GENERATOR:  # which is entered anew for each of its values
            self._run.calls[code.co_name] += 1
        return self._line if code is self._watched else self._elsewhere

    def _line(self, frame: FrameType, event: str, _value: object) -> Callable[..., Any]:
        self._step()
        if event in ("line", "return"):
            if self._binds and self._last in self._binds:
                self._note(frame, self._last)
            self._last = frame.f_lineno if event == "line" else None
            if event == "line":
                self._run.lines[frame.f_lineno] += 1
        return self._line

    def _elsewhere(self, _frame: FrameType, _event: str, _value: object) -> Callable[..., Any]:
        self._step()
        return self._elsewhere

    def _step(self) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise TooLong
        self._look_at_clock()

    def _look_at_clock(self) -> None:
        self._looks += 1
        if not self._looks % _LOOK_AT_CLOCK and time.perf_counter() > self._end:
            raise TooLong

    def _note(self, frame: FrameType, line: int | None) -> None:
        if line is None or self._binds is None or len(self._run.bindings) >= _MOST_BINDINGS:
            return
        values = frame.f_locals
        numbers = {name: number for name, value in values.items() if (number := whole_number(value)) is not None}
        for name in self._binds[line]:
            value = values.get(name)
            array = value if type(value) is np.ndarray else None
            shape = None if array is None else array.shape
            is_view = array is not None and array.base is not None
            self._run.bindings.append(Binding(line, name, numbers.get(name), shape, is_view, numbers))


def _is_cell(filename: str) -> bool:
    """Whether a file is a cell of a notebook."""
    return (filename.startswith("<") and not filename.startswith("<frozen")) or "ipykernel_" in filename


def whole_number(value: object) -> int | None:
    """Read a whole number, Python's or NumPy's; a truth value is none."""
    if type(value) is int:
        return value
    return int(value) if isinstance(value, np.integer) else None
