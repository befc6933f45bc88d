"""Work cut into blocks that stay in cache, shared out over threads: NumPy frees the interpreter while it computes."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from threading import Lock
from typing import Any, TypeVar

Result = TypeVar("Result")

# Limits of one block's workspace. Below the first, a call costs more than its work, and threads wait for each other's
# turn of the interpreter; above the second, a block falls out of a core's share of the cache.
SMALLEST_BLOCK, LARGEST_BLOCK = 1024 * 1024, 2 * 1024 * 1024


def _own_number() -> int:
    """Return OMP_NUM_THREADS, or else one for each core we may use."""
    asked = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_threads = _own_number()


def num_threads() -> int:
    """Threads in use: what `set_num_threads` said, or else OMP_NUM_THREADS, or else one for each core we may use."""
    return _threads


def set_num_threads(threads: int | None) -> None:
    """Use this many threads from now on; None goes back to the machine's own number."""
    global _threads
    _threads = _own_number() if threads is None else threads


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix="fast_layers")


# Threads do not live on in a forked child: it starts its own.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.cache_clear)


def block_bytes(whole: int) -> int:
    """Workspace allowed to a block, where input and output have `whole` bytes: all threads together take that much."""
    return min(max(whole // num_threads(), SMALLEST_BLOCK), LARGEST_BLOCK)


def blocks_of(count: int, bytes_each: int, budget: int) -> list[slice]:
    """Cut `count` examples into blocks within a budget of workspace.

    Parameters
    ----------
    count : int
        How many examples there are.
    bytes_each : int
        Workspace that one of them needs.
    budget : int
        Bytes for one block; a single example may need more.

    Returns
    -------
    list of slice
        Slices of nearly equal length that cover range(count) in order.
    """
    return _cut(count, -(-count * bytes_each // budget))


def shares_of(count: int, bytes_each: int, budget: int, worth_sharing: int) -> list[list[slice]]:
    """Cut `count` examples into blocks as `blocks_of` does, and the blocks into as long a share for each thread.

    Below `worth_sharing` bytes in all, there is one share.
    """
    if count * bytes_each < worth_sharing:
        return [blocks_of(count, bytes_each, budget)]
    threads, pieces = num_threads(), -(-count * bytes_each // budget)
    blocks = _cut(count, -(-pieces // threads) * threads)
    return [blocks[share] for share in _cut(len(blocks), threads)]


def _cut(count: int, pieces: int) -> list[slice]:
    pieces = min(pieces, count)
    if pieces <= 1:
        return [slice(0, count)]
    edges = [count * k // pieces for k in range(pieces + 1)]
    return [slice(low, high) for low, high in pairwise(edges)]


class _ProductsStay:
    """While any share is at work, matrix products stay with the thread that asks for them.

    OpenBLAS would give each a thread of its own for every core, and they wait for one another: a quarter more time, at
    times twice as much. The number is one for the whole process, so the last to leave puts it back.
    """

    def __init__(self) -> None:
        self._lock, self._inside = Lock(), 0
        self._before: list[int] = []

    def __enter__(self) -> None:
        with self._lock:
            if not self._inside:
                self._before = [library.num_threads for library in _blas()]
                for library in _blas():
                    library.set_num_threads(1)
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                for library, threads in zip(_blas(), self._before, strict=True):
                    library.set_num_threads(threads)


@cache
def _blas() -> list[Any]:
    from threadpoolctl import ThreadpoolController  # looks through every library that is loaded

    return list(ThreadpoolController().select(user_api="blas").lib_controllers)


_products_stay = _ProductsStay()


def share_out(work: Callable[[list[slice]], Result], shares: list[list[slice]]) -> list[Result]:
    """Give every thread its share, the calling thread the first; return what `work` gave for each, in order."""
    if len(shares) == 1:
        return [work(shares[0])]
    with _products_stay:
        others = [_pool(len(shares)).submit(work, share) for share in shares[1:]]
        return [work(shares[0]), *(other.result() for other in others)]
