"""One notebook has one mark: whoever asks, the same share, status and named mistakes.

A class goes through each front end once. What two students handed in alike is graded once, and cases of different
exercises share a notebook.
"""

import json
import shutil
import subprocess
import sys
from collections import defaultdict
from contextlib import nullcontext
from itertools import zip_longest
from pathlib import Path

import pytest
from nbgrader.apps import api, autogradeapp
from student_functions import CASES, NETWORK, RIGHT
from style_scripts import STYLES, own_functions

from autograder.class_run.pool import LocalPool, Task
from autograder.class_run.run import grade_class, make_plan
from autograder.course.folder import Course
from autograder.course.gradebook import GradebookWriter
from autograder.demo.simulate import nbgrader, release, submit
from autograder.exercises import exercises_of
from autograder.grading import judge_submission
from autograder.grading import worker as worker_module
from autograder.grading.many_files import Checker
from autograder.grading.worker import Worker
from autograder.lms import gradescope_runner
from autograder.own_course import set_course
from autograder.sandbox.engine import Engine
from autograder.sandbox.options import EngineOptions
from cnn_utils.checks.card import plain_card

LAYERS = "step_by_step"
HOSTILE = sorted((Path(__file__).parents[1] / "hostile" / "submissions").glob("*.py"))
ONE_IN = 8  # formgrader's button grades what nbgrader's command does, which a test of its own shows
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


def names_of(assignment):
    return [exercise.name for exercise in exercises_of(assignment) if not exercise.added]


def by_check(root, assignment, students):
    with Checker() as checker:
        checked = {student: checker.check(paths(root)[student], assignment).marks for student in students}
    return {
        student: {mark.verdict.exercise: (mark.score or 0.0, said(plain_card(mark.verdict))) for mark in marks}
        for student, marks in checked.items()
    }


def by_gradescope(root, assignment, students):
    """All in one warm engine: its container starts one for each."""
    names = names_of(assignment)
    with (
        Engine(EngineOptions(assignment, require_sandbox=False)) as engine,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(gradescope_runner, "Engine", lambda _: nullcontext(engine))
        results = {s: gradescope_runner.grade(paths(root)[s].parent, assignment)["tests"] for s in students}
    return {
        student: {test["name"]: (test["score"], said(test["output"])) for test in tests if test["name"] in names}
        for student, tests in results.items()
    }


def by_grade(root, assignment, students):
    with LocalPool(assignment, root, 2, require_sandbox=False) as pool:
        grade_class(Course(root), assignment, pool, force=True)
    return in_autograded(root, assignment, students)


def by_autograde(root, assignment, students):
    nbgrader(root, "autograde", assignment, "--force")
    return in_autograded(root, assignment, students)


def by_the_button(root, assignment, students):
    chosen = students[::ONE_IN]
    run = [sys.executable, "-c", BUTTON, str(root), assignment, *chosen]
    done = subprocess.run(run, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return in_autograded(root, assignment, chosen)


def in_autograded(root, assignment, students):
    """What stands in the executed notebook, as a class run and nbgrader's commands both leave it."""
    names, found = names_of(assignment), defaultdict(dict)
    for student in students:
        path = root / "autograded" / student / assignment / f"{assignment}.ipynb"
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
            name = grade_id.removeprefix("check_")
            if grade_id.startswith("check_") and name in names:
                card, *score = cell["outputs"]  # what is ungraded shows none
                points = float("".join(score[0]["data"]["text/plain"])) if score else 0.0
                found[student][name] = points, said("".join(card["data"]["text/plain"]))
        path.unlink()  # nothing is left of it for the next front end
    return found


FRONT_ENDS = {
    "gradescope": by_gradescope,
    "grade": by_grade,
    "autograde": by_autograde,
    "button": by_the_button,
}


def paths(root):
    """The notebook of each student."""
    return {path.parents[1].name: path for path in sorted(root.glob("submitted/*/*/*.ipynb"))}


def hand_in(root, student, assignment, answers, beside=None):
    """The solved notebook with some cells in other words."""
    notebook = json.loads((root / "source" / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = answers.get(grade_id, cell["source"])
    folder = root / "submitted" / student / assignment
    folder.mkdir(parents=True)
    (folder / f"{assignment}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    for name, text in (beside or {}).items():
        (folder / name).write_text(text, encoding="utf-8")


def differences(root, assignment, front_ends=tuple(FRONT_ENDS)):
    """Check every notebook of a course, grade it in every other way, and collect what is not as the check has it."""
    set_course(root)  # a course may allow more time: then all do
    students = list(paths(root))
    checked = by_check(root, assignment, students)
    different = [
        (way, student, name, checked[student][name], mark)
        for way in front_ends
        for student, marks in FRONT_ENDS[way](root, assignment, students).items()
        for name, mark in (checked[student] | marks).items()
        if mark != checked[student].get(name) or name not in marks
    ]
    return checked, different


@pytest.mark.sampled(4)
@pytest.mark.parametrize("way", FRONT_ENDS)
def test_every_front_end_gives_the_mark_of_check(course_root, way):
    """A student whom everything helps, one whose module was handed in, one who is wrong and whose module was not."""
    helped = {case.exercise: case.source for case in CASES if case.id in ("M01", "M08", "M15-float")}
    wrong = {case.exercise: case.source for case in CASES if case.id == "N08"}
    imported = {"zero_pad": "from my_layers import zero_pad"}
    module = {"my_layers.py": f"import numpy as np\n{RIGHT['zero_pad']}"}
    hand_in(course_root, "helped", LAYERS, helped)
    hand_in(course_root, "module", LAYERS, imported, module)
    hand_in(course_root, "wrong", LAYERS, wrong | imported)
    checked, different = differences(course_root, LAYERS, [way])
    assert different == []
    total = {student: sum(score for score, _ in marks.values()) for student, marks in checked.items()}
    assert total == {"helped": 100, "module": 100, "wrong": 80}


def test_the_button_and_the_command_run_one_converter():
    assert api.Autograde is autogradeapp.Autograde


def functions(root, assignment="step_by_step"):
    """The cases, the first ones of all exercises in one notebook, then the second ones."""
    waiting = defaultdict(list)
    for case in CASES:
        if (case.exercise in NETWORK) == (assignment != LAYERS):
            waiting[case.exercise].append(case)
    for cases in zip_longest(*waiting.values()):
        answers = {case.exercise: case.source for case in cases if case}
        hand_in(root, "_".join(case.id for case in cases if case), assignment, answers)


def network(root):
    release(root, "application")
    functions(root, "application")


def every_style(root):
    for style in STYLES:
        own = own_functions(style)
        answers = {name: own.pop(name) for name in names_of(LAYERS) if name in own}
        others = "\n\n".join(own.values())
        first = next(iter(answers))
        hand_in(root, style, LAYERS, answers | {first: f"import numpy as np\n\n{others}\n\n{answers[first]}"})


def soon_out_of_time(root):
    """Who never ends is known by then: most of what these classes take is waiting."""
    (root / "thresholds.toml").write_text("time = 0.3\n", encoding="utf-8")


def hostile(root):
    soon_out_of_time(root)
    for path in HOSTILE:
        hand_in(root, path.stem, LAYERS, {"conv_forward": path.read_text(encoding="utf-8")})


def simulated(root):
    """A class of 200; of those who handed in the same, one."""
    soon_out_of_time(root)
    submit(root, LAYERS, 200, 11)
    seen = set()
    for path in paths(root).values():
        content = path.read_bytes()
        if content in seen:
            shutil.rmtree(path.parents[1])
        seen.add(content)


GROUPS = {
    "functions": (LAYERS, functions),
    "network": ("application", network),
    "styles": (LAYERS, every_style),
    "hostile": (LAYERS, hostile),
    "students": (LAYERS, simulated),
}


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_every_notebook_has_one_mark(course_root, group):
    assignment, hand_in_all = GROUPS[group]
    hand_in_all(course_root)
    checked, different = differences(course_root, assignment)
    assert len(checked) > 2
    assert different == []


def test_the_record_keeps_the_graders_faults_and_the_page_does_not(course_root, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("a secret of the grader's")

    monkeypatch.setattr(judge_submission, "judge", broken)
    content = (course_root / "source" / LAYERS / f"{LAYERS}.ipynb").read_bytes()
    with GradebookWriter(Course(course_root), LAYERS, LAYERS) as writer:
        task = Task(make_plan(Course(course_root), LAYERS, writer.master_cells()), "ada", content)
    with Worker(EngineOptions.for_course(LAYERS, course_root, require_sandbox=False)) as worker:
        graded = worker.grade(task.plan, task.student, task.content)
    assert {exercise["status"] for exercise in graded.record.exercises} == {"ungraded"}
    assert set(graded.record.scores.values()) == {None}
    assert "ZeroDivisionError: a secret of the grader's" in graded.record.faults[0]
    for page in (graded.feedback.decode(), graded.notebook.decode()):
        assert "secret" not in page
        assert "The grader itself failed here, which is no mistake of yours: your instructor will look at it." in page


def test_a_notebook_that_breaks_the_reader_is_left_to_a_person(course_root, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("a secret of the grader's")

    monkeypatch.setattr(worker_module, "read_submission", broken)
    with GradebookWriter(Course(course_root), LAYERS, LAYERS) as writer:
        plan = make_plan(Course(course_root), LAYERS, writer.master_cells())
    graded = Worker(EngineOptions.for_course(LAYERS, course_root, require_sandbox=False)).grade(plan, "ada", b"{}")
    assert set(graded.record.scores.values()) == {None}
    assert graded.record.faults[0].endswith("ZeroDivisionError: a secret of the grader's")
    assert "secret" not in graded.feedback.decode()
