"""Grade a function in the session that defines it: for the hidden region of an nbgrader cell."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

from autograder.cases import reference_for
from autograder.exercises import EXERCISES
from autograder.judge.judging import judge
from autograder.judge.scoring import score_of_share
from cnn_utils.calling.observe import observe
from cnn_utils.compare.calls import Call, Observation


def grade(function: Callable[..., Any] | None, points: float = 1.0, exercise: str | None = None) -> float:
    """Grade a student's function and return its points.

    Nothing that the function does reaches the cell: no exception, no warning, no output.

    Parameters
    ----------
    function : callable
    points : float
        Points of a function in which every property holds.
    exercise : str, optional
        Which exercise it solves; by default the function's own name says so.

    Returns
    -------
    float
        Between 0.0 and `points`.

    Raises
    ------
    ValueError
        If the exercise is unknown: an error of the one who wrote the cell, not of the student.
    """
    name = exercise if exercise is not None else getattr(function, "__name__", None)
    if name not in EXERCISES:
        raise ValueError(f"no exercise is named {name!r}; pass exercise= one of {', '.join(EXERCISES)}")
    if not callable(function):
        return 0.0
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        verdict = judge(name, partial(_observe_here, function))
    return score_of_share(verdict.share, points)


def _observe_here(function: Callable[..., Any], call: Call) -> Observation:
    return observe(function, call, {helper: reference_for(helper) for helper in call.helpers})
