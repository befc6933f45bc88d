"""`autograder update-course`: bring a course up to date with the installed version."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.course_option import CourseOption, entered
from autograder.console import say


def command(
    course: CourseOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be done.")] = False,
) -> None:
    """Bring your course up to date with the version that is installed.

    Files, and cells of notebooks, that you left alone become this version's; what you changed is kept and shown.
    """
    root = entered(course)
    from autograder.authoring.owning.update_course import planned_update, update_course
    from cnn_utils import __version__

    update = planned_update(root) if dry_run else update_course(root)
    for line in update.brought:
        say(f"{'would bring' if dry_run else 'brought'} up to date: {line}")
    for line in update.kept:
        say(f"kept as yours: {line}")
    if not update.brought and not update.kept:
        say(f"The course is as version {__version__} gives it, but for what you changed.")
    elif not dry_run:
        say(f"From version {update.since} to {__version__}. Look the changes through, then run `autograder sync`.")
