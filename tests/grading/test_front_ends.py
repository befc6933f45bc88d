"""One notebook has one mark: whoever asks, the same share, status and named mistakes."""

import copy
import importlib
import inspect
import json
import pkgutil
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import styles
from student_functions import CASES, NETWORK, RIGHT

from autograder.class_run.pool import LocalPool
from autograder.class_run.run import grade_class
from autograder.course.folder import Course
from autograder.demo.simulate import nbgrader, submit
from autograder.exercises import exercises_of
from autograder.grading.many_files import Checker
from autograder.lms.gradescope_runner import grade as grade_for_gradescope
from cnn_utils.checks.card import plain_card

A = "step_by_step"
NAMES = [exercise.name for exercise in exercises_of(A) if not exercise.added]
BUTTON = """
import sys
from pathlib import Path
from nbgrader.apps.api import NbGraderAPI
from autograder.course.folder import Course
course = Course(Path(sys.argv[1]))
for student in sys.argv[3:]:
    done = NbGraderAPI(config=course.config).autograde(sys.argv[2], student)
    assert done["success"], done
"""


def said(card):
    """Status, named mistakes and properties; what follows speaks of the numbers that were drawn for one student."""
    return card.partition("\n  With ")[0]


def by_check(paths):
    with Checker() as checker:
        checked = {path: checker.check(path, A).marks for path in paths}
    return {
        path: {mark.verdict.exercise: (mark.score or 0.0, said(plain_card(mark.verdict))) for mark in marks}
        for path, marks in checked.items()
    }


def by_gradescope(paths):
    results = {path: grade_for_gradescope(path.parent, A)["tests"] for path in paths}
    return {
        path: {test["name"]: (test["score"], said(test["output"])) for test in tests if test["name"] in NAMES}
        for path, tests in results.items()
    }


def in_autograded(path, course):
    """What stands in the executed notebook, as a class run and nbgrader's commands both leave it."""
    student = path.parents[1].name
    notebook = json.loads((course / "autograded" / student / A / f"{A}.ipynb").read_text(encoding="utf-8"))
    found = {}
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        name = grade_id.removeprefix("check_")
        if grade_id.startswith("check_") and name in NAMES:
            card, *score = cell["outputs"]  # what is ungraded shows none
            points = float("".join(score[0]["data"]["text/plain"])) if score else 0.0
            found[name] = points, said("".join(card["data"]["text/plain"]))
    return found


def by_grade(root):
    with LocalPool(A, root, 2, require_sandbox=False) as pool:
        grade_class(Course(root), A, pool)


def by_autograde(root):
    nbgrader(root, "autograde", A)


def by_the_button(root):
    students = sorted(path.name for path in (root / "submitted").iterdir())
    run = [sys.executable, "-c", BUTTON, str(root), A, *students]
    done = subprocess.run(run, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


ALONE = {"gradescope": by_gradescope}
COURSE = {"grade": by_grade, "autograde": by_autograde, "button": by_the_button}


def hand_in(root, student, notebook, beside=None):
    folder = root / "submitted" / student / A
    folder.mkdir(parents=True)
    (folder / f"{A}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    for name, text in (beside or {}).items():
        (folder / name).write_text(text, encoding="utf-8")


def solved(root, **answers):
    """The solved notebook with some cells in other words."""
    notebook = copy.deepcopy(json.loads((root / "source" / A / f"{A}.ipynb").read_text(encoding="utf-8")))
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id in answers:
            cell["source"] = answers[grade_id]
    return notebook


def copied(released, folder):
    root = folder / "course"
    shutil.copytree(released, root)
    return root


def compare(root, ways=(*ALONE, *COURSE)):
    """Check the notebooks of a course, grade them in every other way, and hold each mark against the check's."""
    paths = sorted(root.glob(f"submitted/*/{A}/{A}.ipynb"))
    checked = by_check(paths)
    for way in ways:
        if way in ALONE:
            found = ALONE[way](paths)
        else:
            course = root.with_name(way)
            shutil.copytree(root, course)
            COURSE[way](course)
            found = {path: in_autograded(path, course) for path in paths}
        for path in paths:
            assert found[path] == checked[path], (way, path.parents[1].name)
    return {path.parents[1].name: marks for path, marks in checked.items()}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("way", [*ALONE, *COURSE])
def test_every_front_end_gives_the_mark_of_check(released_course, tmp_path, way):
    """A student whom everything helps, one whose module was handed in, one who is wrong and whose module was not."""
    root = copied(released_course, tmp_path)
    helped = {case.exercise: case.source for case in CASES if case.id in ("M01", "M08", "M15-float")}
    wrong = {case.exercise: case.source for case in CASES if case.id == "N08"}
    imported = {"zero_pad": "from my_layers import zero_pad"}
    hand_in(root, "helped", solved(root, **helped))
    hand_in(root, "module", solved(root, **imported), {"my_layers.py": f"import numpy as np\n{RIGHT['zero_pad']}"})
    hand_in(root, "wrong", solved(root, **wrong, **imported))
    found = compare(root, [way])
    total = {name: sum(score for score, _ in marks.values()) for name, marks in found.items()}
    assert total == {"helped": 100, "module": 100, "wrong": 80}


@pytest.mark.slow
@pytest.mark.parametrize("group", ["functions", "styles", "hostile", "students"])
def test_every_notebook_has_one_mark(released_course, tmp_path, group):
    root = copied(released_course, tmp_path)
    if group == "functions":
        for case in CASES:
            if case.exercise not in NETWORK:
                hand_in(root, case.id, solved(root, **{case.exercise: case.source}))
    elif group == "styles":
        for style in pkgutil.iter_modules(styles.__path__):
            source = inspect.getsource(importlib.import_module(f"styles.{style.name}"))
            hand_in(root, style.name, solved(root, zero_pad=source))
    elif group == "hostile":
        for path in sorted((Path(__file__).parents[1] / "hostile" / "submissions").glob("*.py")):
            hand_in(root, path.stem, solved(root, zero_pad=path.read_text(encoding="utf-8")))
    else:
        submit(root, A, 200, 11)
    compare(root)


def test_the_record_keeps_the_graders_faults_and_the_page_does_not(course_root, monkeypatch):
    from autograder.class_run.pool import Task
    from autograder.class_run.run import make_plan
    from autograder.course.gradebook import GradebookWriter
    from autograder.grading import judge_submission
    from autograder.grading.worker import Worker
    from autograder.sandbox.options import EngineOptions

    def broken(*_, **__):
        raise ZeroDivisionError("a secret of the grader's")

    monkeypatch.setattr(judge_submission, "judge", broken)
    content = json.dumps(solved(course_root)).encode()
    with GradebookWriter(Course(course_root), A, A) as writer:
        task = Task(make_plan(Course(course_root), A, writer.master_cells()), "ada", content)
    with Worker(EngineOptions.for_course(A, course_root, require_sandbox=False)) as worker:
        graded = worker.grade(task.plan, task.student, task.content)
    assert {exercise["status"] for exercise in graded.record.exercises} == {"ungraded"}
    assert set(graded.record.scores.values()) == {None}
    assert "ZeroDivisionError: a secret of the grader's" in graded.record.faults[0]
    for page in (graded.feedback.decode(), graded.notebook.decode()):
        assert "secret" not in page
        assert "The grader itself failed here, which is no mistake of yours: your instructor will look at it." in page
