"""Put the commands together and give errors one clear line."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from typing import Annotated

import typer

from autograder.cli import (
    bundle,
    check,
    collect,
    dates,
    demo,
    doctor,
    export,
    extend,
    grade,
    messages,
    new_course,
    new_exercise,
    new_language,
    oral,
    report,
    requests,
    roster,
    sync,
    update_course,
    watch,
)
from autograder.console import say_error
from cnn_utils import __version__

app = typer.Typer(
    name="autograder",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
COMMANDS = (
    new_course,
    update_course,
    check,
    roster,
    collect,
    dates,
    extend,
    grade,
    watch,
    requests,
    report,
    oral,
    export,
    messages,
    demo,
    new_exercise,
    new_language,
    sync,
    bundle,
    doctor,
)
for module in COMMANDS:
    app.command(module.__name__.rpartition(".")[2].replace("_", "-"))(module.command)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"autograder {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Grade the convolutional-network assignments: safely, quickly, and with the mistake named."""


def main() -> None:
    """Run the command line: exit 0 done, 1 something in the input failed, 2 wrong usage."""
    from autograder.errors import UserError

    # jsonschema, which nbgrader brings, builds a grammar for a format that no notebook has where it finds this package:
    # half of the time that nbgrader takes to import.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    # No process that is started from here takes a module from the folder that one stands in: it may be a student's.
    os.environ["PYTHONSAFEPATH"] = "1"
    # Hardly anything that a start makes is garbage: to look for it takes a seventh of the time.
    gc.set_threshold(50_000)
    atexit.register(gc.freeze)  # nor at its end, where all goes with the process: there it takes 0.2 s after nbgrader
    try:
        app()
    except UserError as error:
        say_error(str(error))
        sys.exit(error.exit_code)
    except OSError as error:
        if error.filename is None:  # no file that a person could put right
            raise
        say_error(f"{os.fsdecode(error.filename)} cannot be used: {error.strerror}.")
        sys.exit(1)
    except KeyboardInterrupt:
        say_error("Stopped. What was finished is kept; the same command goes on from there.")
        sys.exit(130)
