"""The catalogue of named mistakes, loaded an assignment at a time.

`autograder.misconceptions.step_by_step` and `autograder.misconceptions.application` each define
``catalogue() -> tuple[Misconception, ...]``; an exercise that a course added brings its own records.
"""

from __future__ import annotations

import importlib

from autograder.course_modules import own_misconceptions
from autograder.exercises import ASSIGNMENTS, EXERCISES, exercises_of
from autograder.misconceptions.record import Misconception
from autograder.own_course import kept

__all__ = ["Misconception", "catalogue", "misconceptions_of"]


@kept()
def catalogue(assignment: str | None = None) -> tuple[Misconception, ...]:
    """Every record of an assignment, or of both.

    Parameters
    ----------
    assignment : str, optional
        "step_by_step" or "application"; both if not given.

    Returns
    -------
    tuple of Misconception
        Those of added exercises last.
    """
    if assignment is None:
        return tuple(record for name in ASSIGNMENTS for record in catalogue(name))
    records: tuple[Misconception, ...] = importlib.import_module(f"autograder.misconceptions.{assignment}").catalogue()
    return sum((own_misconceptions(exercise.name) for exercise in exercises_of(assignment)), records)


@kept()
def misconceptions_of(exercise: str) -> tuple[Misconception, ...]:
    """Pick the records of one exercise.

    Parameters
    ----------
    exercise : str
        Name of the graded function.

    Returns
    -------
    tuple of Misconception
        In the order in which they are tried.
    """
    return tuple(record for record in catalogue(EXERCISES[exercise].assignment) if record.exercise == exercise)
