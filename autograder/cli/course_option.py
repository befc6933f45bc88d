"""The course of a command: the one that it stands in, from any folder below, or the one that --course names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

CourseOption = Annotated[
    Path | None, typer.Option("--course", metavar="DIR", help="The course folder; the one you are in if not given.")
]


def known(assignment: str) -> str:
    """See that there is such an assignment, whichever a course has.

    Raises
    ------
    UsageError
        If there is none.
    """
    from autograder.errors import UsageError
    from autograder.exercises import ASSIGNMENTS

    if assignment not in ASSIGNMENTS:
        raise UsageError(f"There is no assignment {assignment!r}. There is: {', '.join(ASSIGNMENTS)}.")
    return assignment


def entered(course: Path | None, *assignments: str) -> Path:
    """Take a course for this process, and see that it has the assignments.

    Raises
    ------
    UsageError
        Outside of a course, or with an unknown assignment; nothing has been written by then.
    """
    from autograder.own_course import require_assignment, use_course

    root = use_course(course)
    for assignment in assignments:
        require_assignment(root, assignment)
    return root
