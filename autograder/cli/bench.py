"""`autograder bench`: measure grading on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from autograder.cli.console import out, say

if TYPE_CHECKING:
    from autograder.benchmarks.grading import Timing


def command(
    assignment: Annotated[list[str] | None, typer.Option(help="Only this assignment; may be repeated.")] = None,
    students: Annotated[int, typer.Option(min=2, help="Size of the simulated class.")] = 40,
    seed: Annotated[int, typer.Option(help="Another seed, another class.")] = 1,
) -> None:
    """Grade one simulated class by nbgrader's own kernel, through the bridge and in class runs; compare."""
    from autograder.benchmarks.grading import compare, disagreements
    from autograder.benchmarks.stages import stages

    failed = False
    for name in assignment or ["step_by_step", "application"]:
        timings = compare(name, students, seed, say)
        out.print(_table(name, timings))
        lines = disagreements(timings)
        say("All scores agree." if not lines else "Scores that differ from nbgrader's own execution:")
        for line in lines:
            say(f"  {line}")
        failed |= bool(lines)
        out.print(_stages_table(stages(name)))
    if failed:
        raise typer.Exit(1)


def _table(assignment: str, timings: list[Timing]) -> Table:
    table = Table(title=f"{assignment}: {_count(timings[0])} submissions", title_justify="left", box=SIMPLE_HEAD)
    for title in ("way", "seconds", "per submission", "per second", "times nbgrader's", "peak MB"):
        table.add_column(title, justify="left" if title == "way" else "right")
    base = timings[0].seconds
    for timing in timings:
        count = _count(timing)
        table.add_row(
            timing.way.name,
            f"{timing.seconds:.1f}",
            f"{timing.seconds / count:.3f} s",
            f"{count / timing.seconds:.2f}",
            f"{base / timing.seconds:.1f}",
            f"{timing.memory:.0f}",
        )
    return table


def _count(timing: Timing) -> int:
    return max(1, len({student for student, _ in timing.scores}))


def _stages_table(spent: dict[str, float]) -> Table:
    table = Table(title="one right submission in a warm worker", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("stage")
    table.add_column("ms", justify="right")
    for name, milliseconds in spent.items():
        table.add_row(name, f"{milliseconds:.1f}")
    return table
