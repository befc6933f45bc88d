"""`autograder roster`: who is in the course."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.course_option import CourseOption, entered
from autograder.console import say


class Action(StrEnum):
    """What can be done with it."""

    show = "show"
    load = "import"


def command(
    action: Annotated[Action, typer.Argument(help="Show who is in, or import a list of the class.")] = Action.show,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A CSV of Canvas, Moodle, Gradescope or nbgrader.")
    ] = None,
    course: CourseOption = None,
) -> None:
    """Show who is in the course, or bring that up to date with a list from your course system.

    Who is no longer on the list has left; what they handed in stays. A list of some sections speaks for these alone.
    """
    if (action is Action.load) != (file is not None):
        raise typer.BadParameter("a file goes with import: autograder roster import FILE.", param_hint="FILE")
    root = entered(course)
    from autograder.course.roster import read_roster

    if file is not None:
        _import(root, file)
        return
    people = sorted(read_roster(root).values(), key=lambda person: (person.left, person.section, person.student))
    for person in people:
        facts = (person.name, person.email, person.section, "has left" if person.left else "")
        say(f"{person.student}: {', '.join(filter(None, facts))}")
    _sum_up([person.section for person in people if not person.left], sum(person.left for person in people))


def _import(root: Path, file: Path) -> None:
    from autograder.course.folder import Course
    from autograder.course.roster import read_roster
    from autograder.week.roster_files import read_entries
    from autograder.week.roster_import import import_roster

    imported = import_roster(Course(root), read_entries(file))
    for what, people in (("new", imported.new), ("back", imported.back), ("has left", imported.left)):
        for person in people:
            say(f"  {person.student}: {what}{f', {person.name}' if person.name else ''}")
    for sentence in imported.unclear:
        say(f"Left to you: {sentence}")
    say(
        f"{file}: {len(imported.new)} new, {imported.known} known, {len(imported.back)} back, "
        f"{len(imported.left)} left, {len(imported.unclear)} left to you."
    )
    now = read_roster(root).values()
    _sum_up([person.section for person in now if not person.left], sum(person.left for person in now))
    if imported.unclear:
        raise typer.Exit(1)


def _sum_up(sections: list[str], left: int) -> None:
    counts = sorted(Counter(filter(None, sections)).items())
    by_section = f" ({', '.join(f'{name}: {count}' for name, count in counts)})" if counts else ""
    say(f"{len(sections)} are in{by_section}, {left} {'has' if left == 1 else 'have'} left.")
