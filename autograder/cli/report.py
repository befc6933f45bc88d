"""`autograder report`: what a class scored, misunderstood and may have shared, on one page."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from autograder.cli.course_option import CourseOption, entered
from autograder.console import say


def command(
    assignment: Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="step_by_step or application.")],
    course: CourseOption = None,
    jobs: Annotated[int, typer.Option(min=1, metavar="N", help="Worker processes.")] = os.cpu_count() or 1,
) -> None:
    """Write the class report, one HTML file.

    What the class scored and misunderstood, and what to look at: report/ASSIGNMENT.html in the course folder.
    """
    from autograder.reporting import write_report

    root = entered(course, assignment)
    say(f"{assignment}: reading and comparing the submissions ...")
    path = write_report(root, assignment, jobs)
    say(f"{path}: {path.stat().st_size / 1e6:.1f} MB, opens in any browser.")
