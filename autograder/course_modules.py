"""The Python that a course brings: how the exercises that it added are graded, and solutions of its own.

Only the judge's side imports it. `autograder new-exercise` makes exercises/NAME.py with WEIGHTS, SEEDED, HIDDEN
and MISCONCEPTIONS; `autograder sync` makes the solutions of an assignment whose solution cells are not the package's.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.errors import UserError
from autograder.exercises import ADDED, EXERCISES
from autograder.own_course import course_root, kept

SOLUTIONS = ".autograder/solutions"
"""Where a course keeps what is generated from its own solution cells: ASSIGNMENT.py."""


@kept()
def module_of(exercise: str) -> ModuleType:
    """How an added exercise is graded.

    Raises
    ------
    UserError
        If its file cannot be run.
    """
    return _loaded(f"course_exercise_{exercise}", (course_root() or Path()) / ADDED / f"{exercise}.py")


def own_misconceptions(exercise: str) -> tuple[Any, ...]:
    """The mistakes that a course names in an exercise; a NAME.py for one of the package's may hold these alone."""
    root = course_root()
    if root is None or not (root / ADDED / f"{exercise}.py").is_file():
        return ()
    return tuple(getattr(module_of(exercise), "MISCONCEPTIONS", ()))


def own_solution(name: str) -> Callable[..., Any] | None:
    """A course's own solution of an exercise, or None where the package's holds."""
    root, exercise = course_root(), EXERCISES.get(name)
    if root is None or exercise is None:
        return None
    path = root / SOLUTIONS / f"{exercise.assignment}.py"
    return getattr(_solutions(path), name, None) if path.is_file() else None


@kept()
def _solutions(path: Path) -> ModuleType:
    return _loaded(f"course_solutions_{path.stem}", path)


def _loaded(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None:
        raise UserError(f"{path} is no Python file.")
    module = importlib.util.module_from_spec(spec)
    try:
        # Its text as it is: what Python kept compiled passes for a text of the same length and second.
        exec(compile(path.read_bytes(), path, "exec"), module.__dict__)
    except Exception as error:  # an instructor's code: whatever it raises is to be said
        raise UserError(f"{path} cannot be run: {type(error).__name__}: {error}.") from error
    return module
