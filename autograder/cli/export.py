"""`autograder export`: marks for another system."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.console import say


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
        from autograder.class_run.records import write_whole
        from autograder.exports.gradescope_autograder import gradescope_autograder

        path = output or course / f"autograder-{assignment}.zip"
        write_whole(path, gradescope_autograder(assignment))
        say(f"{path}: upload it in Gradescope under Configure Autograder.")
        return
    from autograder.class_run.course import Course
    from autograder.exports import marks_of, write_csv

    opened = Course(course)
    marks = marks_of(opened, assignment)
    path = output or opened.root / f"grades-{assignment}-{to.value}.csv"
    write_csv(path, to.value, assignment, marks)
    missing = sum(not one.handed_in for one in marks)
    waiting = sum(one.ungraded for one in marks)
    say(f"{path}: {len(marks)} students, {missing} without a submission, {waiting} waiting for manual grading.")
