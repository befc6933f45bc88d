"""How commands speak: colour and bars on a terminal, plain lines in a pipe."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

# In a pipe nobody's window sets the width: wide enough for a table of all exercises.
out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 132)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def visible(text: str) -> str:
    """Write what would move the cursor, or turn the line around, so that it can be seen: names are other people's."""
    return "".join(
        letter
        if letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cf") or letter in "\u200c\u200d"
        else _escape(letter)
        for letter in text
    )


def _escape(letter: str) -> str:
    return letter.encode("unicode_escape").decode()


def say(text: str) -> None:
    """Print one line for a person."""
    out.print(visible(text), markup=False)


def say_error(text: str) -> None:
    """Print an error to stderr."""
    err.print(f"autograder: {visible(text)}", style="bold red", markup=False)


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar with count, elapsed and remaining time on a terminal; nothing in a pipe.

    Yields
    ------
    callable
        Takes what is done and the total.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, disable=not err.is_terminal, transient=True) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
