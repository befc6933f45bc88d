"""`autograder new-exercise`: add an exercise to a notebook, ready to be rewritten."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.course_option import CourseOption, entered
from autograder.console import say


def command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the function that students will write.")],
    assignment: Annotated[str, typer.Option(metavar="ASSIGNMENT", help="The notebook it goes into.")] = "step_by_step",
    parameters: Annotated[str, typer.Option(metavar="NAMES", help="What the function takes, joined by commas.")] = "x",
    returns: Annotated[
        str, typer.Option(metavar="NAMES", help="What the notebook calls the returned values, joined by commas.")
    ] = "y",
    points: Annotated[float, typer.Option(metavar="N", help="What it is worth.")] = 10,
    course: CourseOption = None,
) -> None:
    """Add an exercise of your own to a notebook.

    Its cells, a record with hints, cases seen and hidden, and one misconception: an example that runs, to be rewritten.
    """
    from autograder.authoring.owning.new_exercise import add_exercise
    from autograder.exercises import Exercise

    root = entered(course, assignment)
    exercise = Exercise(name, assignment, _words(parameters), _words(returns))
    added = add_exercise(exercise, points, root)
    say(f"Added {name}. {assignment} is now worth {added.after:g} points (it was {added.before:g}).")
    say("For now it doubles its input. Make it yours:")
    say(f"  {added.notebook.as_posix()}: the cells {name}_task and {name}, text and solution")
    say(f"  {added.record.as_posix()}: the three hints")
    say(f"  {added.grading.as_posix()}: calls, weights and mistakes")
    say("Then run `autograder sync`. docs/new_exercise.md goes through all of it with an example.")


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
