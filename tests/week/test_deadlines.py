"""A due date and extensions move marks and pages without running anything; nbgrader shows the same numbers."""

import csv
import shutil
from datetime import datetime, timedelta

import pytest
from graded_course import A, configured, hand_in, mark, marks_in_gradebook, page_of
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config

from autograder.cli import dates, extend
from autograder.course.folder import Course, CourseError
from autograder.course.marks import marks_of

DUE = "2026-03-01 23:59"
PER_DAY = (
    'c.Exchange.timezone = "Europe/Berlin"',
    'c.LatePolicy.penalty_method = "per_day"',
    "c.LatePolicy.percent = 10",
    "c.LatePolicy.most_percent = 50",
)


@pytest.fixture(scope="module")
def graded(released_course, tmp_path_factory):
    """Ada handed in on time, Bob a day and a half late with half of the points, Cy a week late; UTC."""
    root = tmp_path_factory.mktemp("deadlines") / "course"
    shutil.copytree(released_course, root)
    configured(root, *PER_DAY)
    hand_in(root, "ada", 1, "2026-03-01 22:00")
    hand_in(root, "bob", 0.5, "2026-03-03 10:59")
    hand_in(root, "cy", 0.825, "2026-03-09 12:00")
    mark(root)
    return root


@pytest.fixture
def course(graded, tmp_path, monkeypatch):
    root = tmp_path / "course"
    shutil.copytree(graded, root)
    monkeypatch.chdir(root)
    return root


def totals(root):
    """What each of three ways to read the marks says: they must agree."""
    ours = {one.person.student: one.total for one in marks_of(Course(root), A) if one.handed_in}
    with Gradebook(Course(root).db_url, Course(root).course_id) as gradebook:
        CsvExportPlugin(to=str(root / "grades.csv")).export(gradebook)
    with (root / "grades.csv").open(encoding="utf-8") as file:
        theirs = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert theirs == ours
    for student, total in ours.items():
        assert f"<h1>step by step: {total:g} of 100 points</h1>" in page_of(root, student)
    return ours


def test_a_due_date_moves_marks_and_pages(course, capsys):
    assert totals(course) == {"ada": 100, "bob": 50, "cy": 82.5}
    dates.command(A, due=DUE)
    assert capsys.readouterr().out.splitlines() == [
        "step_by_step is due Sunday 1 March 2026, 23:59 (Europe/Berlin). "
        "Each day begun costs 10 % of the points reached, 50 % at most.",
        "  bob: 50 → 40",
        "  cy: 82.5 → 41.25",
    ]
    assert totals(course) == {"ada": 100, "bob": 40, "cy": 41.25}
    assert (
        "<p>Due Sunday 1 March 2026, 23:59 (Europe/Berlin).<br>"
        "Handed in Tuesday 3 March 2026, 11:59 (Europe/Berlin): 1 day 12 h late, which is 2 days begun: "
        "2 × 10 % = 20 %. 20 % of 50 points is 10, which leaves 40.</p>"
    ) in page_of(course, "bob")
    assert "Handed in Sunday 1 March 2026, 23:00 (Europe/Berlin): in time." in page_of(course, "ada")
    dates.command(A, due="none")
    assert totals(course) == {"ada": 100, "bob": 50, "cy": 82.5}


def test_a_zone_is_that_of_the_date_and_is_remembered(course, capsys):
    dates.command(A, due=DUE, zone="America/New_York")
    dates.command(A)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == said[-1]
    assert said[0].startswith("step_by_step is due Sunday 1 March 2026, 23:59 (America/New_York).")
    with Gradebook(Course(course).db_url, Course(course).course_id) as gradebook:
        assert gradebook.find_assignment(A).duedate == datetime(2026, 3, 2, 4, 59)


def test_a_page_speaks_in_the_students_zone(course):
    (course / ".autograder").mkdir(exist_ok=True)
    (course / ".autograder" / "roster.json").write_text('[{"student": "bob", "zone": "Asia/Kolkata"}]')
    dates.command(A, due=DUE)
    assert "Due Monday 2 March 2026, 04:29 (Asia/Kolkata)." in page_of(course, "bob")


def test_extensions_take_each_others_place(course, capsys):
    dates.command(A, due=DUE)
    capsys.readouterr()
    extend.command("bob", A, days=1)
    extend.command("bob", A, until="2026-03-03 11:59")
    assert capsys.readouterr().out.splitlines() == [
        "bob has until Monday 2 March 2026, 23:59 (Europe/Berlin).",
        "  bob: 40 → 45",
        "bob has until Tuesday 3 March 2026, 11:59 (Europe/Berlin) "
        "(it was Monday 2 March 2026, 23:59 (Europe/Berlin)).",
        "  bob: 45 → 50",
    ]
    assert marks_in_gradebook(course, "bob") == (50, 0, timedelta(hours=36))
    assert "extended for you to Tuesday 3 March 2026, 11:59 (Europe/Berlin)." in page_of(course, "bob")
    assert totals(course)["bob"] == 50
    extend.command("bob", A, days=0)
    assert capsys.readouterr().out.splitlines() == [
        "bob has no extension: this is not later than the due date "
        "(it was Tuesday 3 March 2026, 11:59 (Europe/Berlin)).",
        "  bob: 50 → 40",
    ]
    assert totals(course)["bob"] == 40


def test_an_extension_given_before_anything_was_handed_in_holds(course):
    (course / ".autograder" / "roster.json").write_text('[{"student": "dora"}]')
    dates.command(A, due=DUE)
    extend.command("dora", A, days=2)
    hand_in(course, "dora", 1, "2026-03-04 12:00")
    mark(course)
    assert marks_in_gradebook(course, "dora") == (100, 10, timedelta(days=2))
    assert totals(course)["dora"] == 90


def test_extensions_stay_as_they_were_promised_when_the_due_date_moves(course):
    dates.command(A, due=DUE)
    extend.command("bob", A, until="2026-03-03 11:59")
    extend.command("cy", A, days=3)
    dates.command(A, due="2026-03-02 23:59")
    assert marks_in_gradebook(course, "bob")[2] == timedelta(hours=12)  # until then, whatever the due date
    assert marks_in_gradebook(course, "cy")[2] == timedelta(days=3)  # days after it


def test_nbgraders_own_preprocessor_gives_the_same_penalty(course):
    dates.command(A, due=DUE)
    extend.command("cy", A, days=5)
    before = totals(course)
    place = Course(course)
    for student in before:
        with Gradebook(place.db_url, place.course_id) as gradebook:
            gradebook.find_submission_notebook(A, A, student).late_submission_penalty = 99
            gradebook.db.commit()
        names = {"notebook": A, "assignment": A, "student": student, "db_url": place.db_url}
        notebook = Config(cells=[])
        AssignLatePenalties(config=place.config).preprocess(notebook, {"nbgrader": names})
    assert totals(course) == before


def test_what_cannot_be_is_said(course):
    with pytest.raises(CourseError, match=r"^step_by_step has no due date to extend; give it one first: "):
        extend.command("bob", A, days=1)
    dates.command(A, due=DUE)
    with pytest.raises(CourseError, match=r"^Nobody called 'bobb' is in the gradebook or on the roster: "):
        extend.command("bobb", A, days=1)


def test_a_manual_score_counts_in_the_penalty(course):
    with Gradebook(Course(course).db_url, Course(course).course_id) as gradebook:
        gradebook.find_grade("check_zero_pad", A, A, "bob").manual_score = 10  # of 10, where 5 were given
        gradebook.db.commit()
    dates.command(A, due=DUE)
    assert totals(course)["bob"] == 44  # 55 less 20 %


def test_another_rule_counts_when_the_dates_are_looked_at(course, capsys):
    dates.command(A, due=DUE)
    configured(course, "c.LatePolicy.percent = 1")
    capsys.readouterr()
    dates.command(A)
    assert capsys.readouterr().out.splitlines()[1:] == ["  bob: 40 → 49", "  cy: 41.25 → 75.9"]
    assert totals(course)["cy"] == 75.9
