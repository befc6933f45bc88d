"""The worker's side: one grader for each kind of run, in one thread, with the course's own pictures."""

import json
import threading
from types import SimpleNamespace
from typing import ClassVar

import pytest
from distributed.security import Security

from autograder.class_run.pool import Task
from autograder.cluster import grader as grader_module
from autograder.cluster.grader import Grader, Setup
from autograder.grading.plan import Plan
from autograder.grading.version import mark_version
from autograder.grading.worker import without_run

PLAN = Plan("step_by_step", "step_by_step", (), {}, b"", mark_version("step_by_step"))
EMPTY = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}).encode()


class FakeWorker:
    """Remembers what it was made with, and the threads that used it."""

    made: ClassVar = []

    def __init__(self, options):
        self.options, self.threads = options, set()
        self.ended = threading.Event()
        self.made.append(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ended.set()

    def grade(self, plan, student, content, beside=None, *, is_second_try=False):
        self.threads.add(threading.get_ident())
        return without_run(plan, student, "", "", None)


def dask_worker(folder):
    return SimpleNamespace(address="tcp://here:1", local_directory=str(folder), security=Security())


@pytest.fixture
def fakes(monkeypatch):
    monkeypatch.setattr(grader_module, "Worker", FakeWorker)
    monkeypatch.setattr(FakeWorker, "made", [])
    return FakeWorker.made


def in_a_thread_of_its_own(function, *arguments):
    results = []
    thread = threading.Thread(target=lambda: results.append(function(*arguments)))
    thread.start()
    thread.join()
    return results[0]


def test_the_courses_pictures_are_laid_where_the_worker_looks_for_them(fakes, tmp_path):
    (tmp_path / "course" / "datasets").mkdir(parents=True)
    (tmp_path / "course" / "datasets" / "train_signs.h5").write_bytes(b"pictures")
    grader = Grader(Setup.from_course("application", tmp_path / "course"))
    grader.setup(dask_worker(tmp_path / "scratch"))
    grader.grade(Task(PLAN, "ada", EMPTY))
    (made,) = fakes
    assert (made.options.data["datasets"] / "train_signs.h5").read_bytes() == b"pictures"
    assert made.options.require_sandbox
    assert tmp_path / "scratch" in made.options.hidden
    grader.teardown(None)


def test_runs_that_need_another_grader_get_one_of_another_name():
    setups = [
        Setup("step_by_step"),
        Setup("application"),
        Setup("step_by_step", require_sandbox=False),
        Setup("step_by_step", datasets={"train_signs.h5": b"pictures"}),
    ]
    assert len({setup.name for setup in setups}) == 4
    assert Setup("step_by_step").name == Setup("step_by_step").name


def test_one_worker_grades_in_one_thread_whoever_asks_and_is_ended_in_the_end(fakes, tmp_path):
    grader = Grader(Setup("step_by_step"))
    grader.setup(dask_worker(tmp_path))
    for student in "abc":
        in_a_thread_of_its_own(grader.grade, Task(PLAN, student, EMPTY))
    (made,) = fakes
    assert len(made.threads) == 1
    grader.teardown(None)
    assert made.ended.wait(10)


def test_the_zygote_outlives_the_threads_that_ask_for_grades(tmp_path):
    grader = Grader(Setup("step_by_step"))
    grader.setup(dask_worker(tmp_path))
    zygotes = []
    for student in "ab":
        in_a_thread_of_its_own(grader.grade, Task(PLAN, student, EMPTY))
        zygotes.append(grader._worker._engine.zygote_pid)
    assert zygotes[0] == zygotes[1]
    grader.teardown(None)
    grader._thread.shutdown(wait=True)
