"""`autograder sync`: write every generated file, or show what has drifted."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.console import say


def command(
    check: Annotated[bool, typer.Option("--check", help="Write nothing: show the differences, exit 1 if any.")] = False,
) -> None:
    """Write release/, the solutions and the public cases from source/ and the case lists."""
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
