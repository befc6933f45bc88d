"""Hold a student's answers against the questions: right or wrong, what a wrong one means, and the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cnn_utils.questions.making import ATTEMPTS
from cnn_utils.questions.question import Asked, Question, as_given

TRY = "try"
"""The key under which the answers say to which attempt they belong."""

_HOW = {
    "number": "a number, as in {n}: 12",
    "line": "the number of a line, as in {n}: 12",
    "shape": "a shape, as in {n}: (2, 3, 4)",
    "name": 'a name in quotes, as in {n}: "stride"',
    "choice": 'a letter in quotes, as in {n}: "a"',
}


@dataclass(frozen=True)
class Reply:
    """What is said to one answer.

    Attributes
    ----------
    right : bool or None
        None where nothing has been answered.
    text : str
    """

    right: bool | None
    text: str


def reply_to(question: Question, number: int, given: object) -> Reply:
    """Say whether an answer is right, then why, with the function's own numbers."""
    if given is None:
        return Reply(None, "")
    answer = as_given(question.kind, given)
    if answer is None:
        return Reply(False, f"Please write {_HOW[question.kind].format(n=number)}.")
    if answer == as_given(question.kind, question.answer):
        return Reply(True, question.why)
    meant = next((wrong.meaning for wrong in question.wrong if as_given(question.kind, wrong.answer) == answer), "")
    return Reply(False, f"{meant} {question.why}".strip())


def replies(asked: Asked, answers: Mapping[Any, Any]) -> list[Reply]:
    """Reply to all answers; they are found under the numbers of the questions, from 1."""
    return [
        reply_to(question, number, answers.get(number, answers.get(str(number))))
        for number, question in enumerate(asked.questions, 1)
    ]


def attempt_in(answers: object) -> int:
    """Which attempt answers belong to: the first, unless they say otherwise."""
    attempt = answers.get(TRY) if isinstance(answers, Mapping) else None
    return attempt if type(attempt) is int and 1 <= attempt <= ATTEMPTS else 1
