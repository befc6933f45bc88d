"""Hold a student's answers against the questions: right or wrong, what a wrong one means, and the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cnn_utils.language.speaking import later, say
from cnn_utils.questions.making import ATTEMPTS
from cnn_utils.questions.question import Asked, Question, as_given

TRY = "try"
"""The key under which the answers say to which attempt they belong."""

_HOW = {
    "number": later("Please write a number, as in {n}: 12."),
    "line": later("Please write the number of a line, as in {n}: 12."),
    "shape": later("Please write a shape, as in {n}: (2, 3, 4)."),
    "name": later('Please write a name in quotes, as in {n}: "stride".'),
    "choice": later('Please write a letter in quotes, as in {n}: "a".'),
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
        return Reply(False, say(_HOW[question.kind], n=number))
    if answer == as_given(question.kind, question.answer):
        return Reply(True, question.why)
    meant = next((wrong.meaning for wrong in question.wrong if as_given(question.kind, wrong.answer) == answer), "")
    why = say(question.why)
    return Reply(False, say("{sentence} {following}", sentence=say(meant), following=why) if meant else why)


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
