"""Both wheels, installed outside of the checkout: a student works with the one, an instructor's whole week with both.

The environments borrow the libraries of this one, so that nothing is downloaded; the packages under test are their own.
"""

import csv
import os
import subprocess
import sys
import sysconfig
import venv

import pytest

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


class Environment:
    """A virtual environment with some of the wheels, at a path with a space and a letter beyond ASCII."""

    def __init__(self, root, *wheels):
        self.root = root / "an énvironment"
        venv.create(self.root, with_pip=False, symlinks=True)
        self.python = self.root / "bin" / "python"
        install = ["-m", "pip", "--quiet", "--python", self.python, "install", "--no-deps", "--no-index", *wheels]
        subprocess.run([sys.executable, *install], check=True, capture_output=True)
        (own,) = self.root.glob("lib/python*/site-packages")
        (own / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")

    def run(self, folder, *words):
        """Run its Python; what it prints. No command may end in a traceback."""
        kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "AUTOGRADER_COURSE")}
        path = os.pathsep.join([str(self.root / "bin"), sysconfig.get_path("scripts"), kept["PATH"]])  # alembic's
        environment = {**kept, "PATH": path, "MPLBACKEND": "Agg"}
        command = [self.python, *words]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def instructor(built, tmp_path_factory):
    return Environment(tmp_path_factory.mktemp("instructor"), *built.values())


def test_a_student_has_checks_hints_and_progress_and_nothing_of_the_grader(built, tmp_path):
    student = Environment(tmp_path, built["students"])
    said = student.run(tmp_path, "-c", STUDENT).splitlines()
    assert said[-1] == "no autograder"
    assert said[-2].startswith(str(student.root))


def test_an_instructors_solution_is_worth_100_of_100(instructor, tmp_path):
    course = tmp_path / "my course"
    instructor.run(tmp_path, "-m", "autograder", "new-course", course, "--assignments", A)
    said = instructor.run(course, "-m", "autograder", "check", f"source/{A}/{A}.ipynb")
    assert said.splitlines()[0] == f"source/{A}/{A}.ipynb: {A}, edition current: 100 of 100"


def marks_in(course):
    with (course / "grades.csv").open(encoding="utf-8") as file:
        return [(row["assignment"], row["student_id"], row["score"]) for row in csv.DictReader(file)]


@pytest.mark.slow
@pytest.mark.tensorflow
def test_a_class_gets_the_marks_that_the_checkout_gives(instructor, tmp_path):
    for name, run in (
        ("installed", lambda words: instructor.run(tmp_path, "-m", "autograder", *words)),
        ("checkout", lambda words: subprocess.run([sys.executable, "-m", "autograder", *words], check=True)),
    ):
        run(["demo", "--students", "12", "--jobs", "2", "--course", str(tmp_path / name)])
    assert marks_in(tmp_path / "installed") == marks_in(tmp_path / "checkout")
    assert len(marks_in(tmp_path / "installed")) == 24
    assert "Ready: student code runs confined" in instructor.run(tmp_path / "installed", "-m", "autograder", "doctor")
