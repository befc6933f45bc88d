"""`autograder export`: marks for another system."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from autograder.console import say


class System(StrEnum):
    """What can be written."""

    csv = "csv"
    canvas = "canvas"
    moodle = "moodle"
    gradescope = "gradescope"
    gradescope_autograder = "gradescope-autograder"


def command(
    assignment: Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="step_by_step or application.")],
    to: Annotated[System, typer.Option(help="Whose format.")] = System.csv,
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="File to write; grades-ASSIGNMENT-FORMAT.csv, or autograder-ASSIGNMENT.zip, if not given.",
        ),
    ] = None,
    course: Annotated[Path, typer.Option(metavar="DIR", help="The course folder.")] = Path(),
) -> None:
    """Write the marks as another system imports them.

    Or pack an autograder for Gradescope, which then grades there.
    """
    if to is System.gradescope_autograder:
        from autograder.files import write_whole
        from autograder.lms.gradescope_autograder import gradescope_autograder

        path = output or course / f"autograder-{assignment}.zip"
        write_whole(path, gradescope_autograder(assignment))
        say(f"{path}: upload it in Gradescope under Configure Autograder.")
        return
    from autograder.course.folder import Course
    from autograder.course.marks import marks_of
    from autograder.lms.mark_files import write_csv

    opened = Course(course)
    marks = marks_of(opened, assignment)
    path = output or opened.root / f"grades-{assignment}-{to.value}.csv"
    write_csv(path, to.value, assignment, marks)
    missing = sum(not one.handed_in for one in marks)
    waiting = sum(one.ungraded for one in marks)
    say(f"{path}: {len(marks)} students, {missing} without a submission, {waiting} waiting for manual grading.")
