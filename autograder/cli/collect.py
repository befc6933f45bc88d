"""`autograder collect`: a download becomes submitted/."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.console import out, say


def command(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The download: a folder or a zip file.")],
    assignment: Annotated[str, typer.Option(metavar="ASSIGNMENT", help="step_by_step or application.")],
    course: Annotated[Path, typer.Option(metavar="DIR", help="The course folder.")] = Path(),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be done.")] = False,
) -> None:
    """Fill submitted/ from a download of your course system.

    From nbgrader, Canvas, Moodle or Gradescope, or from a folder of plain notebooks. What is not clear is left to you.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from autograder.course.folder import Course
    from autograder.course.roster import read_roster
    from autograder.errors import UserError
    from autograder.lms import decide, fill, find_submissions
    from autograder.lms.filling import opened

    place = Course(course)
    with opened(folder) as unpacked:
        found = find_submissions(unpacked, assignment)
        if not found:
            msg = f"There is no notebook of {assignment} in {folder}. Give the download as it came, or its folder."
            raise UserError(msg)
        decision = decide(found, assignment, read_roster(place.root))
        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        for title in ("student", "name", "from", "late", "notebook"):
            table.add_column(title)
        for one in decision.take:
            table.add_row(one.student, one.name, one.system, "late" if one.late else "", one.path.name)
        if decision.take:
            out.print(table)
        if not dry_run:
            fill(place, assignment, decision)
    for line in (*decision.notes, *decision.problems):
        say(line)
    done = "would be collected" if dry_run else "collected"
    say(f"{len(decision.take)} {done}, {len(decision.problems)} left to you.")
    if decision.problems or not decision.take:
        raise typer.Exit(1)
