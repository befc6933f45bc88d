"""A class run: right grades, nothing done twice, nothing lost, one clear error where the course cannot be written."""

import json
import signal
import sqlite3
import subprocess
import sys

import pytest
from nbgrader.api import Gradebook
from small_class import ONE_SOLVED, SOLUTIONS, A, grade, scores, submit

from autograder.class_run import run
from autograder.class_run.pool import LocalPool
from autograder.class_run.run import grade_class
from autograder.course.folder import Course, CourseError
from autograder.course.gradebook import GradebookBusyError
from autograder.course.records import Records
from autograder.demo.answers import CRASH, that_stops, with_mistake

NOBODY = None  # a run that ends before anything is graded needs no pool


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    """One warm pool for all: a worker keeps nothing of a course but what is to be hidden."""
    with LocalPool(A, tmp_path_factory.mktemp("nothing"), 1) as pool:
        yield pool


@pytest.fixture(scope="module")
def graded(released_course, tmp_path_factory):
    """A small class, graded once."""
    import shutil

    root = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(released_course, root)
    submit(root, "right", SOLUTIONS)
    submit(root, "blank", {})
    wrong = with_mistake("conv_single_step", SOLUTIONS["conv_single_step"], "bias in every product")
    submit(root, "bias", SOLUTIONS | {"conv_single_step": wrong})
    submit(root, "crash", SOLUTIONS | {"pool_forward": that_stops(SOLUTIONS["pool_forward"], CRASH)})
    submit(root, "renamed", ONE_SOLVED, name="my solution.ipynb")
    (root / "submitted" / "absent" / A).mkdir(parents=True)
    (root / "submitted" / "absent" / A / "hw.pdf").write_bytes(b"%PDF-1.7")
    (root / "submitted" / "picture" / A).mkdir(parents=True)
    (root / "submitted" / "picture" / A / f"{A}.ipynb").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    return root, grade(root, jobs=2)


def record_of(graded, student):
    return next(record for record in graded[1].graded if record.student == student)


def test_right_gets_everything_and_blank_nothing(graded):
    assert record_of(graded, "right").score == 100
    assert record_of(graded, "blank").score == 0
    assert {exercise["status"] for exercise in record_of(graded, "blank").exercises} == {"unfilled"}


def test_a_mistake_is_paid_for_once_and_named(graded):
    record = record_of(graded, "bias")
    by_name = {exercise["exercise"]: exercise for exercise in record.exercises}
    assert by_name["conv_single_step"]["misconceptions"] == ["bias-in-every-product"]
    assert by_name["conv_single_step"]["score"] < 10
    assert by_name["conv_forward"]["score"] == 20
    assert "not charged again" in by_name["conv_forward"]["notes"][0]


def test_a_crash_costs_its_own_exercise(graded):
    record = record_of(graded, "crash")
    assert record.scores["check_pool_forward"] == 0
    assert record.score == 85


def test_what_is_no_notebook_scores_nothing_and_says_what_it_is(graded):
    assert record_of(graded, "picture").problem.startswith("The file is a PNG picture")


def test_a_renamed_notebook_is_graded_and_what_is_not_there_left_to_a_person(graded):
    assert record_of(graded, "renamed").score == 10
    absent = record_of(graded, "absent")
    assert absent.problem == f"No notebook of {A}. hw.pdf: The file is a PDF."
    assert set(absent.scores.values()) == {None}
    assert graded[1].notes == {"renamed": f"my solution.ipynb was taken for {A}.ipynb."}


def test_the_gradebook_holds_the_same_scores(graded):
    root, outcome = graded
    for record in outcome.graded:
        assert scores(root, record.student) == {
            name.removeprefix("check_"): score for name, score in record.scores.items()
        }


def test_executed_notebooks_and_feedback_are_in_their_folders(graded):
    root, _ = graded
    executed = json.loads((root / "autograded" / "bias" / A / f"{A}.ipynb").read_text())
    (cell,) = [c for c in executed["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == "check_zero_pad"]
    assert cell["outputs"][-1]["data"]["text/plain"] == "10.0"
    page = (root / "feedback" / "bias" / A / f"{A}.html").read_text()
    assert "conv_single_step" in page
    assert "<script" not in page


def test_the_second_run_grades_nothing_and_force_everything(graded, pool):
    root, first = graded
    second = grade_class(Course(root), A, pool)
    assert [record.student for record in second.graded] == ["absent"]
    assert {r.student: r.score for r in second.unchanged} | {"absent": 0} == {r.student: r.score for r in first.graded}
    assert [
        r.student for r in grade_class(Course(root), A, pool, students=frozenset({"blank"}), force=True).graded
    ] == ["blank"]


def test_manual_marks_and_comments_survive_a_regrade(course_root, pool):
    submit(course_root, "ada", ONE_SOLVED)
    grade_class(Course(course_root), A, pool)
    with Gradebook(Course(course_root).db_url) as gradebook:
        gradebook.find_grade("check_zero_pad", A, A, "ada").manual_score = 3.5
        gradebook.find_comment("zero_pad", A, A, "ada").manual_comment = "see me"
        gradebook.db.commit()
    grade_class(Course(course_root), A, pool, force=True)
    with Gradebook(Course(course_root).db_url) as gradebook:
        kept = gradebook.find_grade("check_zero_pad", A, A, "ada")
        assert (kept.manual_score, kept.auto_score, kept.score, kept.needs_manual_grade) == (3.5, 10.0, 3.5, True)
        assert gradebook.find_comment("zero_pad", A, A, "ada").comment == "see me"


def test_a_student_who_handed_nothing_in_is_an_error(course_root, pool):
    submit(course_root, "ada", {})
    with pytest.raises(CourseError, match=r"No submission of step_by_step in .*submitted by: bob\."):
        grade_class(Course(course_root), A, pool, students=frozenset({"bob"}))


def test_an_assignment_that_was_never_released_is_an_error(course_root):
    with pytest.raises(CourseError, match="Run `nbgrader generate_assignment application`"):
        grade_class(Course(course_root), "application", NOBODY)


def test_a_second_run_at_the_same_time_is_refused(course_root, pool):
    import fcntl

    with (Course(course_root).own_folder("lock") / "grade").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CourseError, match="Another run is grading"):
            grade_class(Course(course_root), A, pool)


def test_a_locked_database_is_one_clear_error_and_loses_nothing(course_root, pool):
    submit(course_root, "ada", ONE_SOLVED)
    other = sqlite3.connect(course_root / "gradebook.db", isolation_level=None)
    try:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(GradebookBusyError, match=r"database is locked\. Nothing is lost") as busy:
            grade_class(Course(course_root), A, pool, patience=0.2)
    finally:
        other.close()
    assert list(Records(Course(course_root).own_folder(f"records/{A}"))) == []
    assert [record.student for record in busy.value.answered] == [
        "ada"
    ]  # the page is there, and says what the mark will be
    assert "10 of 100 points" in (course_root / "feedback" / "ada" / A / f"{A}.html").read_text(encoding="utf-8")
    assert grade_class(Course(course_root), A, pool).graded[0].score == 10


def test_a_read_only_course_is_one_clear_error(course_root, pool):
    submit(course_root, "ada", ONE_SOLVED)
    (course_root / "feedback").symlink_to("/sys")  # where not even root can make a folder
    refused = "Permission denied|Operation not permitted|Read-only file system"
    with pytest.raises(CourseError, match=rf"cannot be used: ({refused})\. What was graded is kept"):
        grade_class(Course(course_root), A, pool)


KILL = """
import os, signal, sys, threading
from pathlib import Path
from autograder.course.folder import Course
from autograder.class_run import run
from autograder.class_run.pool import LocalPool
from autograder.class_run.run import grade_class

def stop(done, total):
    if done == 2:
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    root = Path(sys.argv[1])
    with LocalPool("step_by_step", root) as pool:
        grade_class(Course(root), "step_by_step", pool, progress=stop)
"""


def test_a_killed_run_goes_on_where_it_was(course_root, pool, tmp_path):
    for student in "abcd":
        submit(course_root, student, ONE_SOLVED if student != "c" else {})
    script = tmp_path / "run_and_die.py"
    script.write_text(KILL)
    died = subprocess.run([sys.executable, str(script), str(course_root)], check=False)
    assert died.returncode == -signal.SIGKILL
    outcome = grade_class(Course(course_root), A, pool)
    assert {r.student: r.score for r in [*outcome.graded, *outcome.unchanged]} == {"a": 10, "b": 10, "c": 0, "d": 10}
    assert sum(scores(course_root, "c").values()) == 0


def test_a_student_whose_name_no_file_can_have_is_named_and_the_class_goes_on(course_root, pool):
    submit(course_root, "ada", ONE_SOLVED)
    submit(course_root, "x" * 252, ONE_SOLVED)
    submit(course_root, "caf\udce9", ONE_SOLVED)
    submit(course_root, "eve\nada: 0 of 100", ONE_SOLVED)
    outcome = grade_class(Course(course_root), A, pool)
    assert [(record.student, record.score) for record in outcome.graded] == [("ada", 10.0)]
    assert outcome.left_out == {
        "x" * 252: "not graded: no file can have so long a name.",
        "caf\udce9": "not graded: the folder's name is not UTF-8.",
        "eve\nada: 0 of 100": "not graded: the folder's name holds control characters.",
    }


def test_what_is_no_text_costs_nobody_else_a_mark(course_root, pool):
    """Linux takes any bytes for a file's name, and Python any halves of characters for a message."""
    for student, name in {"ada": f"{A}.ipynb", "eve": "\udcff.ipynb", "fay": "\udcff.txt"}.items():
        submit(course_root, student, ONE_SOLVED, name)
    (course_root / "submitted" / "fay" / A / "\udcff.txt").write_text("x")
    stops = 'def zero_pad(X, pad):\n    raise type("E", (Exception,), {"__str__": lambda self: "\\udcff"})\n'
    submit(course_root, "gus", {"zero_pad": stops})
    outcome = grade_class(Course(course_root), A, pool)
    found = {record.student: record for record in outcome.graded}
    assert {student: found[student].scores["check_zero_pad"] for student in ("ada", "eve", "fay", "gus")} == {
        "ada": 10.0,
        "eve": 10.0,
        "fay": None,
        "gus": 0.0,
    }
    assert outcome.notes["eve"] == "\udcff.ipynb was taken for step_by_step.ipynb."
    assert found["eve"].repairs == ["?.ipynb was taken for step_by_step.ipynb."]
    assert found["fay"].problem.startswith("No notebook of step_by_step. ?.txt: ")


def test_a_hand_in_that_breaks_the_grader_as_it_is_read_is_left_to_a_person(course_root, pool, monkeypatch):
    real = run.hand_in_of

    def broken(home, notebook):
        if home.parent.name == "eve":
            raise ZeroDivisionError("a secret of the grader's")
        return real(home, notebook)

    monkeypatch.setattr(run, "hand_in_of", broken)
    for student in ("ada", "eve", "fay"):
        submit(course_root, student, ONE_SOLVED)
    found = {record.student: record for record in grade_class(Course(course_root), A, pool).graded}
    assert (found["ada"].score, found["fay"].score) == (10, 10)
    assert set(found["eve"].scores.values()) == {None}
    assert found["eve"].problem == (
        "The grader itself failed on this notebook, which is no mistake of yours: your instructor will look at it."
    )
    assert found["eve"].faults[0].endswith("ZeroDivisionError: a secret of the grader's")
    assert "secret" not in (course_root / "feedback" / "eve" / A / f"{A}.html").read_text()


def test_a_folder_that_is_a_link_is_nobodys_work(course_root, pool):
    submit(course_root, "ada", ONE_SOLVED)
    submitted = course_root / "submitted"
    (submitted / "eve").mkdir()
    (submitted / "eve" / "step_by_step").symlink_to(course_root / "source" / "step_by_step")
    (submitted / "mal").symlink_to(submitted / "ada")
    outcome = grade_class(Course(course_root), A, pool)
    assert [record.student for record in outcome.graded] == ["ada"]
    reason = "not graded: the folder is a link, and may lead to what is somebody else's."
    assert outcome.left_out == {"eve": reason, "mal": reason}
