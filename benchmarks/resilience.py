"""A class graded into PostgreSQL by a cluster that loses workers and its scheduler, and the same class graded here.

The marks of both runs must be equal, each student must have exactly one, and the driver's memory must not grow with the
class.
"""

from __future__ import annotations

import resource
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from autograder.class_run.pool import LocalPool
from autograder.class_run.run import grade_class
from autograder.cluster.dask_pool import DaskPool
from autograder.course.folder import Course
from autograder.demo.simulate import make_course, release, submit
from benchmarks.cluster_processes import ClusterProcesses
from benchmarks.grading import Scores, read_scores

Trouble = Callable[[int, ClusterProcesses], None]


@dataclass
class Resilience:
    """What the two runs gave.

    Attributes
    ----------
    local, cluster : dict
        (student, grade_id) to score.
    local_seconds, cluster_seconds : float
    rows : int
        Of submitted_assignment in PostgreSQL, one for each student.
    memory : list of (int, float)
        Number of submissions done, and the driver's resident memory then, MB.
    """

    local: Scores = field(default_factory=dict)
    cluster: Scores = field(default_factory=dict)
    local_seconds: float = 0.0
    cluster_seconds: float = 0.0
    rows: int = 0
    memory: list[tuple[int, float]] = field(default_factory=list)


def run(folder: Path, assignment: str, students: int, url: str, trouble: Trouble, *, workers: int = 2) -> Resilience:
    """Grade a simulated class here and on a cluster.

    Parameters
    ----------
    folder : Path
        An empty folder; stays for whoever wants to look.
    assignment : str
    students : int
    url : str
        An empty PostgreSQL database, for the cluster's run.
    trouble : callable
        Called after each submission of the cluster's run with the number done; may kill what it likes.
    workers : int
    """
    here, there = folder / "here", folder / "there"
    make_class(here, assignment, students)
    Course(here).secret()  # which the copy shares: hidden cases are drawn from it
    shutil.copytree(here, there)
    use_database(there, assignment, url)
    found = Resilience()
    began = time.perf_counter()
    with LocalPool(assignment, here, workers) as local:
        grade_class(Course(here), assignment, local)
    found.local_seconds = time.perf_counter() - began

    def after_each(done: int, total: int) -> None:
        if done % 50 == 0 or done == total:
            found.memory.append((done, resident_megabytes()))
        trouble(done, processes)

    began = time.perf_counter()
    with ClusterProcesses(workers, folder) as processes, DaskPool(assignment, there, processes.address) as pool:
        grade_class(Course(there), assignment, pool, progress=after_each)
    found.cluster_seconds = time.perf_counter() - began
    found.local, found.cluster = read_scores(here, assignment), read_scores(there, assignment)
    engine = create_engine(make_url(url))
    with engine.connect() as connection:
        found.rows = connection.scalar(text("SELECT count(*) FROM submitted_assignment")) or 0
    engine.dispose()
    return found


def resident_megabytes() -> float:
    """Memory that this process has now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def make_class(root: Path, assignment: str, students: int) -> None:
    """Make a released course with submissions, without the student whose code never ends: a limit would be measured."""
    make_course(root)
    release(root, assignment)
    for student, profile in submit(root, assignment, students, 1).items():
        if profile == "hang":
            shutil.rmtree(root / "submitted" / student)


def use_database(root: Path, assignment: str, url: str) -> None:
    """Have a course keep its gradebook at an address, which knows the assignment then."""
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"\nc.CourseDirectory.db_url = {url!r}\n")
    release(root, assignment)


class EveryTwentySeconds:
    """Kills a worker every 20 s, one after the other, and the scheduler once, half-way."""

    def __init__(self, students: int, workers: int = 2, seconds: float = 20.0) -> None:
        self._half, self._workers, self._seconds = students // 2, workers, seconds
        self._next = time.monotonic() + seconds
        self.kills, self.restarts = 0, 0

    def __call__(self, done: int, processes: ClusterProcesses) -> None:
        """Look at the clock after a submission."""
        if time.monotonic() >= self._next:
            processes.kill_worker(self.kills % self._workers)
            self.kills += 1
            self._next = time.monotonic() + self._seconds
        if done >= self._half and not self.restarts:
            processes.kill_scheduler()
            self.restarts += 1
