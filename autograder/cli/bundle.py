"""`autograder bundle`: pack what a student needs into one zip, or into a site that runs in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.course_option import CourseOption, entered
from autograder.console import say
from autograder.errors import UsageError


def command(
    assignment: Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="step_by_step or application.")],
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Zip to write, or folder for it; dist/ if not given.")
    ] = None,
    language: Annotated[
        str, typer.Option(metavar="CODE", help="In this language, such as ko; the course's first if not given.")
    ] = "",
    browser: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write a static site instead, which runs in a browser tab.")
    ] = None,
    pyodide: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Pyodide to put beside that site, which then needs no other host."),
    ] = None,
    course: CourseOption = None,
) -> None:
    """Pack the student's zip, or a site for the browser.

    The zip holds the notebook, cnn_utils, the requirements and half a page on how to start. The site runs the notebook
    in a reader's browser, with nothing to install, and can be put on any web server.
    """
    from autograder.course_languages import asked_language

    if pyodide and not browser:
        raise UsageError("--pyodide is for a site: say where that goes with --browser DIR.")
    if browser and output:
        raise UsageError("--output is for the zip, --browser for the site: give one of them.")
    root = entered(course, assignment)
    code = asked_language(language) if language else ""
    if browser:
        _write_site(assignment, browser, pyodide, root, code)
    else:
        _write_zip(assignment, output or Path("dist"), root, code)


def _write_zip(assignment: str, path: Path, root: Path, language: str) -> None:
    from autograder.authoring.bundle import bundle

    if path.suffix != ".zip":
        path /= f"{assignment}-{language}.zip" if language else f"{assignment}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bundle(assignment, root, language))
    say(f"wrote {path}")


def _write_site(assignment: str, folder: Path, pyodide: Path | None, root: Path, language: str) -> None:
    from autograder.browser.website import write_site

    size = write_site(assignment, folder, pyodide=pyodide, root=root, language=language)
    say(f"wrote {folder} ({size / 1e6:.1f} MB); to look at it: python -m http.server --directory {folder}")
