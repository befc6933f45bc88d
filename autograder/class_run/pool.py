"""A pool of worker processes that outlives what submissions do to it, and never grades one twice at a time."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from autograder.sandbox.engine import Engine
from autograder.sandbox.options import EngineOptions
from autograder.sandbox.time_budget import STARVED
from cnn_utils.language.speaking import tells

if TYPE_CHECKING:
    from autograder.grading.plan import Plan
    from autograder.grading.worker import Graded

_TRIES = 3


@dataclass(frozen=True)
class Task:
    """A submission on its way to a worker.

    Attributes
    ----------
    plan, student, content, beside
        As `Worker.grade` takes them.
    before : Graded or None
        What the first try gave, where the machine was too busy for it: this is the second, with nobody beside it.
    """

    plan: Plan
    student: str
    content: bytes
    beside: Mapping[str, bytes] = field(default_factory=dict)
    before: Graded | None = None

    def deserves_another(self, graded: Graded) -> bool:
        """Whether time may have cost points only because others had the machine."""
        return self.before is None and any(tells(repair, STARVED) for repair in graded.record.repairs)

    def best(self, graded: Graded) -> Graded:
        """What counts of two tries."""
        return max(filter(None, (graded, self.before)), key=lambda one: one.record.score)


@dataclass(frozen=True)
class Poisoned:
    """A submission that ended its worker's process every time it was tried."""

    student: str
    tries: int


class Pool(Protocol):
    """Whoever grades tasks: the processes of this machine, or a cluster's."""

    def grade(self, tasks: Iterable[Task]) -> Iterator[Graded | Poisoned]:
        """Grade tasks as they come, in any order; only a few are held in memory at a time."""


class LocalPool:
    """Worker processes on this machine.

    The workers share one zygote. When a worker dies, the pool is made anew, and the submissions that were under way
    are tried again one at a time: so the one that kills workers is found, and after three tries it is set aside; the
    others lose some time.

    Parameters
    ----------
    assignment : str
    course : Path
        The course folder, which student code may not see.
    jobs : int
        Worker processes. They start to warm up at once.
    require_sandbox : bool
        Refuse to run student code where it cannot be confined.
    """

    def __init__(self, assignment: str, course: Path, jobs: int = 1, *, require_sandbox: bool = True) -> None:
        # The judge's products are small: NumPy's threads would do nothing but wait for them, in turns.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        course = course.resolve()
        rehearses = jobs < (os.cpu_count() or 1)
        options = EngineOptions.for_course(assignment, course, require_sandbox=require_sandbox, rehearses=rehearses)
        self._zygote = Engine(options).begin()
        # What grades is imported while the zygote warms up.
        from autograder.class_run import worker_process
        from autograder.grading.worker import Worker

        self._worker_process = worker_process
        shared = self._zygote.control if self._zygote else None
        self._make = partial(Worker, replace(options, shared=shared))
        self._jobs = jobs
        self._strangers = set(multiprocessing.active_children())
        self._executor = self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """End the workers in order; where one dies of something else, the others with it.

        One of those without work holds the lock of the queue from which all take it. Killed now, when nobody watches
        the workers any more, it would leave the others waiting for the lock, and the pool for them.
        """
        left = self._workers()
        self._executor.shutdown(wait=False, cancel_futures=True)
        while left:
            sentinels = connection.wait([worker.sentinel for worker in left])
            ended = {worker for worker in left if worker.sentinel in sentinels}
            left -= ended
            for worker in ended:
                worker.join()
            if any(worker.exitcode != 0 for worker in ended):
                for worker in left:
                    worker.kill()
        if self._zygote is not None:
            self._zygote.end()

    def grade(self, tasks: Iterable[Task]) -> Iterator[Graded | Poisoned]:
        """Grade tasks as they come, in any order; only a few are held in memory at a time."""
        waiting = iter(tasks)
        suspects: deque[tuple[Task, int]] = deque()
        running: dict[Future[Graded], tuple[Task, int]] = {}
        while True:
            self._fill(running, waiting, suspects)
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            broken = [future for future in done if isinstance(future.exception(), BrokenProcessPool)]
            for future in done.difference(broken):
                task, _ = running.pop(future)
                graded = future.result()
                if task.deserves_another(graded):
                    suspects.append((replace(task, before=graded), 0))
                else:
                    yield task.best(graded)
            if broken:
                yield from self._start_again(running, suspects)

    def _fill(
        self,
        running: dict[Future[Graded], tuple[Task, int]],
        waiting: Iterator[Task],
        suspects: deque[tuple[Task, int]],
    ) -> None:
        if suspects:
            if not running:
                task, tries = suspects.popleft()
                running[self._submit(task)] = (task, tries)
            return
        for task in islice(waiting, 2 * self._jobs - len(running)):
            running[self._submit(task)] = (task, 0)

    def _submit(self, task: Task) -> Future[Graded]:
        for _ in range(_TRIES):
            with suppress(BrokenProcessPool):  # a worker died while nothing was under way
                return self._executor.submit(self._worker_process.grade, task)
            self._renew()
        return self._executor.submit(self._worker_process.grade, task)

    def _start_again(
        self, running: dict[Future[Graded], tuple[Task, int]], suspects: deque[tuple[Task, int]]
    ) -> Iterator[Graded | Poisoned]:
        for task, tries in running.values():
            if tries + 1 >= _TRIES:  # alone each time but the first
                yield task.before or Poisoned(task.student, tries + 1)
            else:
                suspects.append((task, tries + 1))
        running.clear()
        self._renew()

    def _renew(self) -> None:
        """Start new workers in place of those of a broken pool.

        When a worker dies, the pool ends all others and waits for them. One that was being started just then is waited
        for but not ended (CPython 3.11), and so is, before 3.11.5, the thread that hands a worker its task and finds
        none left to read it (CPython's issue 94777): both are done here.
        """
        for worker in self._workers():
            worker.kill()
        if sys.version_info < (3, 11, 5):
            self._executor._call_queue._reader.close()  # type: ignore[attr-defined]  # no public way
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor = self._start()

    def _workers(self) -> set[BaseProcess]:
        return set(multiprocessing.active_children()) - self._strangers

    def _start(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        begin, initargs = self._worker_process.begin, (self._make,)
        executor = ProcessPoolExecutor(self._jobs, mp_context=context, initializer=begin, initargs=initargs)
        with suppress(BrokenProcessPool):  # one that dies at once is noticed with the first submission
            for _ in range(self._jobs):
                executor.submit(self._worker_process.warm_up)
        return executor
