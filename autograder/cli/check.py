"""`autograder check`: grade any notebook or script, of any edition, without a gradebook."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.course_option import known
from autograder.cli.unconfined import warn_if_unconfined
from autograder.console import on_one_line, out, progress_bar, say_error
from autograder.console import say as show
from cnn_utils.language.speaking import later, say, speaking
from cnn_utils.language.visible import visible

if TYPE_CHECKING:
    from rich.table import Table

    from autograder.grading.single_file import Checked, Mark

_COLOURS = {
    "passed": "green",
    "failed": "red",
    "error": "red",
    "timeout": "red",
    "memory": "red",
    "killed": "red",
    "unfilled": "yellow",
    "missing": "yellow",
    "ungraded": "magenta",
}


def command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Notebooks (.ipynb) or Python files, of any edition.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    assignment: Annotated[
        str | None, typer.Option(metavar="ASSIGNMENT", help="Recognised from the functions in the file if not given.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, metavar="N", help="Worker processes.")] = os.cpu_count() or 1,
    require_sandbox: Annotated[
        bool, typer.Option(help="Refuse to run student code where this machine cannot confine it.")
    ] = True,
) -> None:
    """Grade any notebook or script, without a course.

    Each file is graded by the rules of its own edition.
    """
    from autograder.grading.many_files import check_files

    if not require_sandbox:
        warn_if_unconfined()
    failed = False
    held: list[Checked] = []  # on a terminal the bar has the last line; what would be printed waits for it to go
    with progress_bar("Checking") as progress:
        progress(0, len(files))
        results = check_files(files, known(assignment) if assignment else None, jobs, require_sandbox=require_sandbox)
        for number, checked in enumerate(results, 1):
            progress(number, len(files))
            failed |= bool(checked.problem) or any(mark.score is None for mark in checked.marks)
            for fault in checked.faults:
                say_error(f"{checked.file}: {fault}")
            if out.is_terminal:
                held.append(checked)
            else:
                _print(checked, as_json)
    for checked in held:
        _print(checked, as_json)
    if failed:
        raise typer.Exit(1)


def _print(checked: Checked, as_json: bool) -> None:
    if as_json:
        # Escaped to ASCII: neither a file's name nor a message can break the line, whatever the locale.
        typer.echo(json.dumps(checked.to_json(), allow_nan=False))
    else:
        with speaking(checked.language):
            _show(checked)


def _show(checked: Checked) -> None:
    name = checked.file.encode("utf-8", "replace").decode()  # a file's name may hold bytes that no text has
    if checked.problem:
        show(on_one_line(say("{file}: {problem}", file=name, problem=checked.problem)))
        return
    facts = {"file": name, "assignment": checked.assignment, "edition": checked.edition}
    if checked.score is None:
        show(on_one_line(say("{file}: {assignment}, edition {edition}: not graded", **facts)))
    else:
        message = later("{file}: {assignment}, edition {edition}: {score:g} of {most:g}")
        show(on_one_line(say(message, **facts, score=checked.score, most=checked.max_score)))
    if out.is_terminal:
        out.print(_table(checked))
    else:
        for mark in checked.marks:
            show(f"  {mark.verdict.exercise:<24} {mark.verdict.status:<9} {_points(mark):>9}  {_first_line(mark)}")
    for repair in checked.repairs:
        show(on_one_line("  " + say("repaired: {repair}", repair=repair)))


def _table(checked: Checked) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(say("exercise"), no_wrap=True)
    table.add_column(say("result"), no_wrap=True)
    table.add_column(say("points"), justify="right", no_wrap=True)
    table.add_column(say("what the grader saw"), overflow="fold")
    for mark in checked.marks:
        status = mark.verdict.status
        # Text, not markup: a message may hold brackets, such as Z[3, 2, 1].
        cells = mark.verdict.exercise, Text(status, _COLOURS[status]), _points(mark), Text(visible(mark.message))
        table.add_row(*cells)
    return table


def _points(mark: Mark) -> str:
    return f"- /{mark.max_score:g}" if mark.score is None else f"{mark.score:g}/{mark.max_score:g}"


def _first_line(mark: Mark) -> str:
    return " ".join(mark.message.split())
