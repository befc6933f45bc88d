"""`autograder messages`: every sentence that a student can meet; `--unseen`: names that nobody has been given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from autograder.console import say


def command(
    unseen: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Lines of `autograder check --json`: list the catalogue's entries that none of them has.",
        ),
    ] = None,
) -> None:
    """Print every sentence that a student can meet, with the place where it is written.

    What a sentence quotes stands in braces.
    """
    from autograder.misconceptions import catalogue
    from autograder.reporting.messages import messages

    if unseen is None:
        for message in messages():
            say(f"{message.place:<58} {message.text}")
        return
    given = {
        (exercise["exercise"], name)
        for line in unseen.read_text(encoding="utf-8").splitlines()
        for exercise in json.loads(line)["exercises"]
        for name in exercise["misconceptions"]
    }
    records = catalogue()
    left = [record for record in records if (record.exercise, record.id) not in given]
    for record in left:
        kind = "general" if record.general else record.origin
        say(f"{record.exercise + '/' + record.id:<58} {kind}: {record.what}")
    say(f"{len(left)} of {len(records)} entries are named nowhere in {unseen}.")
