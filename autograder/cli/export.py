"""`autograder export`: marks for another system."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.course_option import CourseOption, entered
from autograder.console import say

if TYPE_CHECKING:
    from autograder.course.marks import Marks


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
    into: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The table that Canvas, Moodle or Gradescope gave you, to be filled in."),
    ] = None,
    course: CourseOption = None,
) -> None:
    """Write the marks as another system imports them.

    Or pack an autograder for Gradescope, which then grades there.
    """
    root = entered(course, assignment)
    if to is System.gradescope_autograder:
        from autograder.files import write_whole
        from autograder.lms.gradescope_autograder import gradescope_autograder

        path = output or root / f"autograder-{assignment}.zip"
        write_whole(path, gradescope_autograder(assignment, root))
        say(f"{path}: upload it in Gradescope under Configure Autograder.")
        return
    from autograder.course.folder import Course
    from autograder.course.marks import marks_of
    from autograder.lms.mark_files import is_team, write_csv

    if into and to is System.csv:
        msg = "--into fills in a table of canvas, moodle or gradescope: say which with --to."
        raise typer.BadParameter(msg, param_hint="--into")
    opened = Course(root)
    marks = marks_of(opened, assignment)
    path = output or opened.root / f"grades-{assignment}-{to.value}.csv"
    if into:
        unplaced = _fill_in(into, path, to, assignment, [one for one in marks if not one.person.left])
    else:
        write_csv(path, to.value, assignment, marks)
        unplaced = [one for one in marks if to is System.moodle and is_team(one, assignment)]
    missing = sum(not one.handed_in and not one.person.left for one in marks)
    waiting = sum(one.ungraded for one in marks)
    say(f"{path}: {len(marks)} students, {missing} without a submission, {waiting} waiting for manual grading.")
    for one in unplaced:
        say(f"  {one.person.name or one.person.student}: {_why(into)}")
    if unplaced:
        raise typer.Exit(1)


def _fill_in(into: Path, path: Path, to: System, assignment: str, marks: list[Marks]) -> list[Marks]:
    from autograder.lms.spreadsheets import read_table
    from autograder.lms.worksheets import fill_in

    table = read_table(into)
    filled = fill_in(table, to.value, assignment, marks)
    table.write(path)
    say(f"{into}: {filled.rows} marks filled in.")
    return filled.unplaced


def _why(into: Path | None) -> str:
    if into:
        return f"no mark was written, {into} does not have them."
    return "a team, and Moodle's file names people. Fill in the worksheet that says who is in which group: --into FILE."
