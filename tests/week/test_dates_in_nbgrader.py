"""A table worked out by hand, beside what nbgrader's own formgrader and `nbgrader export` say of the same students."""

import csv
import shutil

import pytest
from graded_course import A, configured, hand_in, mark, page_of
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.plugins import CsvExportPlugin

from autograder.cli import dates, extend
from autograder.course.folder import Course

# Due on Saturday 28 March 2026 at noon in Berlin, which is 11:00 UTC; in the night after it the clocks are put forward.
# Each day begun costs 10 %, 50 % at most, 15 minutes are forgiven. Times are UTC.
# student, part of the 100 points, handed in, extensions one after the other, then by hand: points, penalty, mark.
TABLE = [
    ("ana", 1, "2026-03-28 11:00:00", [], (100, 0, 100)),
    ("ben", 1, "2026-03-28 11:15:00", [], (100, 0, 100)),  # all of the grace
    ("cem", 1, "2026-03-28 11:15:01", [], (100, 10, 90)),
    ("dee", 0.5, "2026-03-29 11:00:00", [], (50, 5, 45)),  # 24 hours, though it is one o'clock in Berlin
    ("eli", 0.5, "2026-03-29 11:00:01", [], (50, 10, 40)),
    ("fay", 0.825, "2026-03-29 10:15:00", [{"days": 1}], (82.5, 0, 82.5)),  # to noon in Berlin, after 23 hours
    ("gil", 0.825, "2026-03-29 10:15:01", [{"days": 1}], (82.5, 8.25, 74.25)),
    ("hal", 0.333, "2026-03-29 12:00:00", [{"until": "2026-03-29 08:00 -0400"}], (33.3, 0, 33.3)),
    ("ivy", 0.333, "2026-03-29 12:20:00", [{"until": "2026-03-29 08:00 -0400"}], (33.3, 3.33, 29.97)),
    ("jon", 1, "2026-03-30 09:59:00", [{"days": 1}, {"days": 2}], (100, 0, 100)),  # the second counts
    ("kai", 1, "2026-03-30 09:59:00", [{"days": 2}, {"days": 1}], (100, 10, 90)),
    ("lea", 0.825, "2026-04-02 11:00:00", [], (82.5, 41.25, 41.25)),  # five days
    ("mia", 0.825, "2026-05-01 11:00:00", [], (82.5, 41.25, 41.25)),  # the most
    ("ned", 0, "2026-03-29 11:00:00", [], (0, 0, 0)),
]
BY_HAND = {student: numbers for student, *_, numbers in TABLE}


@pytest.fixture(scope="module")
def course(released_course, tmp_path_factory):
    root = tmp_path_factory.mktemp("table") / "course"
    shutil.copytree(released_course, root)
    configured(
        root,
        f"c.Exchange.root = {str(root.parent)!r}",
        'c.Exchange.timezone = "Europe/Berlin"',
        'c.LatePolicy.penalty_method = "per_day"',
        "c.LatePolicy.percent = 10",
        "c.LatePolicy.most_percent = 50",
        "c.LatePolicy.grace_minutes = 15",
    )
    for student, share, moment, *_ in TABLE:
        hand_in(root, student, share, moment)
    mark(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        dates.command(A, due="2026-03-28 12:00")
        for student, _, _, extensions, _ in TABLE:
            for extension in extensions:
                extend.command(student, A, **extension)
    return root


def test_export_says_what_the_table_says(course):
    with Gradebook(Course(course).db_url, Course(course).course_id) as gradebook:
        CsvExportPlugin(to=str(course / "grades.csv")).export(gradebook)
    with (course / "grades.csv").open(encoding="utf-8") as file:
        rows = {
            row["student_id"]: tuple(float(row[name]) for name in ("raw_score", "late_submission_penalty", "score"))
            for row in csv.DictReader(file)
        }
    assert rows == BY_HAND


def test_formgrader_says_the_tables_points(course):
    """Its pages show what this object gives them; they have no place for a penalty (nbgrader 0.9.6)."""
    api = NbGraderAPI(Course(course).directory, config=Course(course).config)
    assert {one["student"]: one["score"] for one in api.get_notebook_submissions(A, A)} == points()
    assert {one["id"]: one["score"] for one in api.get_students()} == points()


def points():
    return {student: reached for student, (reached, *_) in BY_HAND.items()}


def test_feedback_pages_say_what_the_table_says(course):
    for student, (_, _, mark_of_theirs) in BY_HAND.items():
        assert f"<h1>step by step: {mark_of_theirs:g} of 100 points</h1>" in page_of(course, student)
