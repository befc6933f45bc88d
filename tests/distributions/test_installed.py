"""Both wheels, installed outside of the checkout: a student works with the one, an instructor's whole week with both.

The environments borrow the libraries of this one, so that nothing is downloaded; the packages under test are their own.
"""

import csv
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from guide import follow_guide

from cnn_utils import __version__

A, B = "step_by_step", "application"
STUDENT = """
import numpy as np
import cnn_utils
from cnn_utils import check, hint, progress

def zero_pad(X, pad):
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))

assert check(zero_pad).passed
print(hint("conv_forward"))
progress("step_by_step")
print(cnn_utils.__file__)
try:
    import autograder
except ModuleNotFoundError:
    print("no autograder")
"""
HAND_IN = """
from pathlib import Path
from autograder.demo.simulate import submit

submit(Path(), "{}", students=12, seed=1)
"""


class Environment:
    """A Python with both packages: of a wheel, or of the checkout."""

    def __init__(self, python=sys.executable):
        self.python = Path(python)

    def run(self, folder, *words):
        """Run its Python; what it prints. No command may fail, or show a traceback."""
        kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "AUTOGRADER_COURSE")}
        path = os.pathsep.join([str(self.python.parent), sysconfig.get_path("scripts"), kept["PATH"]])  # alembic's
        environment = {**kept, "PATH": path, "MPLBACKEND": "Agg"}
        command = [self.python, *words]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def autograder(self, folder, *words):
        return self.run(folder, "-m", "autograder", *words)


def environment_with(root, *wheels):
    """A virtual environment with some wheels, at a path with a space and a letter beyond ASCII."""
    home = root / "an énvironment"
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    install = ["-m", "pip", "--quiet", "--python", python, "install", "--no-deps", "--no-index", *wheels]
    subprocess.run([sys.executable, *install], check=True, capture_output=True)
    (own,) = home.glob("lib/python*/site-packages")
    (own / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return Environment(python)


@pytest.fixture(scope="module")
def instructor(built, tmp_path_factory):
    return environment_with(tmp_path_factory.mktemp("instructor"), *built.values())


def test_a_student_has_checks_hints_and_progress_and_nothing_of_the_grader(built, tmp_path):
    student = environment_with(tmp_path, built["students"])
    said = student.run(tmp_path, "-c", STUDENT).splitlines()
    assert said[-1] == "no autograder"
    assert said[-2].startswith(str(student.python.parents[1]))


def test_an_instructors_solution_is_worth_100_of_100(instructor, tmp_path):
    course = tmp_path / "my course"
    instructor.autograder(tmp_path, "new-course", course, "--assignments", A)
    said = instructor.autograder(course, "check", f"source/{A}/{A}.ipynb")
    assert said.splitlines()[0] == f"source/{A}/{A}.ipynb: {A}, edition own: 100 of 100"


def graded_class(environment, course):
    """A new course, released, with a class of twelve that has handed in and is graded."""
    environment.autograder(course.parent, "new-course", course)
    (course / ".autograder" / "secret").write_text("12" * 32)  # the same hidden cases wherever this course is made
    environment.autograder(course, "sync")
    for assignment in (A, B):
        environment.run(course, "-m", "nbgrader", "generate_assignment", assignment, "--force")
        environment.run(course, "-c", HAND_IN.format(assignment))
        said = environment.autograder(course, "grade", assignment)
        assert said.startswith(f"{assignment}: 12 graded, 0 unchanged; mean ")


def add_exercise(environment, course):
    """Follow the guide, release anew and grade again."""
    follow_guide(course, lambda words: environment.run(course, "-m", *words))
    environment.autograder(course, "sync", "--check")
    environment.run(course, "-m", "nbgrader", "generate_assignment", A, "--force")
    assert environment.autograder(course, "grade", A).startswith(f"{A}: 12 graded, 0 unchanged; mean ")
    assert environment.autograder(course, "grade", B).startswith(f"{B}: 0 graded, 12 unchanged; mean ")


def marks_in(environment, course):
    """Points by assignment, student and exercise, as they are handed on."""
    marks = {}
    for assignment in (A, B):
        environment.autograder(course, "export", assignment, "--output", "marks.csv")
        with (course / "marks.csv").open(encoding="utf-8-sig") as file:
            marks |= {(assignment, row["student"]): row for row in csv.DictReader(file)}
    return marks


@pytest.mark.slow
@pytest.mark.tensorflow
def test_an_instructors_weeks_give_the_marks_that_the_checkout_gives(instructor, tmp_path):
    course, same = tmp_path / "my cours é", tmp_path / "same"
    graded_class(instructor, course)
    graded_class(Environment(), same)
    marks = marks_in(instructor, course)
    assert len(marks) == 24
    assert marks == marks_in(Environment(), same)
    for assignment in (A, B):
        instructor.autograder(course, "report", assignment)
        instructor.autograder(course, "bundle", assignment)
        for system in ("canvas", "moodle", "gradescope", "gradescope-autograder"):
            instructor.autograder(course, "export", assignment, "--to", system)
    instructor.autograder(course, "oral", A, "--student", "student-01")
    add_exercise(instructor, course)
    add_exercise(Environment(), same)
    with_exercise = marks_in(instructor, course)
    assert with_exercise == marks_in(Environment(), same)
    assert with_exercise["step_by_step", "student-01"]["max_total"] == "110"
    assert {key: row["total"] for key, row in with_exercise.items()} == {
        key: row["total"] for key, row in marks.items()
    }
    assert instructor.autograder(course, "doctor").endswith(
        "✓ course: made with version " + __version__ + "\nReady: student code runs confined on this machine.\n"
    )
