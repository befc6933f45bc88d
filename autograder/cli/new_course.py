"""`autograder new-course`: a course of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.course_option import known
from autograder.console import say
from autograder.exercises import ASSIGNMENTS


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the course, new or empty.")],
    assignments: Annotated[
        list[str] | None,
        typer.Option("--assignments", metavar="ASSIGNMENT", help="Only this one; may be repeated. Both if not given."),
    ] = None,
    languages: Annotated[
        list[str] | None,
        typer.Option(
            "--language", metavar="CODE", help="Students' language, such as ko; may be repeated. English if not given."
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write into a folder that is not empty, over files of the same names.")
    ] = False,
) -> None:
    """Make a course of your own in an empty folder.

    Its notebooks, nbgrader's configuration and a page on the week of a course; all of it is yours to change.
    """
    from autograder.authoring.owning.new_course import make_course
    from autograder.course_languages import asked_language

    codes = [asked_language(code) for code in languages or ()]
    chosen = [known(assignment) for assignment in assignments or ASSIGNMENTS]
    for path in make_course(folder, chosen, codes, force=force):
        say(f"wrote {folder / path}")
    say(f"Your course is in {folder}. Begin with its README.md, and with `autograder doctor`.")
