"""`python -m benchmarks`: measure grading, layers and training on this machine."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from autograder.console import out, say, say_error
from autograder.errors import UserError
from autograder.exercises import ASSIGNMENTS
from benchmarks import cluster_figures

if TYPE_CHECKING:
    from benchmarks.grading import Timing


# Without markup of Rich's: it would take [cluster] for a colour.
app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Part(StrEnum):
    """What can be measured."""

    grading = "grading"
    layers = "layers"
    training = "training"
    scaling = "scaling"
    resilience = "resilience"
    week = "week"
    browser = "browser"


@app.command()
def command(
    part: Annotated[
        list[Part] | None,
        typer.Argument(metavar="PART", help="Of these; grading, layers and training if none is named."),
    ] = None,
    assignment: Annotated[
        list[str] | None, typer.Option(metavar="ASSIGNMENT", help="Only this assignment; may be repeated.")
    ] = None,
    students: Annotated[int, typer.Option(min=2, metavar="N", help="Size of the simulated class.")] = 40,
    minutes: Annotated[float, typer.Option(min=0.1, metavar="M", help="In which the class of week hands in.")] = 10,
    seed: Annotated[int, typer.Option(metavar="S", help="Another seed, another class.")] = 1,
    price: Annotated[
        float, typer.Option(min=0, metavar="PRICE", help="Of one core-hour, for the cost of scaling.")
    ] = 0.05,
    pyodide: Annotated[
        Path | None, typer.Option(metavar="DIR", envvar="PYODIDE_DIR", help="Folder with Pyodide, for browser.")
    ] = None,
) -> None:
    """Measure grading and layers on this machine.

    Grading beside nbgrader's own kernel; the NumPy layers and training beside TensorFlow and PyTorch. scaling measures
    what a submission costs each part of a cluster, and simulates up to 1,000 workers; resilience grades a class while
    workers and the scheduler are killed; both need the extra [cluster] and PostgreSQL. week has a class hand in while
    `autograder watch` is killed five times and the gradebook locked for 30 s; browser opens the course in Chromium,
    twice.
    """
    parts = part or [Part.grading, Part.layers, Part.training]
    agree = True
    if Part.grading in parts:
        agree = _measure_grading(assignment or list(ASSIGNMENTS), students, seed)
    if Part.layers in parts or Part.training in parts:
        _measure_numpy(Part.layers in parts, Part.training in parts)
    for name in assignment or ["step_by_step"]:
        if Part.scaling in parts:
            cluster_figures.scaling(name, students, price)
        if Part.resilience in parts:
            agree &= cluster_figures.resilience(name, students)
        if Part.week in parts:
            agree &= _measure_week(name, students, 60 * minutes)
    if Part.browser in parts:
        _measure_browser(pyodide)
    if not agree:
        raise typer.Exit(1)


def _measure_numpy(layers_too: bool, training_too: bool) -> None:
    from autograder.fast_layers.numba_loops import num_threads
    from benchmarks import layers, training
    from benchmarks.frameworks import use_threads

    use_threads(num_threads())
    if layers_too:
        layers.run()
    if training_too:
        training.run()


def _measure_browser(pyodide: Path | None) -> None:
    from benchmarks import browser

    try:
        browser.run(pyodide)
    except UserError as error:
        say_error(str(error))
        raise typer.Exit(1) from None


def _measure_grading(assignments: list[str], students: int, seed: int) -> bool:
    from benchmarks.grading import compare, disagreements
    from benchmarks.stages import stages

    agree = True
    for name in assignments:
        timings = compare(name, students, seed, say)
        out.print(_table(name, timings))
        lines = disagreements(timings)
        say("All scores agree." if not lines else "Scores that differ from nbgrader's own execution:")
        for line in lines:
            say(f"  {line}")
        agree &= not lines
        out.print(_stages_table(stages(name)))
    return agree


def _measure_week(assignment: str, students: int, seconds: float) -> bool:
    from benchmarks.busy_week import LATE, run

    with TemporaryDirectory(prefix="week-") as name:
        week = run(Path(name), assignment, students, seconds)
    wrong = sorted(name for name, score in week.wanted.items() if week.marks.get(name) != score)
    waits = sorted(one.waited for one in week.hand_ins if one.answered is not None)
    say(f"{len(week.hand_ins)} hand-ins of {len(week.wanted)} students in {seconds:.0f} s, {len(week.kills)} kills.")
    say(f"Load of the machine: {sum(week.loads) / len(week.loads):.1f} on average, {max(week.loads):.1f} at most.")
    say(f"Wrong or missing marks: {', '.join(wrong) or 'none'}.")
    say(f"{len(waits)} answers, half of them within {waits[len(waits) // 2]:.1f} s.")
    say(f"Later than {LATE:.0f} s: {len(week.late)}.")
    for one in week.late:
        say(f"  {one.student}, {one.waited:.1f} s: {', '.join(week.causes(one))}")
    return not wrong


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


if __name__ == "__main__":
    app()
