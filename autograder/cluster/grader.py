"""The worker's side: a Dask plugin that keeps one warm grader in each worker process.

Student code never runs in the Dask process. That process reads and judges; the code runs in confined children of a
zygote, which is started afresh and inherits no descriptor and no environment that could name the cluster's keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from distributed import Worker as DaskWorker
from distributed import WorkerPlugin, get_worker

from autograder.class_run.pool import Task
from autograder.cluster.address import ClusterError
from autograder.cluster.secrets import secret_folders
from autograder.errors import UserError
from autograder.files import write_whole
from autograder.grading.version import mark_version
from autograder.grading.worker import Graded, Worker
from autograder.own_course import course_files, set_course
from autograder.sandbox.options import EngineOptions


@dataclass(frozen=True)
class Setup:
    """What a worker needs before the first submission.

    Attributes
    ----------
    assignment : str
    require_sandbox : bool
        Refuse to run student code where it cannot be confined.
    datasets : mapping of str to bytes
        Files of the course's datasets/ by name: workers share no file system with the course.
    exercises : mapping of str to bytes
        What the course brings of its own exercises and solutions, by path.
    """

    assignment: str
    require_sandbox: bool = True
    datasets: Mapping[str, bytes] = field(default_factory=dict)
    exercises: Mapping[str, bytes] = field(default_factory=dict)

    @classmethod
    def from_course(cls, assignment: str, course: Path, *, require_sandbox: bool = True) -> Setup:
        """Read what a course brings along."""
        folder = course / "datasets"
        files = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
        datasets = {path.name: path.read_bytes() for path in files}
        return cls(assignment, require_sandbox, datasets, course_files(course))

    @property
    def files(self) -> dict[str, bytes]:
        """All that the course brings, by path."""
        return {f"datasets/{name}": content for name, content in self.datasets.items()} | dict(self.exercises)

    @property
    def name(self) -> str:
        """Name of the plugin: runs that need the same grader share it, and find it warm."""
        digest = sha256(repr((self.require_sandbox, sorted(self.files.items()))).encode())
        return f"autograder-{self.assignment}-{digest.hexdigest()[:12]}"


class Grader(WorkerPlugin):
    """One grader in a worker process, used from one thread of its own.

    That thread lives as long as the process: the kernel ends a zygote with the *thread* that started it, and a thread
    of Dask's may end earlier. It also makes a worker with several threads grade one submission at a time.
    """

    idempotent = True

    def __init__(self, setup: Setup) -> None:
        self._setup, self.name = setup, setup.name

    def setup(self, worker: DaskWorker) -> None:
        """Begin to warm up without holding up Dask's event loop."""
        self._where, self._folder = worker.address, Path(worker.local_directory)
        self._home = self._folder / self.name  # stands in for the course
        for name, content in self._setup.files.items():
            write_whole(self._home / name, content)
        self._secret = [self._folder, *secret_folders(worker.security)]
        self._worker: Worker | None = None
        self._thread = ThreadPoolExecutor(1, self.name)
        self._thread.submit(self._warm_up)

    def teardown(self, worker: DaskWorker) -> None:
        """End the zygote after the submission that is under way."""
        self._thread.submit(self._end)
        self._thread.shutdown(wait=False)

    def grade(self, task: Task) -> Graded:
        """Grade a task.

        Raises
        ------
        ClusterError
            If this worker's code is another than the driver's, or it cannot confine student code.
        """
        own = self._thread.submit(self._version, task).result()
        if own != task.plan.code:
            versions = f"({own[:12]}) than this command ({task.plan.code[:12]})"
            msg = (
                f"The worker {self._where} runs another version of the grader {versions}. "
                "Install the same one on scheduler, workers and here, then run this again."
            )
            raise ClusterError(msg)
        try:
            return self._thread.submit(self._grade, task).result()
        except UserError as error:
            msg = f"The worker {self._where} refuses to grade: {error} Put that right or stop this worker."
            raise ClusterError(msg) from None

    def _version(self, task: Task) -> str:
        set_course(self._home)
        return mark_version(task.plan.assignment)

    def _grade(self, task: Task) -> Graded:
        return self._ready().grade(
            task.plan, task.student, task.content, task.beside, is_second_try=task.before is not None
        )

    def _warm_up(self) -> None:
        """Have the engine ready when the first submission comes; what keeps it from starting is said then."""
        with suppress(UserError):
            self._ready()

    def _ready(self) -> Worker:
        if self._worker is None:
            sandbox = self._setup.require_sandbox
            also = tuple(self._secret)
            options = EngineOptions.for_course(
                self._setup.assignment, self._home, require_sandbox=sandbox, also_hidden=also
            )
            self._worker = Worker(options).__enter__()
        return self._worker

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.__exit__(None, None, None)


def grade(name: str, task: Task) -> Graded:
    """What a worker is asked to do: grade a task by the plugin of that name."""
    grader = get_worker().plugins.get(name)
    if not isinstance(grader, Grader):
        msg = f"The worker {get_worker().address} did not get the grader {name}. Start it again."
        raise ClusterError(msg)
    return grader.grade(task)
