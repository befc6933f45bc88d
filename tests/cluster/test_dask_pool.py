"""The pool on a cluster outlives workers and scheduler, and grades nothing on a worker that is not fit for it."""

import os
import sys

import dask.config
import pytest
from command_line import run_command
from distributed import LocalCluster
from fake_worker import FakeWorker, students

from autograder.class_run.pool import Poisoned, Task
from autograder.cluster import dask_pool as pool_module
from autograder.cluster.address import ClusterError
from autograder.cluster.dask_pool import DaskPool
from autograder.cluster.grader import Grader
from autograder.grading.plan import Plan
from autograder.grading.version import mark_version
from autograder.sandbox.engine import SandboxUnavailable
from benchmarks.cluster_processes import ClusterProcesses

PLAN = Plan("step_by_step", "step_by_step", (), {}, b"", mark_version("step_by_step"))


class FakeGrader(Grader):
    def _ready(self):
        return FakeWorker()

    def _end(self):
        pass


class Unconfined(Grader):
    def _ready(self):
        raise SandboxUnavailable("No user namespaces.")


@pytest.fixture(scope="module")
def cluster():
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as made,
    ):
        yield made.scheduler_address


@pytest.fixture
def connect(tmp_path):
    def make(address, grader=FakeGrader, **options):
        # Each grader has a name of its own: a plugin that is there under its name is kept.
        return DaskPool(grader.__name__, tmp_path, address, grader=grader, **options)

    return make


def names(count):
    return [f"s{number:03}" for number in range(count)]


def test_every_task_comes_back_once(cluster, connect):
    with connect(cluster) as pool:
        assert students(pool.grade(Task(PLAN, name, b"") for name in names(60))) == names(60)


def test_tasks_are_taken_only_as_they_are_needed(cluster, connect):
    taken = []

    def tasks():
        for name in names(50):
            taken.append(name)
            yield Task(PLAN, name, b"")

    with connect(cluster) as pool:
        results = pool.grade(tasks())
        next(results)
        assert len(taken) <= 4
        assert len(list(results)) == 49


@pytest.mark.slow
def test_a_submission_that_ends_its_workers_is_set_aside_and_the_others_are_graded(cluster, connect, tmp_path):
    contents = {"c": b"poison", "d": f"once {tmp_path / 'd'}".encode()}
    with connect(cluster) as pool:
        results = list(pool.grade(Task(PLAN, name, contents.get(name, b"")) for name in "abcdefgh"))
    assert students(results) == list("abcdefgh")
    (poisoned,) = [one for one in results if isinstance(one, Poisoned)]
    assert (poisoned.student, poisoned.tries) == ("c", 4)


def test_a_submission_may_be_as_large_as_it_is(cluster, connect):
    with connect(cluster) as pool:
        assert students(pool.grade([Task(PLAN, "a", bytes(11 << 20))])) == ["a"]


def test_what_an_error_in_reading_submissions_says_is_not_taken_for_a_lost_connection(cluster, connect):
    def tasks():
        yield Task(PLAN, "a", b"")
        raise PermissionError(13, "Permission denied")

    with connect(cluster) as pool, pytest.raises(PermissionError):
        list(pool.grade(tasks()))


def test_a_worker_with_other_code_refuses(cluster, connect):
    plan = Plan("step_by_step", "step_by_step", (), {}, b"", "0123456789abcdef")
    with connect(cluster) as pool, pytest.raises(ClusterError) as caught:
        list(pool.grade([Task(plan, "a", b"")]))
    assert (
        f"runs another version of the grader ({mark_version('step_by_step')[:12]}) than this command (0123456789ab). "
        "Install the same one on scheduler, workers and here, then run this again."
    ) in str(caught.value)


def test_a_worker_that_cannot_confine_refuses(cluster, connect):
    with connect(cluster, Unconfined) as pool, pytest.raises(ClusterError) as caught:
        list(pool.grade([Task(PLAN, "a", b"")]))
    assert str(caught.value).startswith("The worker tcp://127.0.0.1:")
    assert str(caught.value).endswith(" refuses to grade: No user namespaces. Put that right or stop this worker.")


def test_no_scheduler_is_one_clear_error(connect, monkeypatch):
    monkeypatch.setattr(pool_module, "FIRST_SECONDS", 0.1)
    monkeypatch.setattr(pool_module, "TRY_SECONDS", 0.1)
    with pytest.raises(
        ClusterError, match=r"No scheduler has answered at tcp://127\.0\.0\.1:9 for 0\.1 s \(.*run the same"
    ):
        connect("tcp://127.0.0.1:9")


@pytest.mark.slow
def test_a_scheduler_that_starts_again_costs_no_grade(connect, tmp_path):
    said = []
    here = {"PYTHONPATH": os.pathsep.join(sys.path)}  # where the workers find FakeGrader
    with ClusterProcesses(2, tmp_path, here) as processes, connect(processes.address, say=said.append) as pool:
        results = []
        for result in pool.grade(Task(PLAN, name, b"") for name in names(40)):
            results.append(result)
            if len(results) == 10:
                processes.kill_scheduler()
            if len(results) == 30:
                processes.kill_worker(0)
        assert students(results) == names(40)
    assert f"The scheduler {processes.address} has gone away; waiting for it." in said


@pytest.mark.parametrize(
    ("options", "status", "message"),
    [
        (["--scheduler", "tcp://host:1", "--cluster", "local"], 2, "--scheduler and --cluster exclude each other."),
        (["--scheduler", "nowhere"], 1, "A scheduler's address is tcp://host:port or tls://host:port, not 'nowhere'."),
    ],
)
def test_the_command_line_says_what_is_wrong_with_an_address(options, status, message, tmp_path):
    code, _, err = run_command(tmp_path, "grade", "step_by_step", "--course", tmp_path, *options)
    assert code == status
    assert message in err
