"""Loops that Numba compiles: for the thread that calls them, and where it pays, shared out over Numba's own."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from threading import Lock
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

# Division by zero is none of the loops' troubles, and nobody calls a piece but they: less to compile.
_OPTIONS: dict[str, Any] = {"fastmath": ANY_ORDER, "error_model": "numpy", "no_cfunc_wrapper": True}

# A piece of a loop, compiled into those that call it.
part = numba.njit(**{**_OPTIONS, "no_cpython_wrapper": True})


def share(function: Callable[..., None]) -> Any:  # noqa: ANN401 - Numba has no types
    """Compile a function of (thread, threads, ...), which does one thread's share of the work."""
    return _compiled(function)


def shared_out(own_share: Callable[..., None]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Have a function of (threads, ...), a `prange` around `own_share`, called where there is enough to share."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        in_parallel = _compiled(function, parallel=True)

        @wraps(function)
        def call(steps: int, *args: Any) -> None:  # noqa: ANN401 - arrays and numbers, as Numba takes them
            threads = num_threads()
            if threads == 1 or steps < WORTH_SHARING:
                own_share(0, 1, *args)
                return
            with _one_caller:
                numba.set_num_threads(min(threads, _MOST))
                in_parallel(threads, *args)

        return call

    return decorate


def _compiled(function: Callable[..., None], *, parallel: bool = False) -> Any:  # noqa: ANN401 - as above
    """Compile at the first call, and keep it on disk: beside the source, or where the user's caches are."""
    try:
        return numba.njit(cache=True, parallel=parallel, **_OPTIONS)(function)
    except RuntimeError:  # neither can be written to: for this process alone
        return numba.njit(parallel=parallel, **_OPTIONS)(function)


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
