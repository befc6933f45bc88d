"""`autograder grade`: a class run."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from enum import StrEnum
from itertools import chain
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.course_option import CourseOption, entered
from autograder.cli.unconfined import warn_if_unconfined
from autograder.console import on_one_line, progress_bar, say, warn
from autograder.errors import UserError

if TYPE_CHECKING:
    from autograder.class_run.pool import Pool
    from autograder.class_run.run import Outcome


class Cluster(StrEnum):
    """Clusters that are made for one run."""

    local = "local"


def command(
    assignment: Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="step_by_step or application.")],
    student: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this student; may be repeated.")] = None,
    jobs: Annotated[int, typer.Option(min=1, metavar="N", help="Worker processes.")] = os.cpu_count() or 1,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Grade on the Dask cluster of this scheduler: tcp://host:port or tls://host:port."
        ),
    ] = None,
    cluster: Annotated[
        Cluster | None,
        typer.Option(metavar="local", help="Grade on a Dask cluster of --jobs processes, made here for this run."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Grade again what has not changed.")] = False,
    course: CourseOption = None,
    require_sandbox: Annotated[
        bool, typer.Option(help="Refuse to run student code where this machine cannot confine it.")
    ] = True,
) -> None:
    """Grade submitted/ into the gradebook and feedback/.

    Only what has changed is graded, unless --force is given; autograded/ holds the notebooks as they ran.
    """
    if scheduler and cluster:
        msg = "--scheduler and --cluster exclude each other."
        raise typer.BadParameter(msg)
    if scheduler:
        _check_address(scheduler)
    root = entered(course, assignment)
    from autograder.class_run.pool import LocalPool

    if not require_sandbox:
        warn_if_unconfined()
    # Workers warm up while nbgrader is imported, which takes seconds.
    with (
        _dask_pool(assignment, root, scheduler, jobs, require_sandbox=require_sandbox)
        if scheduler or cluster
        else LocalPool(assignment, root, jobs, require_sandbox=require_sandbox)
    ) as pool:
        from autograder.class_run.run import grade_class
        from autograder.course.folder import Course
        from autograder.week.groups import bring_groups

        bring_groups(Course(root), assignment)
        with progress_bar(f"Grading {assignment}") as progress:
            outcome = grade_class(
                Course(root), assignment, pool, students=frozenset(student or ()), force=force, progress=progress
            )
    _report(assignment, outcome)
    _warn_of_other_points(root, assignment, outcome)
    if outcome.problems or outcome.left_out:
        raise typer.Exit(1)


def _check_address(scheduler: str) -> None:
    with _needs_the_extra():
        from autograder.cluster.address import check_address
    check_address(scheduler)


@contextmanager
def _needs_the_extra() -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        msg = (
            f"Grading on a cluster needs the extra [cluster] ({error}): "
            "pip install 'convnets-step-by-step-grader[cluster]'."
        )
        raise UserError(msg) from None


@contextmanager
def _dask_pool(
    assignment: str, course: Path, scheduler: str | None, jobs: int, *, require_sandbox: bool
) -> Iterator[Pool]:
    with _needs_the_extra():
        from autograder.cluster.dask_pool import DaskPool, local_cluster
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # the pool says itself what is the matter
    with (
        nullcontext(scheduler) if scheduler else local_cluster(jobs) as address,
        DaskPool(assignment, course, address, require_sandbox=require_sandbox, say=say) as pool,
    ):
        yield pool


def _report(assignment: str, outcome: Outcome) -> None:
    for student, reason in outcome.left_out.items():
        say(on_one_line(f"{student}: {reason}"))
    total = len(outcome.graded) + len(outcome.unchanged)
    if not total:
        say(f"{assignment}: nothing is in submitted/ {'that can be graded' if outcome.left_out else 'yet'}.")
        return
    mean = sum(record.score for record in chain(outcome.graded, outcome.unchanged)) / total
    say(
        f"{assignment}: {len(outcome.graded)} graded, {len(outcome.unchanged)} unchanged; "
        f"mean {mean:.1f} of {next(chain(outcome.graded, outcome.unchanged)).max_score:g}."
    )
    if outcome.own_tests:
        warn(
            f"{', '.join(outcome.own_tests)}: tests of your own run in the student's process, and a notebook that sets "
            "out to can pass them. Read the code before you trust these points; SECURITY.md says how to be safe."
        )
    for student, note in outcome.notes.items():
        say(on_one_line(f"  {student}: {note}"))
    for record in outcome.problems:
        problem = record.problem or "The grader itself failed on part of this notebook."
        say(on_one_line(f"  {record.student}: {problem}"))
        for fault in record.faults:
            say(indent(fault, "    "))


def _warn_of_other_points(root: Path, assignment: str, outcome: Outcome) -> None:
    """Say that points changed in source/ do not count yet: what is graded is what nbgrader released."""
    from autograder.authoring.export_data import points_in
    from autograder.authoring.source_notebooks import source_path
    from autograder.exercises import exercise_of

    path, record = source_path(assignment, root), next(chain(outcome.graded, outcome.unchanged), None)
    if record is None or not path.is_file():
        return
    wanted, counted = points_in(path), {exercise_of(grade_id): points for grade_id, points in record.points.items()}
    other = [name for name in wanted | counted if wanted.get(name) != counted.get(name)]
    if other:
        warn(
            f"source/ has other points for {', '.join(other)} than what was released. "
            f"Run `nbgrader generate_assignment {assignment} --force`, then grade again."
        )
