"""Due dates and extensions: said once, counted in every mark and shown on every page, without running anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from autograder.class_run.page_heads import PageHeads
from autograder.course.dates import Extension, read_dates, remember_extension, remember_zone
from autograder.course.folder import Course, CourseError
from autograder.course.gradebook_rows import GradebookRows
from autograder.course.late_policy import late_plugin
from autograder.course.records import Records
from autograder.course.roster import read_roster
from autograder.course.settling import Settled, settle
from autograder.course.standing import Standing
from autograder.files import write_whole
from autograder.week.as_it_comes.releasing import is_released, release


@dataclass(frozen=True)
class Granted:
    """An extension, and what it came to.

    Attributes
    ----------
    settled : Settled
    until : datetime or None
        UTC; None where it ends no later than the due date, which takes an earlier one back.
    earlier : datetime or None
        Until when the one before it was.
    """

    settled: Settled
    until: datetime | None
    earlier: datetime | None


def set_due(course: Course, assignment: str, due: datetime | None, zone: str = "") -> Settled:
    """Set or take back a due date; extensions stay as they were promised.

    Parameters
    ----------
    course : Course
    assignment : str
    due : datetime or None
        UTC.
    zone : str
        Where it was said, which is how it is shown; the course's zone if not given.
    """
    dates = read_dates(course, assignment)

    def change(rows: GradebookRows) -> None:
        rows.due = due
        rows.extend({student: dates.promised(student, due) for student in dates.extensions})

    settled = settle(course, assignment, change)
    if zone:
        remember_zone(course, assignment, zone)
    write_heads(course, assignment, settled.standings.values())
    return settled


def recount(course: Course, assignment: str) -> Settled:
    """Count all dates by the rule of the course as it is now, in marks and on pages."""
    settled = settle(course, assignment)
    write_heads(course, assignment, settled.standings.values())
    return settled


def extend(course: Course, assignment: str, student: str, extension: Extension) -> Granted:
    """Give a student more time, in place of what they were given before.

    Raises
    ------
    CourseError
        If the assignment has no due date, or nobody has heard of the student.
    """
    dates = read_dates(course, assignment)
    length: timedelta | None = None

    def change(rows: GradebookRows) -> None:
        nonlocal length
        if rows.due is None:
            msg = f"{assignment} has no due date to extend; give it one first: autograder dates {assignment} --due ..."
            raise CourseError(msg)
        if not rows.knows(student) and student not in read_roster(course.root):
            msg = f"Nobody called {student!r} is in the gradebook or on the roster: see how the id is written there."
            raise CourseError(msg)
        length = extension.after(rows.due, dates.zone)
        rows.extend({student: length})

    settled = settle(course, assignment, change)
    due = settled.due or datetime.min
    before = dates.promised(student, settled.due)
    remember_extension(course, assignment, student, extension if length else Extension())
    if student in settled.standings:
        write_heads(course, assignment, [settled.standings[student]])
    return Granted(settled, due + length if length else None, due + before if before else None)


def write_heads(course: Course, assignment: str, standings: Iterable[Standing]) -> None:
    """Write the marks anew at the head of the feedback pages that there are, and of those that students have."""
    heads = PageHeads(course, assignment, late_plugin(course.config))
    records = Records(course.own_folder(f"records/{assignment}"))
    for one in standings:
        path = course.folder("feedback", one.student, assignment) / f"{assignment}.html"
        record = records.read(one.student)
        if record and path.exists():
            page = path.read_bytes()
            if (anew := heads.put(page, record, one)) != page:
                write_whole(path, anew)
                if is_released(course, assignment, one.student):
                    release(course, assignment, one.student)
