"""The pool outlives its workers, and finds the submission that ends them."""

import multiprocessing
import os
import signal
import subprocess
import sys
from concurrent.futures.process import _ExecutorManagerThread
from dataclasses import replace

import pytest
from fake_worker import FakeWorker, students

from autograder.class_run import pool as pool_module
from autograder.class_run.pool import LocalPool, Poisoned, Task
from autograder.grading.plan import Plan
from autograder.grading.worker import without_run
from autograder.reading.matching import MasterCell
from autograder.sandbox.time_budget import STARVED
from cnn_utils.language.speaking import say

PLAN = Plan("step_by_step", "step_by_step", (), {}, b"", "code")
CELL = MasterCell("check", "code", "", "", locked=True, grade=True, solution=False, points=5.0)


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    """One pool for all tests, whatever became of its workers before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool_module, "partial", lambda *args, **kwargs: FakeWorker)
        with LocalPool("step_by_step", tmp_path_factory.mktemp("pool"), 2) as made:
            yield made


def test_every_task_comes_back_once(pool):
    names = [f"s{number:02}" for number in range(20)]
    assert students(pool.grade(Task(PLAN, name, b"") for name in names)) == names


def test_a_submission_that_ends_its_worker_each_time_is_set_aside_and_the_others_are_graded(pool):
    tasks = [Task(PLAN, name, b"poison" if name == "c" else b"") for name in "abcdef"]
    results = list(pool.grade(tasks))
    assert students(results) == list("abcdef")
    (poisoned,) = [one for one in results if isinstance(one, Poisoned)]
    assert (poisoned.student, poisoned.tries) == ("c", 3)


def test_a_worker_that_is_killed_once_costs_no_grade(pool, tmp_path):
    tasks = [Task(PLAN, name, f"once {tmp_path / name}".encode()) for name in "abc"]
    results = list(pool.grade(tasks))
    assert students(results) == list("abc")
    assert not any(isinstance(one, Poisoned) for one in results)


def test_a_submission_that_had_no_time_on_a_busy_machine_is_tried_once_more(pool):
    results = list(pool.grade(Task(PLAN, name, b"starved" if name == "b" else b"") for name in "abcd"))
    assert {one.record.student: one.record.problem for one in results} == {
        "a": "first", "b": "second", "c": "first", "d": "first"
    }  # fmt: skip


def test_a_second_try_has_nobody_beside_it(pool, tmp_path):
    contents = {"a": f"starved-beside {tmp_path}"} | dict.fromkeys("bcdefg", f"slow {tmp_path}")
    results = pool.grade(Task(PLAN, name, content.encode()) for name, content in contents.items())
    assert {one.record.student: one.record.problem for one in results} == {
        "a": "second beside 0", **dict.fromkeys("bcdefg", "first")
    }  # fmt: skip


def test_a_submission_that_ends_its_worker_at_its_second_try_keeps_its_first(pool):
    (graded,) = pool.grade([Task(PLAN, "a", b"starved-then-poison")])
    assert graded.record.problem == "first"


def test_there_is_no_third_try():
    graded = without_run(PLAN, "ada", "", "", None)
    graded.record.repairs.append(say(STARVED))
    assert Task(PLAN, "ada", b"").deserves_another(graded)
    assert not Task(PLAN, "ada", b"", before=graded).deserves_another(graded)


def test_of_two_tries_the_better_one_counts():
    first, second = (without_run(replace(PLAN, cells=(CELL,)), "ada", "", "", score) for score in (3.0, 2.0))
    assert Task(PLAN, "ada", b"", before=first).best(second) is first
    assert Task(PLAN, "ada", b"", before=second).best(first) is first
    assert Task(PLAN, "ada", b"").best(second) is second


def test_a_worker_that_was_being_started_while_another_died_is_not_waited_for(pool, tmp_path, monkeypatch):
    """A broken pool ends the workers that it knows of, in two ways, and waits for all; here it knows of none."""
    with monkeypatch.context() as knowing_none:
        knowing_none.setattr(multiprocessing.process.BaseProcess, "terminate", lambda self: None)
        knowing_none.setattr(_ExecutorManagerThread, "shutdown_workers", lambda self: None)
        tasks = [Task(PLAN, name, f"once {tmp_path / 'only'}".encode()) for name in "abc"]
        assert students(pool.grade(tasks)) == list("abc")


def test_a_large_submission_that_no_worker_is_left_to_read_is_not_waited_for(pool, tmp_path):
    large = bytes(1 << 20)  # more than a pipe holds
    contents = [f"once {tmp_path / 'a'}".encode(), f"once {tmp_path / 'b'}".encode(), large, large]
    tasks = [Task(PLAN, name, content) for name, content in zip("abcd", contents, strict=True)]
    assert students(pool.grade(tasks)) == list("abcd")


def test_workers_that_die_before_there_is_a_submission_are_replaced(pool):
    for worker in multiprocessing.active_children():
        worker.kill()
        worker.join()
    assert students(pool.grade([Task(PLAN, "a", b"")])) == ["a"]


def test_tasks_are_taken_only_as_they_are_needed(pool):
    taken = []

    def tasks():
        for number in range(50):
            taken.append(number)
            yield Task(PLAN, f"s{number:02}", b"")

    for number, _ in enumerate(pool.grade(tasks()), 1):
        assert len(taken) < number + 4
    assert number == 50


def test_nobody_new_is_taken_while_each_of_those_whose_worker_died_is_tried_alone(pool, tmp_path):
    taken = []

    def tasks():
        for name in "abcdefgh":
            taken.append(name)
            yield Task(PLAN, name, f"once {tmp_path / name}".encode() if name in "abcd" else b"")

    results = pool.grade(tasks())
    next(results)
    assert taken == list("abcd")
    assert len(list(results)) == 7


def test_a_worker_that_is_killed_as_the_pool_ends_keeps_no_other_from_ending(tmp_path, monkeypatch):
    """Of two idle workers one reads the queue and holds its lock, the one that did not take the last task."""
    strangers = set(multiprocessing.active_children())
    end = _ExecutorManagerThread.shutdown_workers
    monkeypatch.setattr(pool_module, "partial", lambda *args, **kwargs: FakeWorker)
    with LocalPool("step_by_step", tmp_path, 2) as pool:
        workers = set()
        while len(workers) < 2:  # the second may be starting
            (graded,) = pool.grade([Task(PLAN, "a", b"")])
            workers.add(int(graded.record.fingerprint))
        (reader,) = workers - {int(graded.record.fingerprint)}

        def struck(manager):
            os.kill(reader, signal.SIGKILL)
            end(manager)

        monkeypatch.setattr(_ExecutorManagerThread, "shutdown_workers", struck)
    assert set(multiprocessing.active_children()) <= strangers


@pytest.mark.parametrize("asked", [{}, {"require_sandbox": False}], ids=["usually", "who insists"])
def test_the_workers_of_a_pool_run_code_unconfined_only_for_who_insists(tmp_path, monkeypatch, asked):
    given = []
    monkeypatch.setattr(pool_module, "partial", lambda worker, options: given.append(options) or FakeWorker)
    with LocalPool("step_by_step", tmp_path, 1, **asked):
        assert [options.require_sandbox for options in given] == [not asked]


ORPHAN = """
import multiprocessing, os, signal, sys, time
from pathlib import Path

def start_late(folder):
    (folder / "started").write_text(str(os.getpid()))
    while os.getppid() == multiprocessing.parent_process().pid:
        time.sleep(0.01)
    from autograder.class_run.worker_process import end_with_driver
    end_with_driver()
    (folder / "survived").touch()

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    multiprocessing.get_context("spawn").Process(target=start_late, args=(folder,)).start()
    while not (folder / "started").exists():
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_worker_whose_driver_was_killed_while_it_started_goes_too(tmp_path):
    (tmp_path / "driver.py").write_text(ORPHAN, encoding="utf-8")
    # The pipe's end is read when nobody holds it any more: neither the driver nor the worker.
    command = [sys.executable, tmp_path / "driver.py", tmp_path]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert (tmp_path / "started").exists()
    assert not (tmp_path / "survived").exists()
