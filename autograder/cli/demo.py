"""`autograder demo`: a simulated class, graded."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from autograder.console import out, progress_bar, say
from autograder.exercises import ASSIGNMENTS, exercise_of

if TYPE_CHECKING:
    from autograder.course.records import Record


def command(
    students: Annotated[int, typer.Option(min=1, metavar="N", help="Size of the class.")] = 12,
    seed: Annotated[int, typer.Option(metavar="S", help="Another seed, another class.")] = 1,
    course: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder to make; an earlier demo in it is replaced.")
    ] = Path("demo"),
    assignment: Annotated[
        list[str] | None, typer.Option(metavar="ASSIGNMENT", help="Only this assignment; may be repeated.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, metavar="N", help="Worker processes.")] = os.cpu_count() or 1,
    require_sandbox: Annotated[
        bool, typer.Option(help="Refuse to run student code where this machine cannot confine it.")
    ] = True,
) -> None:
    """Simulate a class of students, grade it, and show the scores."""
    from autograder.class_run.pool import LocalPool
    from autograder.class_run.run import grade_class
    from autograder.course.folder import Course
    from autograder.demo.simulate import make_course, nbgrader, release, submit
    from autograder.own_course import set_course
    from autograder.reporting import write_report

    make_course(course)
    say(f"Made a course in {course}.")
    set_course(course.resolve())
    place = Course(course)
    for name in assignment or ASSIGNMENTS:
        say(f"{name}: releasing it with nbgrader, writing {students} submissions ...")
        release(course, name)
        profiles = submit(course, name, students, seed)
        say(f"{name}: grading ...")
        with (
            LocalPool(name, course, jobs, require_sandbox=require_sandbox) as pool,
            progress_bar(f"Grading {name}") as progress,
        ):
            outcome = grade_class(place, name, pool, progress=progress)
        out.print(_table(name, outcome.graded, profiles))
        for record in outcome.problems:
            say(f"  {record.student}: {record.problem}")
        for line in _misunderstood(outcome.graded):
            say(line)
        say(f"Report: {write_report(course, name, jobs)}")
    nbgrader(course, "export", "--to", "grades.csv")
    say(f"Gradebook: {course / 'gradebook.db'}   Feedback: {course / 'feedback'}   Grades: {course / 'grades.csv'}")


def _table(assignment: str, records: Sequence[Record], profiles: dict[str, str]) -> Table:
    table = Table(title=assignment, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("student", no_wrap=True)
    table.add_column("kind", no_wrap=True)
    exercises = [exercise_of(grade_id) for grade_id in records[0].points]
    for name in exercises:
        table.add_column(name.replace("_", "\n"), justify="right", no_wrap=True)
    table.add_column("total", justify="right", no_wrap=True)
    for record in sorted(records, key=lambda record: record.student):
        scores = ["-" if score is None else f"{score:g}" for score in record.scores.values()]
        table.add_row(record.student, profiles[record.student], *scores, f"{record.score:g}")
    return table


def _misunderstood(records: Sequence[Record]) -> list[str]:
    """The named mistakes of the class, the most frequent first."""
    named = Counter(
        (exercise["exercise"], misconception)
        for record in records
        for exercise in record.exercises
        for misconception in exercise["misconceptions"]
    )
    if not named:
        return []
    lines = [f"  {count:3} × {exercise}: {misconception}" for (exercise, misconception), count in named.most_common(8)]
    return ["What the class misunderstood:", *lines]
