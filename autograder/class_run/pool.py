"""A pool of worker processes that outlives what submissions do to it, and never grades one twice at a time."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from autograder.class_run.plan import Plan
from autograder.class_run.worker import Graded, Worker
from autograder.execution.confinement import bind_to_parent

_TRIES = 3


@dataclass(frozen=True)
class Task:
    """A submission on its way to a worker."""

    student: str
    content: bytes


@dataclass(frozen=True)
class Poisoned:
    """A submission that ended its worker's process every time it was tried."""

    student: str
    tries: int


class LocalPool:
    """Worker processes on this machine.

    When a worker dies, the pool is made anew, and the submissions that were under way are tried again one at a time: so
    the one that kills workers is found, and after three tries it is set aside; the others lose some time.

    Parameters
    ----------
    plan : Plan
    jobs : int
        Worker processes.
    """

    def __init__(self, plan: Plan, jobs: int) -> None:
        self._plan, self._jobs = plan, jobs

    def grade(self, tasks: Iterable[Task]) -> Iterator[Graded | Poisoned]:
        """Grade tasks as they come, in any order; only a few are held in memory at a time."""
        waiting = iter(tasks)
        suspects: deque[tuple[Task, int]] = deque()
        executor = self._start()
        running: dict[Future[Graded], tuple[Task, int]] = {}
        try:
            while True:
                self._fill(executor, running, waiting, suspects)
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                broken = [future for future in done if isinstance(future.exception(), BrokenProcessPool)]
                for future in done.difference(broken):
                    del running[future]
                    yield future.result()
                if broken:
                    executor.shutdown(wait=True, cancel_futures=True)
                    for task, tries in running.values():
                        if tries + 1 >= _TRIES and len(running) == 1:
                            yield Poisoned(task.student, tries + 1)
                        else:
                            suspects.append((task, tries + 1))
                    running.clear()
                    executor = self._start()
        finally:
            executor.shutdown(wait=True, cancel_futures=True)

    def _fill(
        self,
        executor: ProcessPoolExecutor,
        running: dict[Future[Graded], tuple[Task, int]],
        waiting: Iterator[Task],
        suspects: deque[tuple[Task, int]],
    ) -> None:
        if suspects:
            if not running:
                task, tries = suspects.popleft()
                running[executor.submit(_grade, task)] = (task, tries)
            return
        while len(running) < 2 * self._jobs and (task := next(waiting, None)) is not None:  # type: ignore[assignment]
            running[executor.submit(_grade, task)] = (task, 0)

    def _start(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._jobs, mp_context=context, initializer=_begin, initargs=(self._plan,))


_worker: Worker | None = None


def _begin(plan: Plan) -> None:
    """Warm a worker process; it leaves Ctrl-C to the driver, which ends it in order, and goes when the driver goes."""
    global _worker
    bind_to_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker = Worker(plan).__enter__()


def _grade(task: Task) -> Graded:
    if _worker is None:
        msg = "The worker process was not started by its pool."
        raise RuntimeError(msg)
    return _worker.grade(task.student, task.content)
