"""nbgrader's own commands, one after the other, in a course of their own: full marks, no marks, and no error.

The configuration is the project's, with nbgrader's own kernel in the place of our execution: what works there works on
any hub. Our execution has its own tests.
"""

import csv
import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.authoring.source_notebooks import ROOT, source_path
from autograder.exercises import ASSIGNMENTS

pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]

OWN_KERNEL = "\ndel c.Autograde.autograde_preprocessors  # nbgrader's own list\n"


def nbgrader(root, *arguments):
    """Run a command in a course folder; its scripts (alembic) lie beside the interpreter."""
    scripts = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": scripts + os.pathsep + os.environ["PATH"]}
    return subprocess.run(
        [Path(scripts) / "nbgrader", *arguments], cwd=root, env=environment, capture_output=True, text=True, check=False
    )


def filled(released, source):
    """The released notebook with its stubs filled as a student would: cell metadata stay as they were released."""
    answers = {cell["id"]: cell["source"] for cell in source["cells"]}
    for cell in released["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = answers[cell["id"]]
    return released


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "source", root / "source", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    config = (ROOT / "nbgrader_config.py").read_text()
    (root / "nbgrader_config.py").write_text(config + OWN_KERNEL if "autograde_preprocessors" in config else config)
    for assignment in ASSIGNMENTS:
        done = nbgrader(root, "generate_assignment", assignment)
        assert done.returncode == 0, done.stderr
        released = root / "release" / assignment / f"{assignment}.ipynb"
        for student in ("right", "blank"):
            target = root / "submitted" / student / assignment
            target.mkdir(parents=True)
            shutil.copy(released, target)
        notebook = filled(json.loads(released.read_text()), json.loads(source_path(assignment).read_text()))
        (root / "submitted" / "right" / assignment / f"{assignment}.ipynb").write_text(json.dumps(notebook))
        (root / "submitted" / "right" / assignment / "cnn_utils").mkdir()
        (root / "submitted" / "right" / assignment / "cnn_utils" / "__init__.py").write_text("raise SystemExit")
    return root


def processor_time():
    """Seconds that finished child processes have computed: it does not grow when the machine is busy otherwise."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.fixture(scope="module")
def graded(course):
    """The course after autograde, and the seconds of processor time that each assignment took."""
    seconds = {}
    for assignment in ASSIGNMENTS:
        before = processor_time()
        done = nbgrader(course, "autograde", assignment)
        seconds[assignment] = processor_time() - before
        assert done.returncode == 0, done.stderr
        # nbgrader's own log, that is: a kernel that is told to stop may still complain of its socket (ipykernel 7).
        assert "| ERROR]" not in done.stderr
    return course, seconds


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_generate_assignment_writes_what_sync_writes(course, assignment):
    path = Path("release") / assignment / f"{assignment}.ipynb"
    assert (course / path).read_bytes() == (ROOT / path).read_bytes()


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_right_notebook_gets_100_and_the_released_one_0(graded, assignment):
    course, _ = graded
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        right, blank = (gradebook.find_submission(assignment, student) for student in ("right", "blank"))
        assert (right.score, right.max_score) == (100, 100)
        assert (blank.score, blank.max_score) == (0, 100)
        assert not right.needs_manual_grade
        assert not blank.needs_manual_grade


def test_a_submission_of_application_is_graded_in_under_30_seconds(graded):
    _, seconds = graded
    assert seconds["application"] / 2 < 30


def test_a_submitted_cnn_utils_is_left_behind(graded):
    course, _ = graded
    assert not (course / "autograded" / "right" / "step_by_step" / "cnn_utils").exists()


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_feedback_is_written_for_everyone(graded, assignment):
    course, _ = graded
    done = nbgrader(course, "generate_feedback", assignment)
    assert done.returncode == 0, done.stderr
    for student in ("right", "blank"):
        assert (course / "feedback" / student / assignment / f"{assignment}.html").stat().st_size > 10_000


def test_export_writes_the_marks(graded):
    course, _ = graded
    done = nbgrader(course, "export")
    assert done.returncode == 0, done.stderr
    with (course / "grades.csv").open() as file:
        marks = {(row["student_id"], row["assignment"]): float(row["score"]) for row in csv.DictReader(file)}
    assert marks == {
        (student, assignment): {"right": 100.0, "blank": 0.0}[student]
        for student in ("right", "blank")
        for assignment in ASSIGNMENTS
    }


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_validate_tells_right_from_unfilled(course, assignment, tmp_path):
    shutil.copy(course / "submitted" / "right" / assignment / f"{assignment}.ipynb", tmp_path)
    right = nbgrader(tmp_path, "validate", f"{assignment}.ipynb")
    assert "Success! Your notebook passes all the tests." in right.stdout + right.stderr
    blank = nbgrader(course, "validate", f"submitted/blank/{assignment}/{assignment}.ipynb")
    assert "VALIDATION FAILED" in blank.stdout + blank.stderr


def test_generate_assignment_stops_at_a_spoilt_marker_and_leaves_nothing(course, tmp_path):
    shutil.copytree(course / "source", tmp_path / "source")
    shutil.copy(course / "nbgrader_config.py", tmp_path)
    path = tmp_path / "source" / "step_by_step" / "step_by_step.ipynb"
    path.write_text(path.read_text().replace("    ### END CODE HERE ###", "    ### END COD HERE ###", 1))
    done = nbgrader(tmp_path, "generate_assignment", "step_by_step")
    assert done.returncode != 0
    assert "step_by_step, cell zero_pad: line 17: '### END COD HERE ###' looks like a marker" in done.stderr
    assert not (tmp_path / "release" / "step_by_step" / "step_by_step.ipynb").exists()
