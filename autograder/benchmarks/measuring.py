"""Time several ways to do the same thing side by side, in turns, so that a busy machine slows all of them alike."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

Way = Callable[[], object]


def in_turns(ways: Mapping[str, Way], rounds: int = 7, seconds: float = 0.03) -> dict[str, float]:
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
        Seconds for one run: the median of the turns.
    """
    turns: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()  # compiled, allocated, cached
    for _ in range(rounds):
        for name, way in ways.items():
            turns[name].append(_turn(way, seconds))
    return {name: float(np.median(times)) for name, times in turns.items()}


def _turn(way: Way, seconds: float) -> float:
    runs, start = 0, time.perf_counter()
    while True:
        way()
        runs += 1
        passed = time.perf_counter() - start
        if passed >= seconds:
            return passed / runs


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
    seconds = in_turns({"product": lambda: np.matmul(a, a, out=out)}, rounds=9)["product"]
    return 2 * n**3 / seconds


def geometric_mean(ratios: Iterable[float]) -> float:
    """Geometric mean: twice as fast and twice as slow cancel out."""
    return float(np.exp(np.mean(np.log(list(ratios)))))
