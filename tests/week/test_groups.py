"""One hand-in of a group counts for all who are in it: the newest, late for each by their own extension."""

import os

import pytest
from graded_course import A, MarkingPool, configured, hand_in, marks_in_gradebook, page_of

from autograder.class_run.run import grade_class
from autograder.course.dates import Extension, moment_of
from autograder.course.folder import Course
from autograder.course.roster import read_roster
from autograder.errors import UserError
from autograder.reporting.report import class_report
from autograder.week.deadlines import extend, set_due
from autograder.week.groups import bring_groups

GROUPS = "student,group\nada,red\nbob,red\ncy,red\ndora,blue\n"


@pytest.fixture
def course(course_root):
    (course_root / "groups.csv").write_text(GROUPS, encoding="utf-8")
    return course_root


def graded(root):
    place = Course(root)
    bring_groups(place, A)
    pool = MarkingPool(place)
    grade_class(place, A, pool)
    return pool.seen


def test_the_newest_hand_in_of_any_member_counts_for_all(course):
    hand_in(course, "ada", 0.5, "2026-03-01 10:00")
    hand_in(course, "bob", 0.8, "2026-03-01 12:00")
    hand_in(course, "dora", 1, "2026-03-01 09:00")
    assert sorted(graded(course)) == ["ada", "dora"]  # a group's is run once
    assert {name: marks_in_gradebook(course, name)[0] for name in ("ada", "bob", "cy", "dora")} == {
        "ada": 80, "bob": 80, "cy": 80, "dora": 100,
    }  # fmt: skip
    assert "<p>cy</p>" in page_of(course, "cy")
    hand_in(course, "cy", 0.9, "2026-03-02 12:00")
    assert graded(course) == ["ada"]
    assert {marks_in_gradebook(course, name)[0] for name in ("ada", "bob", "cy")} == {90}
    assert graded(course) == []


def test_each_members_own_extension_holds(course):
    configured(course, 'c.LatePolicy.penalty_method = "per_day"')
    hand_in(course, "ada", 1, "2026-03-02 10:00")
    graded(course)
    place = Course(course)
    set_due(place, A, moment_of("2026-03-01 23:59", place.zone))
    extend(place, A, "bob", Extension(days=1))
    assert [marks_in_gradebook(course, name)[:2] for name in ("ada", "bob", "cy")] == [(100, 10), (100, 0), (100, 10)]


def test_the_report_shows_groups_and_takes_one_of_each_for_near_duplicates(course):
    hand_in(course, "ada", 0.5, "2026-03-01 10:00")
    hand_in(course, "bob", 0.8, "2026-03-01 12:00")
    hand_in(course, "eve", 0.8, "2026-03-01 12:00")
    graded(course)
    report = class_report(Course(course), A)
    assert report.groups == {"ada": "red", "bob": "red", "cy": "red", "dora": "blue"}
    assert sorted(record.student for record in report.records) == ["ada", "bob", "cy", "eve"]
    assert [one.student for one in report.absent] == ["dora"]


def test_canvas_groups_are_known_by_its_numbers(course):
    (course / ".autograder" / "roster.json").write_text('[{"student": "ada", "ids": {"canvas": "17"}}]')
    (course / "groups.csv").write_text(
        "name,canvas_user_id,user_id,login_id,sections,group_name\nAda Lovelace,17,S1,al,Tue,Group 3\n"
    )
    assert bring_groups(Course(course), A) == {"ada": "Group 3"}


def test_groups_may_be_of_one_assignment_and_go_with_the_file(course):
    (course / "groups.csv").write_text(f"group;assignment;student\nred;{A};ada\nblue;application;ada\n")
    assert bring_groups(Course(course), A) == {"ada": "red"}
    (course / "groups.csv").unlink()
    assert bring_groups(Course(course), A) == {}
    assert read_roster(course)["ada"].ids == {}


def test_who_is_in_two_groups_is_said(course):
    (course / "groups.csv").write_text("student,group\nada,red\nada,blue\n")
    with pytest.raises(UserError, match=r"^groups\.csv has ada in two groups, red and blue\.$"):
        bring_groups(Course(course), A)


def test_without_times_the_file_written_last_is_the_newest(course):
    hand_in(course, "ada", 0.5)
    hand_in(course, "bob", 0.8)
    for number, student in enumerate(("bob", "ada")):
        path = course / "submitted" / student / A / f"{A}.ipynb"
        os.utime(path, (1_700_000_000 + number, 1_700_000_000 + number))
    graded(course)
    assert marks_in_gradebook(course, "bob")[0] == 50
