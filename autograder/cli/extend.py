"""`autograder extend`: more time for one student."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.course_option import CourseOption, entered
from autograder.cli.dates import tell_moved
from autograder.console import say


def command(
    student: Annotated[str, typer.Argument(metavar="STUDENT", help="Their id: the folder's name in submitted/.")],
    assignment: Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="step_by_step or application.")],
    until: Annotated[str | None, typer.Option(metavar="TIME", help="Until when, as '2026-03-04 23:59'.")] = None,
    days: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="So many days after the due date, at the same time of day.")
    ] = None,
    course: CourseOption = None,
) -> None:
    """Give a student until a later time, also after they have handed in.

    The mark and the feedback page follow at once; nothing is graded again. A second extension takes the place of the
    first, and --days 0 takes it back.
    """
    root = entered(course, assignment)
    if (until is None) == (days is None):
        raise typer.BadParameter("say until when: either --until TIME or --days N.", param_hint="--until, --days")
    from autograder.course.dates import Extension, moment_of, read_dates, said
    from autograder.course.folder import Course
    from autograder.week.deadlines import extend

    place = Course(root)
    zone = read_dates(place, assignment).zone
    granted = extend(place, assignment, student, Extension(moment_of(until, zone) if until else None, days or 0))
    earlier = f" (it was {said(granted.earlier, zone)})" if granted.earlier else ""
    if granted.until:
        say(f"{student} has until {said(granted.until, zone)}{earlier}.")
    else:
        say(f"{student} has no extension: this is not later than the due date{earlier}.")
    tell_moved(granted.settled)
