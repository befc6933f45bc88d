"""`autograder doctor`: what this machine can and cannot enforce, and whether what grading needs is there."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.console import out
from cnn_utils.language.visible import visible

if TYPE_CHECKING:
    from autograder.sandbox.walls.probing import Enforcement

# Package, whether nothing works without it, and what it is for.
PACKAGES = (
    ("numpy", True, "the layers; 2.0 to 2.3 keeps notebooks of earlier years alive"),
    ("matplotlib", True, "figures of the notebooks"),
    ("h5py", True, "the SIGNS images"),
    ("ipython", True, "runs the cells"),
    ("nbgrader", True, "release, gradebook, formgrader"),
    ("tensorflow", False, "the application assignment"),
)


def command(
    attack: Annotated[bool, typer.Option("--attack", help="Try harmless attacks from inside, a line each.")] = False,
) -> None:
    """Say what this machine can enforce when it grades.

    A line for each means of confining student code, and how to get what is lacking.
    """
    if attack:
        _try_attacks()
        return
    from autograder.sandbox.walls.probing import what_can_be_enforced

    found = what_can_be_enforced()
    lines = [_of_package(*package) for package in PACKAGES]
    for enforcement in (*lines, *found, *_of_course()):
        _show(enforcement)
    missing = [enforcement for enforcement in (*lines, *found) if enforcement.required and not enforcement.ok]
    if missing:
        names = ", ".join(enforcement.name for enforcement in missing)
        out.print(f"Not ready to grade: {names}.", style="bold red", markup=False)
        raise typer.Exit(1)
    out.print("Ready: student code runs confined on this machine.", style="bold green", markup=False)


def _try_attacks() -> None:
    from autograder.sandbox.attacks import try_attacks

    is_safe = True
    for kind, reached in try_attacks():
        held, colour = (f"NOT held: {reached}", "bold red") if reached else ("held", "green")
        out.print(f"{'✗' if reached else '✓'} {kind}: {visible(held)}", style=colour, markup=False)
        is_safe &= not reached
    if not is_safe:
        raise typer.Exit(1)


def _show(enforcement: Enforcement) -> None:
    tick, colour = ("✓", "green") if enforcement.ok else ("✗", "red")
    advice = "" if enforcement.ok or not enforcement.remedy else f" → {enforcement.remedy}"
    out.print(f"{tick} {enforcement.name}: {enforcement.detail}{advice}", style=colour, markup=False)


def _of_course() -> list[Enforcement]:
    """Whether the course that this command stands in is as the installed version gives it."""
    from autograder.authoring.owning.new_course import read_given
    from autograder.authoring.owning.update_course import planned_update
    from autograder.own_course import course_root
    from autograder.sandbox.walls.probing import Enforcement

    root = course_root()
    if root is None or read_given(root) is None:
        return []
    update = planned_update(root)
    changes = f"{len(update.brought)} changes would come, {len(update.kept)} of yours would be kept against new ones"
    detail = f"made with version {update.since}" + (f": {changes}" if update.brought or update.kept else "")
    remedy = "autograder update-course --dry-run shows them, autograder update-course makes them"
    return [Enforcement("course", not update.brought, detail, remedy, required=False)]


def _of_package(name: str, required: bool, use: str) -> Enforcement:
    from autograder.sandbox.walls.probing import Enforcement

    try:
        found = version(name)
    except PackageNotFoundError:
        return Enforcement(name, False, f"not installed ({use})", f"pip install {name}", required)
    if name == "numpy" and tuple(map(int, found.split(".")[:2])) >= (2, 4):
        return Enforcement(f"{name} {found}", False, use, "pip install 'numpy<2.4'", False)
    return Enforcement(f"{name} {found}", True, use, "", required)
