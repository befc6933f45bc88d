"""Loops that Numba compiles: for the thread that calls them, and where it pays, shared out over Numba's own."""

import sys
from collections.abc import Callable
from threading import Lock
from types import FunctionType
from typing import Any

import numba
import numpy as np
from numba.core import event

from autograder.plain_layers import Array, as_floats
from cnn_utils.compiling.optimization import LightlyOptimizedPackages

# Below so many multiplications or comparisons, waking a second thread costs more than it saves.
WORTH_SHARING = 500_000

# Of Numba's pools the one that needs nothing installed and survives a fork. It serves one caller at a time.
numba.config.THREADING_LAYER = "workqueue"  # type: ignore[attr-defined]
_one_caller = Lock()
_PRECISIONS = (np.dtype(np.float32), np.dtype(np.float64))
num_threads: Callable[[], int] = numba.get_num_threads

# Sums may be taken in any order, so that eight numbers are added at once; infinities and NaN stay what they are.
_HOW: dict[str, Any] = {"fastmath": {"contract", "reassoc", "nsz"}, "error_model": "numpy", "no_cfunc_wrapper": True}
part: Any = numba.njit(**{**_HOW, "no_cpython_wrapper": True})  # a piece of a loop, compiled into those that call it


def shared_out(function: Callable[..., None]) -> Callable[..., None]:
    """Compile a `prange` over (threads, ...) twice: shared out where there is enough to do, else one plain loop."""
    again = function.__code__.replace(co_qualname=f"{function.__name__}_in_parallel")  # kept on disk beside the other
    alone, in_parallel = share(function), share(FunctionType(again, function.__globals__), parallel=True)

    def call(steps: int, *args: Any) -> None:  # noqa: ANN401 - arrays and numbers, as Numba takes them
        if steps < WORTH_SHARING or num_threads() == 1:
            alone(1, *args)
        else:
            with _one_caller:
                in_parallel(num_threads(), *args)

    return call


def share(function: Callable[..., None], *, parallel: bool = False) -> Any:  # noqa: ANN401 - Numba has no types
    """Compile a thread's share of the work at its first call; on disk it stays beside the source or in a cache."""
    try:
        return numba.njit(cache=True, parallel=parallel, **_HOW)(function)
    except RuntimeError:  # neither can be written to: for this process alone
        return numba.njit(parallel=parallel, **_HOW)(function)


class _Announcement(LightlyOptimizedPackages):
    """Say once what the first calls wait for: not where everything is on disk already."""

    told = False

    def on_start(self, event: Any) -> None:  # noqa: ANN401
        super().on_start(event)
        if not self.told and self.concerns(event):
            self.told = True
            sys.stderr.write("Compiling the fast layers for this processor: some seconds each, the first time only.\n")


event.register("numba:compile", _Announcement("autograder.fast_layers", "autograder.networks"))  # type: ignore[no-untyped-call]


def contiguous(*arrays: Array) -> list[Array]:
    """Arrays as the loops take them: of one precision, in memory order, writable. Most are so already."""
    if len(arrays) == 1 and arrays[0].flags.carray and arrays[0].dtype in _PRECISIONS:
        return list(arrays)
    return [array if array.flags.writeable else array.copy() for array in map(np.ascontiguousarray, as_floats(*arrays))]
