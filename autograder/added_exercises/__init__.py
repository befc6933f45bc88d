"""The exercises that a course added: for each a NAME.toml and a NAME.py, made by `autograder new-exercise`.

NAME.toml says what the function is called with, what it returns and what hint() says; `autograder.exercises` reads it.
NAME.py defines WEIGHTS, SEEDED, HIDDEN and MISCONCEPTIONS; only the judge's side imports it. docs/new_exercise.md leads
through both.
"""

from __future__ import annotations

import importlib
from types import ModuleType


def module_of(exercise: str) -> ModuleType:
    """How an added exercise is graded."""
    return importlib.import_module(f"autograder.added_exercises.{exercise}")
