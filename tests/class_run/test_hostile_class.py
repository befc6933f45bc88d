"""Hostile submissions in a class run: each ends with its own verdict, everybody else's is untouched."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.authoring.source_notebooks import ROOT
from autograder.class_run.pool import LocalPool
from autograder.class_run.run import grade_class
from autograder.course.folder import Course
from autograder.demo.simulate import filled, solutions_of

A = "step_by_step"
SOLUTIONS = solutions_of(A)
RELEASED = json.loads((ROOT / "release" / A / f"{A}.ipynb").read_text(encoding="utf-8"))


def right():
    return filled(RELEASED, SOLUTIONS)


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
    notebook = filled(RELEASED, answers)
    notebook["cells"].insert(0, code(source))
    return notebook


def edited(change):
    notebook = filled(RELEASED, {})
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
ELIFS = "if 0: pass\n" + "elif 0: pass\n" * 2_900
DEAF = """
import builtins, json, numpy as np
shell = get_ipython()
shell.input_transformers_post.append(lambda lines: ["10.0"])
shell.input_transformers_cleanup.append(lambda lines: ["10.0"])
class Full(__import__("ast").NodeTransformer):
    def visit_Call(self, node):
        return __import__("ast").Constant(10.0)
shell.ast_transformers.append(Full())
for event in ("pre_execute", "pre_run_cell", "post_execute", "post_run_cell"):
    shell.events.register(event, lambda *_: print("10.0"))
for name in ("array_equal", "allclose", "isclose", "array_equiv", "all", "any", "max", "abs"):
    setattr(np, name, lambda *_, **__: True)
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *_, **__: None
builtins.isinstance = lambda *_: True
json.dumps = lambda *_, **__: "10.0"
"""


def with_claims(cell):
    cell["outputs"] = [
        {"output_type": "execute_result", "data": {"text/plain": "10.0"}, "metadata": {}, "execution_count": 1}
    ]


def with_paths():
    """A right notebook whose ids, names and attachments lead out of every folder."""
    notebook = right()
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"../../../gradebook-{number}"
    out = {"../../../../gradebook.db": {"image/png": "AAAA"}, "/etc/passwd": {"text/plain": "x"}}
    notebook["cells"].insert(
        0, {"cell_type": "markdown", "metadata": {}, "source": "![](attachment:../x)", "attachments": out}
    )
    notebook["metadata"]["name"] = notebook["metadata"]["kernelspec"]["name"] = "../../../gradebook.db"
    return notebook


def with_a_hundred_megabytes():
    notebook = with_first_cell("print(1)", SOLUTIONS)
    notebook["cells"][0]["outputs"] = [{"output_type": "display_data", "data": {"image/png": "A" * 100_000_000}}]
    return notebook


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
    "elifs": (with_first_cell(ELIFS, SOLUTIONS), 100),
    "deaf": (with_first_cell(DEAF, {}), 0),
    "claims": (edited(with_claims), 0),
    "paths": (with_paths(), 100),
    "half-characters": (with_first_cell("x = '\ud800'  # \udfff", SOLUTIONS), 100),
    "hundred-megabytes": (with_a_hundred_megabytes(), 100),
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


KINDS = ("run", "worker", "guardian", "zygote", "child")


def processes_of(run):
    """The processes of a run by their kind."""
    below, commands = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            pid = int(stat.parent.name)
            commands[pid] = stat.with_name("cmdline").read_bytes()
            below.setdefault(int(stat.read_text().rpartition(")")[2].split()[1]), []).append(pid)

    def children_of(parents, mark=b""):
        return [pid for parent in parents for pid in below.get(parent, []) if mark in commands[pid]]

    workers = children_of([run], b"multiprocessing.spawn")
    # A worker has one of its own, once the shared one has died.
    guardians = children_of([run, *workers], b"autograder.sandbox.inside.zygote")
    zygotes = children_of(guardians)
    return dict(zip(KINDS, ([run], workers, guardians, zygotes, children_of(zygotes)), strict=True))


@pytest.mark.slow
def test_killed_anywhere_25_times_every_student_ends_with_one_right_grade(released_course, tmp_path):
    """Every kind of process is killed at five seeded moments of a run; only the death of the run itself ends it.

    Each run grades all anew, so that each kill comes while something is read, run, judged or written.
    """
    import shutil

    root = tmp_path / "course"
    shutil.copytree(released_course, root)
    wanted = {f"s{number}": 100.0 if number % 3 else 0.0 for number in range(9)}
    for student, score in wanted.items():
        home = root / "submitted" / student / A
        home.mkdir(parents=True)
        (home / f"{A}.ipynb").write_text(json.dumps(filled(RELEASED, SOLUTIONS if score else {})))
    command = [sys.executable, "-m", "autograder", "grade", A, "--course", str(root), "--jobs", "2"]
    chance = random.Random(25)
    struck = dict.fromkeys(KINDS, 0)
    for kind in KINDS * 5:
        run = subprocess.Popen([*command, "--force"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        started, moment = time.time(), chance.randrange(len(wanted) - 1)
        pages = [root / "feedback" / student / A / f"{A}.html" for student in wanted]
        while sum(page.exists() and page.stat().st_mtime > started for page in pages) < moment:
            with suppress(subprocess.TimeoutExpired):
                assert run.wait(0.01) is None, "the run ended before its moment came"
        before = struck[kind]
        while struck[kind] == before and run.poll() is None:  # a child is there most of the time, but not all
            if victims := processes_of(run.pid)[kind]:
                with suppress(ProcessLookupError):  # gone since it was seen: the next one
                    os.kill(chance.choice(victims) if kind != "run" else victims[0], signal.SIGKILL)
                    struck[kind] += 1
        assert run.wait() in ((-signal.SIGKILL,) if kind == "run" else (0,)), kind
    assert min(struck.values()) >= 4
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with Gradebook(Course(root).db_url) as gradebook:
        found = [(one.student_id, one.score) for one in gradebook.assignment_submissions(A)]
    assert sorted(found) == sorted(wanted.items())
    for student, score in wanted.items():
        page = (root / "feedback" / student / A / f"{A}.html").read_text()
        assert f"<h1>step by step: {score:g} of 100 points</h1>" in page
        executed = json.loads((root / "autograded" / student / A / f"{A}.ipynb").read_text())
        checks = [cell for cell in executed["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]
        assert sum(float(cell["outputs"][-1]["data"]["text/plain"]) for cell in checks) == score
