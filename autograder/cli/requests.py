"""`autograder requests`: students who ask for a second look, and the answers."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.course_option import CourseOption, entered
from autograder.console import say
from autograder.errors import UsageError

if TYPE_CHECKING:
    from autograder.course.folder import Course
    from autograder.week.second_look import Beside, Request


def command(
    assignment: Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="step_by_step or application.")],
    student: Annotated[str | None, typer.Option(metavar="ID", help="Only this student's.")] = None,
    exercise: Annotated[str | None, typer.Option(metavar="NAME", help="The exercise that you answer for.")] = None,
    score: Annotated[float | None, typer.Option(metavar="N", help="Points, in place of the grader's.")] = None,
    comment: Annotated[str | None, typer.Option(metavar="TEXT", help="What the student reads.")] = None,
    again: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="A comment given before, by its number in the list.")
    ] = None,
    course: CourseOption = None,
) -> None:
    """List the requests for a second look, or answer one.

    A student asks in the notebook's last cell, which begins with "Regrade request", or in regrade_request.md beside it.
    An answer needs --student, --exercise, and --score, --comment or --again: it goes into the gradebook and onto the
    feedback page, and no regrade takes it away.
    """
    root = entered(course, assignment)
    from autograder.course.folder import Course
    from autograder.week.groups import bring_groups
    from autograder.week.second_look import open_requests

    place = Course(root)
    bring_groups(place, assignment)
    requests = [one for one in open_requests(place, assignment) if student in (None, one.student)]
    if score is not None or comment or again:
        if not student or not exercise:
            raise typer.BadParameter("say whose and which: --student ID --exercise NAME.", param_hint="--student")
        _answer(place, assignment, requests, student, exercise, score, comment, again)
        return
    for one in requests:
        _show(place, assignment, one)
    many = {0: "no request is", 1: "1 request is"}.get(len(requests), f"{len(requests)} requests are")
    say(f"{assignment}: {many} open.")


def _show(course: Course, assignment: str, request: Request) -> None:
    from autograder.week.second_look import beside

    say(f"{request.student} asks:")
    say(indent(request.text, "    "))
    for one in beside(course, assignment, request):
        given = "not graded" if one.score is None else f"{one.score:g} of {one.points:g}"
        say(f"  {one.exercise}: {one.status}, {given}{''.join(f', {name}' for name in one.misconceptions)}")
        say(indent(one.card, "    "))
        if one.code:
            say(indent(one.code, "    | "))
        for number, text in enumerate(_comments(course, one), 1):
            say(f"    --again {number}: {text}")
    page = course.folder("feedback", request.student, assignment) / f"{assignment}.html"
    if page.exists():
        say(f"  The page with the pictures: {_from_here(page)}")


def _answer(
    course: Course,
    assignment: str,
    requests: list[Request],
    student: str,
    exercise: str,
    score: float | None,
    comment: str | None,
    again: int | None,
) -> None:
    from autograder.week.answering import answer, keep_comment
    from autograder.week.second_look import Request, beside, close

    asked = requests[0] if requests else Request(student, "", (exercise,), "")
    of_it = Request(student, asked.text, (exercise,), asked.digest)
    found = next(beside(course, assignment, of_it), None)
    if again is not None:
        known = _comments(course, found) if found else []
        if again > len(known):
            raise UsageError(f"There is no --again {again}: comments given for this before: {len(known)}.")
        comment = known[again - 1]
    answer(course, assignment, student, exercise, score, comment)
    if comment and found:
        keep_comment(course, exercise, found.misconceptions, comment)
    if asked.digest:
        close(course, assignment, asked)
    given = "" if score is None else f" {score:g} points"
    say(f"{student}, {exercise}:{given}{' and' * bool(given and comment)}{' a comment' if comment else ''} given.")


def _comments(course: Course, one: Beside) -> list[str]:
    from autograder.week.answering import comments_for

    return comments_for(course, one.exercise, one.misconceptions)


def _from_here(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
