"""Loops that Numba compiles, twice each: for the thread that calls them, and shared out over Numba's own."""

import os
import sys
from collections.abc import Callable
from threading import Lock
from types import FunctionType
from typing import Any

import numba
from numba.core import event

# Sums may be taken in any order, so that eight numbers are added at once; infinities and NaN stay what they are.
ANY_ORDER = {"contract", "reassoc", "nsz"}

# Below so many multiplications or comparisons, waking a second thread costs more than it saves.
WORTH_SHARING = 500_000

# Of Numba's pools the one that needs nothing installed and survives a fork. It serves one caller at a time.
numba.config.THREADING_LAYER = "workqueue"  # type: ignore[attr-defined]
_one_caller = Lock()
_MOST: int = numba.config.NUMBA_NUM_THREADS  # type: ignore[attr-defined]

# A piece of a loop, compiled into those that call it.
part = numba.njit(fastmath=ANY_ORDER)


class Loops:
    """A function of (threads, ...) whose outer loop is `for thread in prange(threads)`."""

    def __init__(self, function: Callable[..., None]) -> None:
        named = f"{function.__name__}_shared_out"  # or both would have one place in the cache
        again = FunctionType(function.__code__.replace(co_name=named), function.__globals__, named)
        again.__qualname__, again.__module__ = named, function.__module__
        self._alone, self._shared_out = _compiled(function), _compiled(again, parallel=True)

    def __call__(self, steps: int, *args: Any) -> None:  # noqa: ANN401 - arrays and numbers, as Numba takes them
        """Run the loops: on one thread where their `steps` are too few to be worth sharing."""
        if num_threads() == 1 or steps < WORTH_SHARING:
            self._alone(1, *args)
            return
        with _one_caller:
            numba.set_num_threads(min(num_threads(), _MOST))
            self._shared_out(num_threads(), *args)


def _compiled(function: Callable[..., None], *, parallel: bool = False) -> Any:  # noqa: ANN401 - Numba has no types
    """Compile at the first call, and keep it on disk: beside the source, or where the user's caches are."""
    try:
        return numba.njit(cache=True, parallel=parallel, fastmath=ANY_ORDER)(function)
    except RuntimeError:  # neither can be written to: for this process alone
        return numba.njit(parallel=parallel, fastmath=ANY_ORDER)(function)


class _Announcement(event.Listener):
    """Say once what the first calls wait for: not where everything is on disk already."""

    told = False

    def on_start(self, event: Any) -> None:  # noqa: ANN401
        if not self.told and event.data["dispatcher"].py_func.__module__.startswith(__package__):
            self.told = True
            sys.stderr.write("Compiling the fast layers for this processor: some seconds each, the first time only.\n")

    def on_end(self, event: Any) -> None:  # noqa: ANN401
        pass


event.register("numba:compile", _Announcement())  # type: ignore[no-untyped-call]
_asked_for: list[int] = []


def num_threads() -> int:
    """Threads in use: what `set_num_threads` said, or else OMP_NUM_THREADS, or else one for each core we may use."""
    own = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    return _asked_for[0] if _asked_for else int(own) if own.isdigit() and int(own) else _MOST


def set_num_threads(threads: int | None) -> None:
    """Use this many threads from now on; None goes back to the machine's own number."""
    _asked_for[:] = [] if threads is None else [threads]
