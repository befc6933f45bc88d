"""How commands speak: colour and bars on a terminal, plain lines in a pipe."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from cnn_utils.language.visible import visible

# In a pipe nobody's window sets the width: wide enough for a table of all exercises.
out = Console(highlight=False, emoji=False, soft_wrap=True, width=None if sys.stdout.isatty() else 132)
err = Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)

_LONGEST_LINE = 1000


def on_one_line(text: str) -> str:
    r"""Write line ends and tabs as ``\n`` and ``\t`` too, and not without end: names are others', lines are ours."""
    shown = text if len(text) <= _LONGEST_LINE else f"{text[:_LONGEST_LINE]}..."
    return visible(re.sub("[\t\n]", lambda found: found[0].encode("unicode_escape").decode(), shown))


def say(text: str) -> None:
    """Print one line for a person."""
    out.print(visible(text), markup=False)


def say_error(text: str) -> None:
    """Print an error to stderr."""
    err.print(visible(f"autograder: {text}"), style="bold red", markup=False)


def warn(text: str) -> None:
    """Print a warning to stderr, in red."""
    err.print(visible(f"Warning: {text}"), style="bold red", markup=False)


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
