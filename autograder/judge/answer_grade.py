"""Grade a student's answers to the questions about their own function: shares, and the hidden region of a cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from autograder.judge.scoring import score_of_share
from cnn_utils.questions.answer_check import attempt_in, replies
from cnn_utils.questions.making import questions_on
from cnn_utils.questions.question import Asked


def share_right(asked: Asked, answers: Mapping[Any, Any]) -> float:
    """Share of the questions that have their right answer; 0 where there are none."""
    told = replies(asked, answers)
    return sum(reply.right is True for reply in told) / len(told) if told else 0.0


def grade_answers(
    function: Callable[..., Any] | None, answers: object, points: float = 1.0, exercise: str | None = None
) -> float:
    """Grade answers in the session that holds them; a class run asks and judges outside of it instead.

    Parameters
    ----------
    function : callable
    answers : mapping
        As the answer cell keeps them.
    points : float
        What all answers being right is worth.
    exercise : str, optional
        Which exercise the function solves; by default its own name says so.

    Returns
    -------
    float
        Between 0.0 and `points`.
    """
    name = exercise if exercise is not None else getattr(function, "__name__", "")
    if not callable(function) or not isinstance(answers, dict):
        return 0.0
    asked = questions_on(function, name, attempt=attempt_in(answers))
    return score_of_share(share_right(asked, answers), float(points))
