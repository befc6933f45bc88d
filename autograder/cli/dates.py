"""`autograder dates`: when an assignment is due, and what coming late costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.course_option import CourseOption, entered
from autograder.console import say

if TYPE_CHECKING:
    from autograder.course.folder import Course
    from autograder.course.settling import Settled


def command(
    assignment: Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="step_by_step or application.")],
    due: Annotated[
        str | None, typer.Option(metavar="TIME", help="When it is due, as '2026-03-01 23:59'; 'none' takes it back.")
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="Where that time is told, as Europe/Berlin; the course's zone if not given."),
    ] = None,
    course: CourseOption = None,
) -> None:
    """Show when an assignment is due and who has longer, or set when.

    Marks and feedback pages follow at once; nothing is graded again. What coming late costs is said in
    nbgrader_config.py: c.LatePolicy.penalty_method and what stands beside it.
    """
    root = entered(course, assignment)
    from autograder.course.dates import moment_of, read_dates, required_zone
    from autograder.course.folder import Course
    from autograder.week.deadlines import recount, set_due

    place = Course(root)
    if due is None and zone is not None:
        raise typer.BadParameter("a zone says where --due is told; give both.", param_hint="--zone")
    if due is None:
        settled = recount(place, assignment)
    else:
        where = required_zone(zone) if zone else read_dates(place, assignment).zone
        settled = set_due(place, assignment, None if due == "none" else moment_of(due, where), zone or "")
    _show(place, assignment, settled)
    tell_moved(settled)


def _show(place: Course, assignment: str, settled: Settled) -> None:
    from autograder.course.dates import read_dates, said
    from autograder.course.late_policy import LatePolicy, late_plugin

    dates = read_dates(place, assignment)
    policy = late_plugin(place.config)
    rule = policy.rule() if isinstance(policy, LatePolicy) else f"Coming late costs what {type(policy).__name__} says."
    if settled.due is None:
        say(f"{assignment} has no due date. Set one: autograder dates {assignment} --due '2026-03-01 23:59'")
        return
    say(f"{assignment} is due {said(settled.due, dates.zone)}. {rule}")
    lengths = {name: dates.promised(name, settled.due) for name in dates.extensions}
    lengths |= {name: one.extension for name, one in settled.standings.items() if one.extension}
    for student, length in sorted(lengths.items()):
        if length:
            say(f"  {student}: extended to {said(settled.due + length, dates.zone)}")


def tell_moved(settled: Settled) -> None:
    """One line for each mark that has changed."""
    for one in settled.moved:
        say(f"  {one.student}: {settled.before.get(one.student, 0.0):g} → {one.total:g}")
