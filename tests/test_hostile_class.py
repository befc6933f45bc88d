"""Hostile submissions in a class run: each ends with its own verdict, everybody else's is untouched."""

import json
import os
import random
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.class_run.course import Course
from autograder.class_run.pool import LocalPool
from autograder.class_run.run import grade_class
from autograder.demo.simulate import PROJECT, _filled, _solutions

A = "step_by_step"
SOLUTIONS = _solutions(A)
RELEASED = json.loads((PROJECT / "release" / A / f"{A}.ipynb").read_text(encoding="utf-8"))


def right():
    return _filled(RELEASED, SOLUTIONS)


def code(source):
    return {
        "cell_type": "code",
        "id": "extra",
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def with_first_cell(source, answers):
    notebook = _filled(RELEASED, answers)
    notebook["cells"].insert(0, code(source))
    return notebook


def edited(change):
    notebook = _filled(RELEASED, {})
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            change(cell)
    return notebook


def more_points(cell):
    cell["metadata"]["nbgrader"]["points"] = 1000


def no_test(cell):
    cell["source"] = "10.0"


def not_locked(cell):
    cell["metadata"]["nbgrader"].update(locked=False, grade=False, solution=True)
    cell["source"] = ["10.0"]


GRADE_ALWAYS_FULL = """
import sys, types
fake = types.ModuleType("autograder")
fake.grade = lambda function, points=0, **_: float(points)
sys.modules["autograder"] = fake
print(100.0)
100.0
"""
REWRITE_GRADEBOOK = """
import sqlite3, pathlib, os
for place in ("gradebook.db", "../gradebook.db", "/gradebook.db", os.environ.get("COURSE", "x") + "/gradebook.db"):
    try:
        with sqlite3.connect(place) as db:
            db.execute("UPDATE grade SET manual_score = 100")
    except Exception:
        pass
"""
READ_EVERYTHING = """
import os
names, seen = {"gradebook.db", "secret", "hidden.py", "judging.py", "submitted"}, []
for folder, folders, files in os.walk("/"):
    folders[:] = [name for name in folders if name not in ("proc", "sys", "usr", "site-packages")]
    seen += [os.path.join(folder, name) for name in names.intersection(folders + files)]
print(seen)
"""

NOTEBOOKS = {
    "points-edited": (edited(more_points), 0),
    "tests-replaced": (edited(no_test), 0),
    "tests-unlocked": (edited(not_locked), 0),
    "fake-autograder": (with_first_cell(GRADE_ALWAYS_FULL, {}), 0),
    "gradebook-rewriter": (with_first_cell(REWRITE_GRADEBOOK, {}), 0),
    "reader": (with_first_cell(READ_EVERYTHING, SOLUTIONS), 100),
    "exit-at-once": (with_first_cell("import os\nos._exit(0)", SOLUTIONS), 100),
    "kills-everything": (with_first_cell("import os\nos.kill(-1, 9)", SOLUTIONS), 100),
    "ten-thousand-cells": (right() | {"cells": right()["cells"] + [code("x = 1")] * 10_000}, 100),
    "honest": (right(), 100),
}
BYTES = {
    "json-bomb": b"[" * 3_000_000,
    "nul-bytes": b"\0" * 10_000,
    "script": b"#!/bin/sh\nrm -rf /\n",
}


@pytest.fixture(scope="module")
def graded(released_course, tmp_path_factory):
    import shutil

    root = tmp_path_factory.mktemp("hostile") / "course"
    shutil.copytree(released_course, root)
    contents = {name: json.dumps(notebook).encode() for name, (notebook, _) in NOTEBOOKS.items()} | BYTES
    for student, content in contents.items():
        home = root / "submitted" / student / A
        home.mkdir(parents=True)
        (home / f"{A}.ipynb").write_bytes(content)
    with LocalPool(A, root, 2) as pool:
        outcome = grade_class(Course(root), A, pool)
    return root, {record.student: record for record in outcome.graded}


@pytest.mark.slow
@pytest.mark.parametrize("student", list(NOTEBOOKS))
def test_each_gets_what_its_functions_deserve(graded, student):
    _, records = graded
    assert (records[student].score, records[student].max_score) == (NOTEBOOKS[student][1], 100)


@pytest.mark.slow
@pytest.mark.parametrize("student", list(BYTES))
def test_what_is_no_notebook_is_said_to_be_none(graded, student):
    _, records = graded
    assert records[student].score == 0
    assert records[student].problem.startswith("The file ")


@pytest.mark.slow
def test_nobody_has_a_manual_score_and_nothing_secret_was_seen(graded):
    root, records = graded
    with Gradebook(Course(root).db_url) as gradebook:
        for student in records:
            notebook = gradebook.find_submission_notebook(A, A, student)
            assert [grade.manual_score for grade in notebook.grades] == [None] * len(notebook.grades)
    executed = json.loads((root / "autograded" / "reader" / A / f"{A}.ipynb").read_text())
    assert executed["cells"][0]["outputs"][0]["text"].strip() == "[]"


@pytest.mark.slow
def test_edits_are_listed(graded):
    _, records = graded
    assert "Cell 'check_zero_pad' is worth 10 points again." in records["points-edited"].repairs
    assert "Cell 'check_zero_pad' was edited; the instructor's is put back." in records["tests-replaced"].repairs


def descendants(pid):
    """All processes below one, the newest first."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            child = int(stat.parent.name)
            found += [*descendants(child), child]
    return found


@pytest.mark.slow
def test_killed_anywhere_25_times_every_student_ends_with_one_right_grade(released_course, tmp_path):
    """The run, a worker, a zygote or a child is killed at a random moment; the same command goes on each time."""
    import shutil

    root = tmp_path / "course"
    shutil.copytree(released_course, root)
    students = [f"s{number:02}" for number in range(30)]
    for number, student in enumerate(students):
        home = root / "submitted" / student / A
        home.mkdir(parents=True)
        (home / f"{A}.ipynb").write_text(json.dumps(_filled(RELEASED, SOLUTIONS if number % 3 else {})))
    command = [sys.executable, "-m", "autograder", "grade", A, "--course", str(root), "--jobs", "2"]
    chance = random.Random(25)
    for round_number in range(25):
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with suppress(subprocess.TimeoutExpired):
            run.wait(chance.uniform(1.0, 6.0))
        victims = [run.pid] if round_number % 2 else [*descendants(run.pid), run.pid]
        try:
            os.kill(chance.choice(victims), signal.SIGKILL)
        except ProcessLookupError:
            continue
        if run.poll() is None and round_number % 2 == 0:
            run.send_signal(signal.SIGKILL)  # a run that lost a child goes on; each round begins a new one
        run.wait()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with Gradebook(Course(root).db_url) as gradebook:
        submissions = gradebook.assignment_submissions(A)
        assert sorted(submission.student_id for submission in submissions) == students
        assert [submission.score for submission in sorted(submissions, key=lambda one: one.student_id)] == [
            100.0 if number % 3 else 0.0 for number in range(30)
        ]
