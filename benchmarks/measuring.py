"""Time several ways to do the same thing side by side, in turns, so that a busy machine slows all of them alike.

What counts is the best turn, the one that other programs disturbed least; and with one thread the processor's time,
because time on the clock also counts while somebody else is computing.
"""

from __future__ import annotations

import os
import time
import tracemalloc
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from autograder.fast_layers.numba_loops import num_threads

Way = Callable[[], object]

# What the tables call this project's own: loops that Numba compiles.
OURS = "fast layers"

# Seconds that a way runs before its time counts: threads of the one before look out for more work for a while before
# they sleep, and its own, if they have slept, may have to be moved to a core of their own.
RUN_UP = 0.02


def in_turns(ways: Mapping[str, Way], rounds: int = 15, seconds: float = 0.01) -> dict[str, float]:
    """Time each way in turns.

    Parameters
    ----------
    ways : mapping of name to function
    rounds : int
        Turns that each of them gets.
    seconds : float
        Length of a turn: a quick function runs several times in it.

    Returns
    -------
    dict of name to float
        Seconds for one run, in its best turn: of the processor with one thread, on the clock with more.
    """
    best = dict.fromkeys(ways, float("inf"))
    for way in ways.values():
        way()  # compiled, allocated, cached
    for _ in range(rounds):
        for name, way in ways.items():
            _turn(way, RUN_UP)
            best[name] = min(best[name], _turn(way, seconds))
    return best


def _turn(way: Way, seconds: float) -> float:
    clock = time.process_time if num_threads() == 1 else time.perf_counter
    runs, start, began = 0, clock(), time.perf_counter()
    while True:
        way()
        runs += 1
        if time.perf_counter() - began >= seconds:
            return (clock() - start) / runs


def how_measured(rounds: int) -> str:
    """Say in a few words what a table shows."""
    threads = num_threads()
    return f"best of {rounds} turns, " + ("processor time, one thread" if threads == 1 else f"{threads} threads")


def held_back() -> str:
    """Say what keeps NumPy's matrix products from this processor's own instructions; empty where nothing does."""
    kernels = os.environ.get("OPENBLAS_CORETYPE")
    if not kernels:
        return ""
    return f"OPENBLAS_CORETYPE={kernels}: NumPy's products run as on that processor, the frameworks' as on this one."


def peak_bytes(way: Way) -> int:
    """Most memory that NumPy held at once during a run, results included, beyond what was there before."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        result = way()
        _, peak = tracemalloc.get_traced_memory()
        del result
    finally:
        tracemalloc.stop()
    return peak - before


def matmul_peak(dtype: DTypeLike, n: int = 1024) -> float:
    """Floating-point operations a second of NumPy's own matrix product on square matrices: the machine's ceiling."""
    a: np.ndarray[Any, Any] = np.ones((n, n), dtype)
    out = np.empty_like(a)
    seconds = in_turns({"product": lambda: np.matmul(a, a, out=out)})["product"]
    return 2 * n**3 / seconds


def copy_bandwidth(size: int = 64_000_000) -> float:
    """Bytes a second that a copy between arrays too large for the caches reads and writes."""
    a = np.ones(size, np.uint8)
    out = np.empty_like(a)
    return 2 * size / in_turns({"copy": lambda: np.copyto(out, a)})["copy"]


def geometric_mean(ratios: Iterable[float]) -> float:
    """Geometric mean: twice as fast and twice as slow cancel out."""
    return float(np.exp(np.mean(np.log(list(ratios)))))
