"""Everything that a function is held against: cases, relations and the weights of what they show.

Each assignment has its own module (`autograder.cases.step_by_step`, `autograder.cases.application`), imported when it
is first asked for, so that judging the NumPy layers never loads what only the TensorFlow network needs. Such a module
defines five functions with the names and parameters of those below; so does `autograder.cases.added`, for the exercises
that a course added.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import ModuleType
from typing import Any

from autograder.cases.case import Case, Relation
from autograder.cases.keys import FIXED_KEY, key_for
from autograder.exercises import EXERCISES

__all__ = [
    "FIXED_KEY",
    "Case",
    "Relation",
    "by_the_rules_of",
    "cases_for",
    "differs",
    "key_for",
    "reference_for",
    "relations_for",
    "weights_for",
]


def cases_for(exercise: str, edition: str = "current", key: bytes = FIXED_KEY) -> tuple[Case, ...]:
    """Cases of an exercise under an edition's rules: the seeded ones first, then the hidden ones drawn from `key`.

    Parameters
    ----------
    exercise : str
        Name of the graded function.
    edition : str
        Whose rules say what is right.
    key : bytes
        What the hidden cases are drawn from; see `key_for`.

    Returns
    -------
    tuple of Case
        The same for the same arguments.
    """
    cases: tuple[Case, ...] = _module_of(exercise).cases_for(exercise, edition, key)
    return cases


def relations_for(exercise: str, key: bytes = FIXED_KEY) -> tuple[Relation, ...]:
    """Relations that the outputs of an exercise obey in every edition.

    Parameters
    ----------
    exercise : str
        Name of the graded function.
    key : bytes
        What the calls are drawn from; see `key_for`.

    Returns
    -------
    tuple of Relation
        The same for the same arguments.
    """
    relations: tuple[Relation, ...] = _module_of(exercise).relations_for(exercise, key)
    return relations


def weights_for(exercise: str) -> dict[str, float]:
    """Weight of each property of an exercise, in the order in which a card lists them; they add up to 1.

    Parameters
    ----------
    exercise : str
        Name of the graded function.

    Returns
    -------
    dict of str to float
        Weight by the name of the property.
    """
    weights: dict[str, float] = _module_of(exercise).weights_for(exercise)
    return weights


def reference_for(exercise: str, edition: str = "current") -> Callable[..., Any]:
    """Return the right function by an edition's rules, with the official parameter names: stands in for a helper.

    Parameters
    ----------
    exercise : str
        Name of the graded function.
    edition : str
        Whose rules say what is right.

    Returns
    -------
    callable
        The reference solution by these rules.
    """
    reference: Callable[..., Any] = _module_of(exercise).reference_for(exercise, edition)
    return reference


def by_the_rules_of(edition: str, exercise: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function that obeys our rules obey an edition's; what is right or wrong about it besides stays.

    Parameters
    ----------
    edition : str
        One of the names in `autograder.reading.editions`.
    exercise : str
        Name of the graded function.
    function : callable
        What obeys our rules.

    Returns
    -------
    callable
        What obeys the edition's; `function` itself where they do not differ.
    """
    obeying: Callable[..., Any] = _module_of(exercise).by_the_rules_of(edition, exercise, function)
    return obeying


def differs(edition: str, exercise: str) -> bool:
    """Whether an edition has rules of its own for an exercise.

    Parameters
    ----------
    edition : str
        One of the names in `autograder.reading.editions`.
    exercise : str
        Name of the graded function.

    Returns
    -------
    bool
    """

    def ours() -> None:
        pass

    return by_the_rules_of(edition, exercise, ours) is not ours


def _module_of(exercise: str) -> ModuleType:
    asked = EXERCISES[exercise]
    return importlib.import_module(f"autograder.cases.{'added' if asked.added else asked.assignment}")
