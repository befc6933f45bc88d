"""`autograder bundle`: pack what a student needs into one zip."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.course_option import CourseOption, entered
from autograder.console import say


def command(
    assignment: Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="step_by_step or application.")],
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Zip to write, or folder for it; dist/ if not given.")
    ] = None,
    language: Annotated[
        str, typer.Option(metavar="CODE", help="In this language, such as ko; the course's first if not given.")
    ] = "",
    course: CourseOption = None,
) -> None:
    """Pack the student's zip.

    It holds the notebook, cnn_utils, the requirements and half a page on how to start.
    """
    from autograder.authoring.bundle import bundle
    from autograder.course_languages import asked_language

    root = entered(course, assignment)
    code = asked_language(language) if language else ""
    path = output or Path("dist")
    if path.suffix != ".zip":
        path /= f"{assignment}-{code}.zip" if code else f"{assignment}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bundle(assignment, root, code))
    say(f"wrote {path}")
