"""`autograder sync`: write every generated file, or show what has drifted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.course_option import CourseOption, entered
from autograder.console import say


def command(
    check: Annotated[bool, typer.Option("--check", help="Write nothing: show the differences, exit 1 if any.")] = False,
    course: CourseOption = None,
) -> None:
    """Write every file that is made from source/.

    The students' notebooks, the solutions, and what check() and hint() know of the exercises. An exercise that you
    added is held against its own claims: the solution passes, each mistake costs points and is named. So is every
    translation: none is missing, out of date or without something that its English has.
    """
    root = entered(course)
    if check:
        _show_differences(root)
    else:
        from autograder.authoring.sync import write

        for path in write(root):
            say(f"wrote {path.as_posix()}")
    from autograder.authoring.owning.exercise_claims import broken_claims
    from autograder.authoring.sync import is_this_project
    from autograder.authoring.translations import faults_in_catalogues, passages_left_in_english

    if not is_this_project(root):
        for line in passages_left_in_english(root):
            say(line)
    broken = [*broken_claims(), *(faults_in_catalogues(root) if is_this_project(root) else ())]
    for sentence in broken:
        say(sentence)
    if broken:
        raise typer.Exit(1)
    say("Every generated file is up to date.")


def _show_differences(root: Path) -> None:
    from autograder.authoring.sync import differences

    drifted = False
    for difference in differences(root):
        drifted = True
        typer.echo(difference, nl=False)
    if drifted:
        say("Generated files differ from their sources: run `autograder sync`.")
        raise typer.Exit(1)
