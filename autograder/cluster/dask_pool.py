"""A pool on a Dask cluster: workers may die, come late or be cut off, and the scheduler may start again.

Every task carries the submission and brings back all that the course keeps of it. What comes back is unpickled, as Dask
does; it was made by a worker's own process, never by student code.
"""

from __future__ import annotations

import time
from asyncio import CancelledError
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

import dask.config
from distributed import Client, Future, KilledWorker, LocalCluster, as_completed

from autograder.class_run.pool import Poisoned, Task
from autograder.cluster.address import ClusterError, check_address, is_private
from autograder.cluster.grader import Grader, Setup, grade
from autograder.grading.worker import Graded

_IN_FLIGHT = 2  # for each worker: one that it grades and one that it has at hand
_AT_A_TIME = 16  # tasks sent, or results fetched, in one message
_COUNT_SECONDS = 2.0
FIRST_SECONDS, TRY_SECONDS = 20.0, 5.0
_LOST = (CancelledError, OSError, TimeoutError)
# Each connection remembers its last 1,000 messages, submissions and all, unless it is told not to.
_SHORT_LOG = {"distributed.admin.low-level-log-length": 1}
_NOT_LOADED = "A worker could not run the grader: {}. Install the same version on scheduler, workers and here."

_Answers = Iterator[tuple[Task, Graded | KilledWorker]]


class DaskPool:
    """The workers of a Dask cluster, as a pool for `autograder.class_run.run.grade_class`.

    A worker that dies costs time: Dask gives its submissions to others. A submission that was with more dying workers
    than the scheduler allows (``distributed.scheduler.allowed-failures``) is set aside, and tried again, alone, after
    all others; only if it is with as many again is it given up. A scheduler that goes away is waited for, and what was
    under way is sent again.

    Parameters
    ----------
    assignment : str
    course : Path
    address : str
        The scheduler's: ``tcp://host:port``, or ``tls://host:port`` with the certificates that Dask's own configuration
        names.
    require_sandbox : bool
        Workers refuse to run student code where they cannot confine it.
    patience : float
        Seconds to wait for a scheduler that has gone away in the middle of a run.
    say : callable
        Told what is being waited for.
    grader : callable
        Makes the plugin that grades, from a `Setup`.

    Raises
    ------
    ClusterError
        If no scheduler answers, or workers cannot load this grader.
    """

    def __init__(
        self,
        assignment: str,
        course: Path,
        address: str,
        *,
        require_sandbox: bool = True,
        patience: float = 300.0,
        say: Callable[[str], None] = lambda text: None,
        grader: Callable[[Setup], Grader] = Grader,
    ) -> None:
        self._grader = grader(Setup.from_course(assignment, course, require_sandbox=require_sandbox))
        self._address, self._patience, self._say = address, patience, say
        self._workers, self._counted = 0, float("-inf")
        check_address(address)
        if not is_private(address):
            say(f"{address} is not encrypted: who reaches it can read notebooks and use the workers. Better: tls://.")
        self._client = self._connect(FIRST_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        _close(self._client)

    def grade(self, tasks: Iterable[Task]) -> Iterator[Graded | Poisoned]:
        """Grade tasks as they come, in any order; only a few for each worker are held in memory at a time."""
        suspects = []
        for task, answer in self._answers(tasks):
            if isinstance(answer, KilledWorker):
                suspects.append(task)
            elif task.deserves_another(answer):
                suspects.append(replace(task, before=answer))
            else:
                yield answer
        for task, answer in self._answers(suspects, at_once=1):
            if isinstance(answer, KilledWorker):
                yield task.before or Poisoned(task.student, 2 * (answer.allowed_failures + 1))
            else:
                yield task.best(answer)

    def _answers(self, tasks: Iterable[Task], at_once: int | None = None) -> _Answers:
        """Have tasks graded, again and again with a new connection while the scheduler goes away."""
        waiting, running = iter(tasks), dict[str, Task]()
        while True:
            try:
                yield from self._connected_answers(waiting, running, at_once)
            except _SchedulerGone:
                waiting, running = chain(running.values(), waiting), {}
                self._reconnect()
            else:
                return

    def _connected_answers(self, waiting: Iterator[Task], running: dict[str, Task], at_once: int | None) -> _Answers:
        done = as_completed(loop=self._client.loop)
        while True:
            self._fill(waiting, running, done, at_once)
            if not running:
                return
            batch = [next(done)]
            while done.has_ready() and len(batch) < _AT_A_TIME:
                batch.append(next(done))
            with _noticing_loss():
                results = self._client.gather({future.key: future for future in batch}, errors="skip")
            for future in batch:
                answer = _failure(future) or results[future.key]
                if answer is None:  # lost with its worker on the way here: Dask has it graded again
                    done.add(future)
                else:
                    yield running.pop(future.key), answer

    def _fill(self, waiting: Iterator[Task], running: dict[str, Task], done: as_completed, at_once: int | None) -> None:
        most = at_once or _IN_FLIGHT * max(self._count_workers(), 1)
        # Workers may have become fewer than what is under way.
        while few := {_new_key(): task for task in islice(waiting, max(0, min(most - len(running), _AT_A_TIME)))}:
            running.update(few)  # before they are sent, so that none is lost with the connection
            with _noticing_loss(), dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}):
                # Without Dask's warning: submissions with many pictures are as large as they are.
                done.update(
                    self._client.map(partial(grade, self._grader.name), list(few.values()), key=list(few), pure=False)
                )

    def _count_workers(self) -> int:
        now = time.monotonic()
        if now - self._counted > _COUNT_SECONDS:
            with _noticing_loss():
                self._workers, self._counted = len(self._client.nthreads()), now
            if not self._workers:
                self._say(f"No worker has come to {self._address} yet; waiting for one.")
        return self._workers

    def _reconnect(self) -> None:
        self._say(f"The scheduler {self._address} has gone away; waiting for it.")
        _close(self._client)
        self._client = self._connect(self._patience)

    def _connect(self, seconds: float) -> Client:
        """Connect to the scheduler, and be ready to send tasks."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                with dask.config.set(_SHORT_LOG):
                    client = Client(self._address, timeout=TRY_SECONDS, set_as_default=False, name="autograder")
                _introduce(client, self._grader)
            except _LOST as error:
                if time.monotonic() > deadline:
                    msg = (
                        f"No scheduler has answered at {self._address} for {seconds:g} s ({error}). What was graded is "
                        "kept: see that it runs, then run the same command again."
                    )
                    raise ClusterError(msg) from error
            else:
                return client


class _SchedulerGone(Exception):  # noqa: N818 - the name says what is the matter
    """The connection to the scheduler is lost, and with it what was under way."""


@contextmanager
def _noticing_loss() -> Iterator[None]:
    try:
        yield
    except _LOST as error:
        raise _SchedulerGone from error


def _failure(future: Future[Graded]) -> KilledWorker | None:
    """The workers that died of a task, if that is how it ended; other ends are errors."""
    if future.status == "cancelled":
        raise _SchedulerGone
    if future.status != "error":
        return None
    error = future.exception()
    if isinstance(error, KilledWorker):
        return error
    if isinstance(error, ClusterError):
        raise error
    raise ClusterError(_NOT_LOADED.format(repr(error))) from error


def _introduce(client: Client, grader: Grader) -> None:
    """Have every worker, now or later, prepare a grader."""
    try:
        client.register_plugin(grader)
    except _LOST:
        _close(client)
        raise
    except Exception as error:  # whatever a worker raises while it loads what it was sent
        _close(client)
        raise ClusterError(_NOT_LOADED.format(error)) from error


def _new_key() -> str:
    """Name for a task that says nothing about whose it is: Dask shows and logs it."""
    return f"grade-{uuid4().hex}"


def _close(client: Client) -> None:
    with suppress(*_LOST):
        client.close(timeout=TRY_SECONDS)


@contextmanager
def local_cluster(workers: int) -> Iterator[str]:
    """A scheduler and worker processes on this machine.

    Yields
    ------
    str
        The scheduler's address.
    """
    with (
        dask.config.set(_SHORT_LOG | {"distributed.worker.profile.enabled": False}),  # which costs 5 % of their time
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0") as cluster,
    ):
        yield cluster.scheduler_address
