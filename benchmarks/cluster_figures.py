"""What `python -m benchmarks scaling` and `python -m benchmarks resilience` show."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table

from autograder.console import out, say

if TYPE_CHECKING:
    from benchmarks.cost_model import Measured
    from benchmarks.scaling import Throughput

_WORKERS = (1, 2, 10, 30, 100, 300, 1000)
_LOADS = {"100,000 in a day": (100_000, 86_400), "10,000 in an hour": (10_000, 3_600)}


def scaling(assignment: str, students: int, price: float) -> None:
    """Measure a class, simulate larger ones, and say what they need."""
    from benchmarks.postgresql import postgresql_server
    from benchmarks.resilience import make_class, use_database
    from benchmarks.scaling import measure, throughputs

    with TemporaryDirectory(prefix="scaling-") as name, postgresql_server() as url:
        root = Path(name) / "course"
        say(f"{assignment}: writing {students} submissions, releasing ...")
        make_class(root, assignment, students)
        use_database(root, assignment, url)
        say("What one submission costs each part ...")
        measured = measure(root, assignment, Path(name))
        found = throughputs(root, assignment, Path(name), say)
    out.print(_throughputs(found))
    print_model(measured, price)


def resilience(assignment: str, students: int) -> bool:
    """Grade a class in trouble; whether every mark is right, and there once."""
    from benchmarks.postgresql import postgresql_server
    from benchmarks.resilience import EveryTwentySeconds, run

    with TemporaryDirectory(prefix="resilience-") as name, postgresql_server() as url:
        trouble = EveryTwentySeconds(students)
        found = run(Path(name) / "class", assignment, students, url, trouble)
    graded = len({student for student, _ in found.local})
    differing = [
        key for key in found.local.keys() | found.cluster.keys() if found.local.get(key) != found.cluster.get(key)
    ]
    say(f"{graded} submissions: {found.local_seconds:.0f} s here, {found.cluster_seconds:.0f} s on the cluster.")
    say(f"{trouble.kills} workers and {trouble.restarts} scheduler killed; {found.rows} submissions in PostgreSQL.")
    say(f"Marks that differ between the runs: {len(differing)}.")
    step = max(1, len(found.memory) // 10)
    memory = "  ".join(f"{done}: {size:.0f}" for done, size in found.memory[::step])
    say(f"Driver's memory after so many submissions, MB: {memory}")
    return not differing and found.rows == graded


def _throughputs(found: list[Throughput]) -> Table:
    table = Table(title="a real class", title_justify="left", box=SIMPLE_HEAD)
    for title in ("way, workers", "per second", "CPU s each"):
        table.add_column(title, justify="left" if title == "way, workers" else "right")
    for one in found:
        table.add_row(one.way, f"{one.rate:.2f}", f"{one.cpu:.3f}")
    return table


def print_model(measured: Measured, price: float) -> None:
    """Say what was measured, and what classes of several sizes need by it."""
    from benchmarks.cost_model import limits, needs, simulate

    say(
        f"One submission: grading {1000 * measured.grading_mean:.0f} ms, driver {1000 * measured.driver:.1f} ms (of it "
        f"gradebook {1000 * measured.database:.1f}), scheduler {1000 * measured.scheduler:.1f} ms; "
        f"{measured.sent / 1e3:.0f} kB sent, {measured.returned / 1e3:.0f} kB back; "
        f"a worker holds {measured.worker_memory / 1e6:.0f} MB, the driver {measured.driver_memory / 1e6:.0f} MB."
    )
    say("Saturated at: " + ", ".join(f"{name} {rate:.0f}/s" for name, rate in limits(measured).items()) + ".")
    table = Table(title="simulated", title_justify="left", box=SIMPLE_HEAD)
    for title in ("workers", "per second", "workers busy", "scheduler busy", "driver busy"):
        table.add_column(title, justify="right")
    for workers in _WORKERS:
        load = simulate(measured, workers)
        shares = [f"{100 * share:.0f} %" for share in (load.worker, load.scheduler, load.driver)]
        table.add_row(str(workers), f"{load.rate:.1f}", *shares)
    out.print(table)
    for title, (submissions, seconds) in _LOADS.items():
        need = needs(measured, submissions, seconds, price)
        say(
            f"{title} ({need.rate:.1f}/s): worker cores: {need.cores}, and one for driver, scheduler and database, "
            f"{need.memory / 1e9:.1f} GB, {need.network / 1e6:.1f} Mbit/s; {need.money:.4f} per 1,000 submissions at "
            f"{price:g} a core-hour."
        )
