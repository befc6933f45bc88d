"""What lies in submitted/ otherwise than asked for: graded with a word, or left to a person; never a silent zero."""

import csv
import json
import shutil

import pytest
from nbgrader.api import Gradebook
from small_class import SOLUTIONS, A, grade, submit

from autograder.course.folder import Course
from autograder.course.marks import marks_of
from autograder.course.roster import ROSTER
from autograder.files import write_whole
from autograder.lms.mark_files import write_csv

STAMPS = {
    "dan": b"2026-02-02 20:00:00.000001 EST",
    "eve": b"2026-02-02T20:00:00Z",
    "fay": b"2026-02-02 20:00:00 +0100",
    "gus": b"2026-02-02 20:00:00 UTC",
    "hal": b"\xef\xbb\xbf2026-02-02 20:00:00 UTC",
    "ivy": b"2026-02-02 20:00:00 America/New_York",
    "jot": b"2026-02-02 20:00:00 IST",
}
NAMES = {"a1": "step_by_step (1).ipynb", "a2": "Step_By_Step.ipynb", "a3": f"{A}-Copy1.ipynb", "a4": f"work/{A}.ipynb"}


@pytest.fixture(scope="module")
def graded(released_course, tmp_path_factory):
    root = tmp_path_factory.mktemp("handed") / "course"
    shutil.copytree(released_course, root)
    right = submit(root, "right", {"zero_pad": SOLUTIONS["zero_pad"]}).read_bytes()  # one exercise: it is soon graded
    blank = submit(root, "blank", {})
    for student, name in NAMES.items():
        path = root / "submitted" / student / A / name
        path.parent.mkdir(parents=True)
        path.write_bytes(right)
    for student, stamp in STAMPS.items():
        home = root / "submitted" / student / A
        home.mkdir(parents=True)
        (home / f"{A}.ipynb").write_bytes(blank.read_bytes())
        (home / "timestamp.txt").write_bytes(stamp)
    shutil.copytree(blank.parents[1], root / "submitted" / "copied")
    (root / "submitted" / "copied" / A / f"{A}-Copy1.ipynb").write_bytes(right)
    (root / "submitted" / "two" / A).mkdir(parents=True)
    (root / "submitted" / "two" / A / "x.ipynb").write_bytes(right)
    (root / "submitted" / "two" / A / "y.ipynb").write_bytes(right.replace(b"np.pad", b"numpy.pad"))
    for student, content in (("team1", right), ("team2", right), ("team3", blank.read_bytes())):
        (root / "submitted" / student / A).mkdir(parents=True)
        (root / "submitted" / student / A / f"{A}.ipynb").write_bytes(content)
    team = [{"student": f"team{number}", "ids": {f"team {A}": "submission_7"}} for number in (1, 2, 3)]
    write_whole(root / ROSTER, json.dumps(team).encode())
    (root / "submitted" / ("x" * 252) / A).mkdir(parents=True)
    (root / "submitted" / ("x" * 252) / A / f"{A}.ipynb").write_bytes(right)
    return root, grade(root, jobs=2)


def records(graded):
    return {record.student: record for record in graded[1].graded}


@pytest.mark.parametrize(("student", "name"), [*NAMES.items(), ("copied", f"{A}-Copy1.ipynb")])
def test_the_notebook_is_graded_under_any_name_and_that_is_said(graded, student, name):
    assert records(graded)[student].score == 10
    assert name in graded[1].notes[student]
    assert graded[1].notes[student] in records(graded)[student].repairs


def test_two_that_nothing_tells_apart_are_left_to_a_person_and_never_exported_as_a_mark(graded, tmp_path):
    root, _ = graded
    assert records(graded)["two"].problem == "2 notebooks, and nothing tells which is meant: x.ipynb, y.ipynb."
    for system, column in (("csv", "total"), ("canvas", A), ("moodle", "Grade"), ("gradescope", "Total Score")):
        path = tmp_path / f"{system}.csv"
        write_csv(path, system, A, marks_of(Course(root), A))
        with path.open(encoding="utf-8-sig", newline="") as file:
            (row,) = [row for row in csv.DictReader(file) if "two" in row.values()]
        assert row[column] == ""
        assert "Graded" not in row.values()
        assert "graded" not in row.values()


def test_times_of_all_kinds_are_kept_in_utc_and_what_is_none_is_said(graded):
    root, outcome = graded
    with Gradebook(Course(root).db_url) as gradebook:
        found = {student: gradebook.find_submission(A, student).timestamp for student in STAMPS}
    assert {student: moment and f"{moment:%d %H:%M}" for student, moment in found.items()} == {
        "dan": "03 01:00",
        "eve": "02 20:00",
        "fay": "02 19:00",
        "gus": "02 20:00",
        "hal": "02 20:00",
        "ivy": "03 01:00",
        "jot": None,
    }
    assert outcome.notes["jot"] == (
        "timestamp.txt says '2026-02-02 20:00:00 IST', a time that cannot be read: whether the submission was late is "
        "not known."
    )
    assert (root / "autograded" / "fay" / A / "timestamp.txt").read_text() == "2026-02-02 19:00:00 UTC\n"


def test_a_teams_notebook_is_graded_once_and_each_member_has_the_grade(graded):
    root, _ = graded
    first, second, third = (records(graded)[f"team{number}"] for number in (1, 2, 3))
    assert (first.scores, first.seconds) == (second.scores, second.seconds)  # the very run, not one like it
    assert (second.score, third.score) == (10, 0)
    page = (root / "feedback" / "team2" / A / f"{A}.html").read_text(encoding="utf-8")
    assert "<p>team2</p>" in page
    assert "team1" not in page
    assert (root / "autograded" / "team2" / A / f"{A}.ipynb").exists()


def test_who_cannot_be_kept_in_a_file_is_named_and_the_others_are_graded(graded):
    assert graded[1].left_out["x" * 252] == "not graded: no file can have so long a name."
    assert records(graded)["team2"].score == 10
