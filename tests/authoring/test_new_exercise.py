"""`autograder new-exercise`: what it writes, what it refuses, and the guide, followed to the letter and graded."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from errno import ENOSPC
from pathlib import Path
from types import SimpleNamespace

import pytest
from guide import follow_guide
from typer.testing import CliRunner

from autograder import solutions
from autograder.authoring.owning.new_course import make_course
from autograder.authoring.owning.new_exercise import add_exercise
from autograder.authoring.source_notebooks import ROOT, read_cells, source_path
from autograder.cases import added
from autograder.cases.hidden import Line
from autograder.cli.main import app
from autograder.errors import UsageError, UserError
from autograder.exercises import EXERCISES, Exercise

A = "step_by_step"
SCRIPTS = str(Path(sys.executable).parent)


def exercise(name="relu_backward", assignment=A, parameters=("dA", "Z"), returns=("dZ",)):
    return Exercise(name, assignment, parameters, returns)


@pytest.fixture
def project(tmp_path):
    """What the command writes to."""
    shutil.copytree(ROOT / "source", tmp_path / "source", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    return tmp_path


def files_in(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_three_cells_come_after_the_last_graded_one_and_nothing_else_changes(project):
    before = read_cells(source_path(A, project))
    add_exercise(exercise(), 10, project)
    after = read_cells(source_path(A, project))
    place = [cell["id"] for cell in before].index("check_pool_backward") + 1
    assert [cell["id"] for cell in after[place : place + 3]] == [
        "relu_backward_task",
        "relu_backward",
        "check_relu_backward",
    ]
    assert after[:place] + after[place + 3 :] == before
    assert after[place + 2]["metadata"]["nbgrader"]["points"] == 10


def test_it_says_what_the_assignment_is_worth_now(project):
    done = add_exercise(exercise(), 7.5, project)
    assert (done.before, done.after) == (100, 107.5)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            exercise("zero_pad"),
            "There is an exercise zero_pad already, in step_by_step: choose another name.",
        ),
        (
            exercise("compute_cost"),
            "There is an exercise compute_cost already, in application: choose another name.",
        ),
        (
            exercise("relu-backward"),
            "'relu-backward' cannot name a function or a value: use letters, digits and _, a letter first, at most 50.",
        ),
        (
            exercise("lambda"),
            "'lambda' cannot name a function or a value: use letters, digits and _, a letter first, at most 50.",
        ),
        (
            exercise(parameters=("dA", "2Z")),
            "'2Z' cannot name a function or a value: use letters, digits and _, a letter first, at most 50.",
        ),
        (
            exercise(parameters=("dA", "dA")),
            "A new exercise takes one parameter or more, no two of one name, and returns something.",
        ),
        (
            exercise(returns=()),
            "A new exercise takes one parameter or more, no two of one name, and returns something.",
        ),
        (exercise("sum"), "sum is a name of Python's own: choose another one."),
        (
            exercise("as_one_product"),
            "The notebook step_by_step uses the name as_one_product already: choose another one.",
        ),
        (exercise("np"), "The notebook step_by_step uses the name np already: choose another one."),
        (exercise("pool_idea"), "The notebook step_by_step uses the name pool_idea already: choose another one."),
    ],
)
def test_what_cannot_be_added_is_refused_and_nothing_is_written(project, wrong, message):
    before = files_in(project)
    with pytest.raises(UserError) as caught:
        add_exercise(wrong, 10, project)
    assert str(caught.value) == message
    assert files_in(project) == before


def test_an_exercise_without_points_is_refused(project):
    with pytest.raises(UserError, match=r"^An exercise is worth more than 0 points; -1 was given\.$"):
        add_exercise(exercise(), -1, project)


def test_without_a_course_it_says_what_is_missing(tmp_path):
    with pytest.raises(UserError, match=r"an exercise is added to a notebook of the course\.$"):
        add_exercise(exercise(), 10, tmp_path)


def test_a_failure_on_the_way_leaves_nothing_behind(project, monkeypatch):
    before, put = files_in(project), Path.replace

    def fail_at_the_notebook(self, target):
        if target.suffix == ".ipynb":
            raise OSError(ENOSPC, "no space left on device")
        return put(self, target)

    monkeypatch.setattr(Path, "replace", fail_at_the_notebook)
    with pytest.raises(UserError, match=r"^Nothing was added: \S+ cannot be written: no space left on device\.$"):
        add_exercise(exercise(), 10, project)
    assert files_in(project) == before


def test_an_unknown_assignment_is_a_usage_error():
    result = CliRunner().invoke(app, ["new-exercise", "relu_backward", "--assignment", "recurrent"])
    assert isinstance(result.exception, UsageError)
    assert "There is no assignment 'recurrent' in " in str(result.exception)


@pytest.fixture
def half_written(monkeypatch):
    """An added exercise in memory, to which a test gives its solution."""

    def write(solution):
        line = Line("example", ("values",), ((3, 4),), lambda rng, shape: (rng.randn(*shape), rng.randn(*shape)))
        module = SimpleNamespace(SEEDED=(line,), HIDDEN=(), WEIGHTS={"values": 1.0})
        monkeypatch.setitem(EXERCISES, "relu_backward", replace(exercise(), added=True))
        monkeypatch.setattr(added, "module_of", lambda name: module)
        if solution:
            monkeypatch.setattr(solutions, "relu_backward", solution, raising=False)

    return write


def refusal():
    with pytest.raises(UserError) as caught:
        added.cases_for.__wrapped__("relu_backward", "current", b"")
    return str(caught.value)


def test_before_sync_it_says_what_to_run(half_written):
    half_written(None)
    assert refusal() == "There is no solution of relu_backward yet: run `autograder sync`."


def test_a_record_that_speaks_of_other_parameters_is_refused(half_written):
    half_written(lambda dA, A: dA)
    assert refusal() == (
        "In the notebook relu_backward takes (dA, A), in exercises/relu_backward.toml (dA, Z): make "
        "them the same, then run `autograder sync`."
    )


def test_a_solution_that_stops_is_told_with_its_error(half_written):
    half_written(lambda dA, Z: dA * mask)  # noqa: F821 - the mistake
    assert refusal() == (
        "The notebook's solution of relu_backward stops with NameError: name 'mask' is not defined. It is called with "
        "what exercises/relu_backward.py draws, and with the imports of the cells that are tagged "
        "export."
    )


class CourseOfOnesOwn:
    """A course that `autograder new-course` made, and commands run in it."""

    def __init__(self, root):
        self.root = root
        make_course(root)

    def run(self, words):
        return subprocess.run(
            [sys.executable, "-m", *words],
            cwd=self.root,
            env={**os.environ, "PATH": SCRIPTS + os.pathsep + os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
        )

    def submit(self, student, answer):
        path = self.root / "release" / A / f"{A}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        if answer:
            next(cell for cell in notebook["cells"] if cell["id"] == "relu_backward")["source"] = answer
        home = self.root / "submitted" / student / A
        home.mkdir(parents=True)
        (home / path.name).write_text(json.dumps(notebook), encoding="utf-8")

    def graded(self, student):
        record = json.loads((self.root / ".autograder" / "records" / A / f"{student}.json").read_text())
        return next(one for one in record["exercises"] if one["exercise"] == "relu_backward")


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """The guide's example after its last step, and what each command printed."""
    course = CourseOfOnesOwn(tmp_path_factory.mktemp("own") / "course")
    said = follow_guide(course.root, course.run)
    return course, said


@pytest.mark.slow
def test_every_command_of_the_guide_does_what_the_guide_says(followed):
    _, said = followed
    made, synced, own, tried = said.values()
    assert made.stdout.startswith("Added relu_backward. step_by_step is now worth 110 points (it was 100).\n")
    assert "wrote release/step_by_step/step_by_step.ipynb" in synced.stdout
    assert "110" in own.stdout
    assert "The gradient passes everywhere, also where ReLU gave zero." in tried.stdout
    assert {done.returncode for done in (made, synced, own)} == {0}


@pytest.mark.slow
def test_what_the_guide_made_is_graded(followed):
    course, _ = followed
    course.submit("right", "def relu_backward(dA, Z):\n    return np.where(Z > 0, dA, 0)")
    course.submit("mistaken", "def relu_backward(dA, Z):\n    return dA.copy()")
    course.submit("blank", None)
    for command in ("nbgrader generate_assignment step_by_step --force", "autograder grade step_by_step --jobs 1"):
        done = course.run(command.split())
        assert done.returncode == 0, done.stderr
    right, mistaken, blank = (course.graded(student) for student in ("right", "mistaken", "blank"))
    assert (right["status"], right["score"], right["max_score"]) == ("passed", 10.0, 10.0)
    assert (mistaken["status"], mistaken["misconceptions"]) == ("failed", ["gradient-passed-everywhere"])
    assert (blank["status"], blank["score"]) == ("unfilled", 0.0)
