"""`autograder oral`: printable questions about each student's own code."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.course_option import CourseOption, entered
from autograder.cli.unconfined import warn_if_unconfined
from autograder.console import on_one_line, progress_bar, say


def command(
    assignment: Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="step_by_step or application.")],
    student: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this student; may be repeated.")] = None,
    questions: Annotated[int, typer.Option(min=1, max=10, metavar="N", help="Questions a student.")] = 5,
    course: CourseOption = None,
    require_sandbox: Annotated[
        bool, typer.Option(help="Refuse to run student code where this machine cannot confine it.")
    ] = True,
) -> None:
    """Write a printable page a student into oral/: their function, questions about it, and the answers on the back.

    The questions are made from each student's code and the course's secret, so nobody can prepare for them.
    """
    root = entered(course, assignment)
    if not require_sandbox:
        warn_if_unconfined()
    from autograder.oral import write_sheets

    with progress_bar(f"Asking about {assignment}") as progress:
        sheets = write_sheets(
            root,
            assignment,
            frozenset(student or ()),
            questions,
            require_sandbox=require_sandbox,
            progress=progress,
        )
    written = [sheet for sheet in sheets if sheet.path]
    if not sheets:
        say(f"{assignment}: nothing of {'these students' if student else 'anybody'} is in submitted/.")
        raise typer.Exit(1)
    if written:
        many = "1 sheet" if len(written) == 1 else f"{len(written)} sheets"
        say(f"{assignment}: {many} in {root / 'oral' / assignment}; print on both sides.")
    for sheet in sheets:
        if sheet.problem:
            say(on_one_line(f"  {sheet.student}: {sheet.problem}"))
    if len(written) < len(sheets):
        raise typer.Exit(1)
