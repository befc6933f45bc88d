"""`autograder sync`: write every generated file, or show what has drifted."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.console import say


def command(
    check: Annotated[bool, typer.Option("--check", help="Write nothing: show the differences, exit 1 if any.")] = False,
) -> None:
    """Write every file that is made from source/.

    The students' notebooks, the solutions, and what check() and hint() know of the exercises.
    """
    from autograder.authoring.sync import differences, write

    if not check:
        changed = write()
        for path in changed:
            say(f"wrote {path.as_posix()}")
        if not changed:
            say("Every generated file is up to date.")
        return
    drifted = False
    for difference in differences():
        drifted = True
        typer.echo(difference, nl=False)
    if drifted:
        say("Generated files differ from their sources: run `autograder sync`.")
        raise typer.Exit(1)
    say("Every generated file is up to date.")
