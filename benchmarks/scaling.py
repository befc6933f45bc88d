"""What one submission costs each part of a cluster, measured here: the figures that the cost model is fed with.

Times are processor time, so that a busy machine does not change them, except the database's.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import psutil

from autograder.class_run.pool import LocalPool, Pool, Task
from autograder.class_run.run import grade_class, make_plan
from autograder.cluster.dask_pool import DaskPool
from autograder.cluster.grader import Grader, Setup
from autograder.course.folder import Course
from autograder.course.gradebook import GradebookWriter
from autograder.course.gradebook_rows import Scores
from autograder.grading.worker import Graded, Worker
from autograder.sandbox.options import EngineOptions
from benchmarks.cluster_processes import ClusterProcesses
from benchmarks.cost_model import Measured
from benchmarks.resilience import resident_megabytes


class Throughput(NamedTuple):
    """A real class, graded in one way.

    Attributes
    ----------
    way : str
    rate : float
        Submissions per second, from the first that is done to the last.
    cpu : float
        Seconds of processor time for each submission, of all processes together.
    """

    way: str
    rate: float
    cpu: float


class Echo(Grader):
    """A grader that answers at once with the same result, so that all other costs stand alone."""

    def __init__(self, setup: Setup, answer: Graded) -> None:
        super().__init__(replace(setup, assignment=f"echo-{setup.assignment}"))
        self._answer = answer

    def _grade(self, task: Task) -> Graded:
        return replace(self._answer, record=replace(self._answer.record, student=task.student))

    def _warm_up(self) -> None:
        pass


def measure(root: Path, assignment: str, scratch: Path) -> Measured:
    """Measure each cost of one submission with the class in `root`."""
    course = Course(root)
    with GradebookWriter(course, assignment, assignment) as writer:
        plan = make_plan(course, assignment, writer.master_cells())
    contents = [file.path.read_bytes() for file in course.submissions(assignment, assignment, frozenset())]
    grading, results, memory = _grade_here(
        Worker(EngineOptions.for_course(assignment, root)), [Task(plan, "x", text) for text in contents]
    )
    answer = sorted(results, key=lambda graded: len(graded.notebook))[len(results) // 2]
    with ClusterProcesses(2, scratch) as processes, _timed_writes() as writes:
        with DaskPool(assignment, root, processes.address, grader=partial(Echo, answer=answer)) as pool:
            scheduler = psutil.Process(processes.scheduler_pid)
            before, mine = _cpu(scheduler), time.process_time()
            done = len(grade_class(course, assignment, pool, force=True).graded)
            driver = (time.process_time() - mine) / done
            scheduling = (_cpu(scheduler) - before) / done
        echoing = sum(psutil.Process(pid).memory_info().rss for pid in processes.worker_pids) / 2
    database = sum(wall for wall, _ in writes) / done
    waiting = database - sum(cpu for _, cpu in writes) / done
    return Measured(
        grading,
        driver + max(0.0, waiting),
        scheduling,
        database,
        sum(len(pickle.dumps(Task(plan, "x", text))) for text in contents) / len(contents),
        sum(len(pickle.dumps(graded)) for graded in results) / len(results),
        echoing + memory,
        resident_megabytes() * 1e6,
    )


def throughputs(root: Path, assignment: str, scratch: Path, say: Callable[[str], None]) -> list[Throughput]:
    """Grade the class by one and by two workers, here and on a cluster, in turns."""
    found = []
    for workers in (1, 2):
        say(f"{workers} worker(s) of this machine's pool ...")
        with LocalPool(assignment, root, workers) as local:
            found.append(_throughput(f"local pool, {workers}", root, assignment, local, psutil.Process()))
        say(f"{workers} worker(s) of a cluster ...")
        with (
            ClusterProcesses(workers, scratch) as processes,
            DaskPool(assignment, root, processes.address) as pool,
        ):
            found.append(_throughput(f"cluster, {workers}", root, assignment, pool, psutil.Process()))
    return found


def _throughput(way: str, root: Path, assignment: str, pool: Pool, driver: psutil.Process) -> Throughput:
    moments: list[tuple[float, float]] = []

    def note(done: int, total: int) -> None:
        if done in (1, total):
            moments.append((time.perf_counter(), sum(map(_cpu, [driver, *driver.children(recursive=True)]))))

    count = len(grade_class(Course(root), assignment, pool, force=True, progress=note).graded) - 1
    (start, cpu), (end, cpu_end) = moments[:2]
    return Throughput(way, count / (end - start), (cpu_end - cpu) / count)


def _grade_here(worker: Worker, tasks: list[Task]) -> tuple[list[float], list[Graded], float]:
    """Processor seconds of single submissions, what came back, and the bytes that grading adds to a process."""
    me = psutil.Process()
    with worker:
        worker.grade(tasks[0].plan, tasks[0].student, tasks[0].content)
        walls, results = [], []
        before = sum(map(_cpu, [me, *me.children(recursive=True)]))
        for task in tasks:
            start = time.perf_counter()
            results.append(worker.grade(task.plan, task.student, task.content))
            walls.append(time.perf_counter() - start)
        cpu = sum(map(_cpu, [me, *me.children(recursive=True)])) - before
        memory = sum(map(_memory, me.children(recursive=True)))
    return [wall * cpu / sum(walls) for wall in walls], results, memory


def _cpu(process: psutil.Process) -> float:
    """Processor seconds of a process and of its children that have ended; none where it has ended itself meanwhile."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:  # what it took is in its parent's time by now
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)


def _memory(process: psutil.Process) -> float:
    """Bytes that a process has to itself; none where it has ended meanwhile."""
    try:
        return float(process.memory_full_info().uss)
    except psutil.NoSuchProcess:
        return 0.0


@contextmanager
def _timed_writes() -> Iterator[list[tuple[float, float]]]:
    """Wall-clock and own processor seconds of each batch that is written to the gradebook."""
    spent: list[tuple[float, float]] = []
    real = GradebookWriter.write

    def write(self: GradebookWriter, batch: Sequence[Scores]) -> None:
        start, cpu = time.perf_counter(), time.process_time()
        real(self, batch)
        spent.append((time.perf_counter() - start, time.process_time() - cpu))

    GradebookWriter.write = write  # type: ignore[method-assign]
    try:
        yield spent
    finally:
        GradebookWriter.write = real  # type: ignore[method-assign]
