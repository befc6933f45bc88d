"""Cases of the exercises that a course added: the lines of a NAME.py, with what the notebook's solution gives.

Such an exercise is judged by these cases alone, in every edition: no number of it was ever published elsewhere.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder import solutions
from autograder.cases.case import Case, Relation
from autograder.cases.hidden import Line, hidden_calls
from autograder.cases.solution_outputs import expected_of
from autograder.course_modules import module_of
from autograder.errors import UserError
from autograder.exercises import EXERCISES
from autograder.own_course import kept
from cnn_utils.compare.calls import Call
from cnn_utils.compare.expected import Array
from cnn_utils.compare.sentences import title_of

_SEED = 1  # of the cases that students receive, as everywhere in these notebooks


@kept(maxsize=128)
def cases_for(exercise: str, edition: str, key: bytes) -> tuple[Case, ...]:
    """See `autograder.cases.cases_for`."""
    module = module_of(exercise)
    seeded = [_case(line, Call(exercise, _seeded_arguments(line)), visible=True) for line in module.SEEDED]
    drawn = hidden_calls(exercise, module.HIDDEN, key)
    hidden = [_case(line, one.call) for line, one in zip(module.HIDDEN, drawn, strict=True)]
    return (*seeded, *hidden)


def relations_for(exercise: str, key: bytes) -> tuple[Relation, ...]:
    """None: an added exercise states no relations."""
    return ()


def weights_for(exercise: str) -> dict[str, float]:
    """See `autograder.cases.weights_for`."""
    weights: dict[str, float] = module_of(exercise).WEIGHTS
    return weights


def reference_for(exercise: str, edition: str) -> Callable[..., Any]:
    """See `autograder.cases.reference_for`.

    Raises
    ------
    UserError
        If the solution has not been exported, or takes other parameters than the record says.
    """
    reference: Callable[..., Any] | None = getattr(solutions, exercise, None)
    if reference is None:
        raise UserError(f"There is no solution of {exercise} yet: run `autograder sync`.")
    taken, said = tuple(inspect.signature(reference).parameters), EXERCISES[exercise].parameters
    if taken != said:
        msg = (
            f"In the notebook {exercise} takes ({', '.join(taken)}), in exercises/{exercise}.toml "
            f"({', '.join(said)}): make them the same, then run `autograder sync`."
        )
        raise UserError(msg)
    return reference


def by_the_rules_of(edition: str, exercise: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """See `autograder.cases.by_the_rules_of`: no edition has rules of its own for an added exercise."""
    return function


def _seeded_arguments(line: Line) -> tuple[Any, ...]:
    return line.draw(np.random.RandomState(_SEED), line.choices[0])


def _solved(call: Call) -> Any:  # noqa: ANN401 - whatever a solution returns
    exercise = call.exercise
    reference = reference_for(exercise, "current")
    try:
        return reference(*call.args)
    except Exception as error:  # an instructor's code: whatever it raises is to be said
        msg = (
            f"The notebook's solution of {exercise} stops with {type(error).__name__}: {error}. It is called with what "
            f"exercises/{exercise}.py draws, and with the imports of the cells that are tagged export."
        )
        raise UserError(msg) from error


def _case(line: Line, call: Call, *, visible: bool = False) -> Case:
    exercise = call.exercise
    return Case(
        id=f"{exercise}/{line.name}" if visible else f"{exercise}/hidden-{line.name}",
        title=title_of(call, EXERCISES[exercise].parameters),
        call=call,
        expected=expected_of(exercise, _solved(call), getattr(module_of(exercise), "TOLERANCE", Array.rtol)),
        properties=line.properties,
        visible=visible,
        edition="all" if visible else "",
    )
