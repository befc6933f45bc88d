"""Questions and replies as a student sees them: a card in HTML, and the same words as plain text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from cnn_utils.language.speaking import say
from cnn_utils.palette import HINT, MISTAKE, PASSED
from cnn_utils.questions.answer_check import Reply
from cnn_utils.questions.making import ATTEMPTS
from cnn_utils.questions.question import LETTERS, Asked, Question

BLUE, GREEN, ORANGE = HINT, PASSED, MISTAKE


@dataclass(frozen=True)
class AskCard:
    """The questions on one function, with replies where answers were given.

    Attributes
    ----------
    asked : Asked
    replies : sequence of Reply
        One a question, or none.
    """

    asked: Asked
    replies: Sequence[Reply] = field(default=())

    @property
    def is_right(self) -> bool:
        """Whether every question has its right answer."""
        return bool(self.replies) and all(reply.right for reply in self.replies)

    @property
    def headline(self) -> str:
        """One line: what this is, or how many answers are right."""
        name = self.asked.exercise
        if not self.replies:
            n = len(self.asked.questions)
            return say("Do you know your own {exercise}? {n} questions about it", exercise=name, n=n)
        right = sum(bool(reply.right) for reply in self.replies)
        return say("{exercise}: {right} of {n} answers are right", exercise=name, right=right, n=len(self.replies))

    @property
    def closing(self) -> str:
        """What to do next."""
        name, attempt = self.asked.exercise, self.asked.attempt
        if self.is_right:
            return say("You know what your function does.")
        if not self.replies:
            return say("Write your answers into the cell below: {code}", code=answer_line(name, examples(self.asked)))
        if attempt < ATTEMPTS:
            return say(
                "Put right what you can, or try again with other numbers: {code}, then ask once more.",
                code=f'answers_{name} = {{"try": {attempt + 1}}}',
            )
        return say("Put right what you can; to understand the rest, run your function with these very numbers.")

    def __str__(self) -> str:
        if self.asked.problem:
            return say(self.asked.problem)
        lines = [self.headline]
        for number, question in enumerate(self.asked.questions, 1):
            lines.append(f"  {number}. {say(question.text)}")
            lines += [f"       {letter}) {say(text)}" for letter, text in zip(LETTERS, question.choices, strict=False)]
            if self.replies and self.replies[number - 1].text:
                reply = self.replies[number - 1]
                lines.append(f"     {'✓' if reply.right else '✗'} {say(reply.text)}")
        return "\n".join([*lines, f"  {self.closing}"])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        if self.asked.problem:
            problem = say(self.asked.problem)
            return box(BLUE, problem, f"<p style='margin:0'>{prose(problem)}</p>")
        items = [self._item(number, question) for number, question in enumerate(self.asked.questions, 1)]
        colour = BLUE if not self.replies else GREEN if self.is_right else ORANGE
        body = (
            f'<div style="font-weight:600;color:{colour}">{escape(self.headline)}</div>'
            f'<ol style="margin:.4em 0;padding-left:1.5em">{"".join(items)}</ol>'
            f'<div style="opacity:.85">{prose(self.closing)}</div>'
        )
        return box(colour, self.headline, body)

    def _item(self, number: int, question: Question) -> str:
        reply = self.replies[number - 1] if self.replies else None
        return f'<li style="margin:.5em 0">{question_html(question)}{reply_html(reply)}</li>'


def question_html(question: Question) -> str:
    """Write a question and its choices."""
    choices = "".join(
        f"<div style='margin-left:1em'>{letter}) {prose(say(text))}</div>"
        for letter, text in zip(LETTERS, question.choices, strict=False)
    )
    return prose(say(question.text)) + choices


def reply_html(reply: Reply | None) -> str:
    """Write a reply, or nothing where nothing was answered."""
    if reply is None or reply.right is None:
        return ""
    colour, verdict = (GREEN, say("✓ Right.")) if reply.right else (ORANGE, say("✗ Not so."))
    return f'<div><strong style="color:{colour}">{verdict}</strong> {prose(say(reply.text))}</div>'


def box(colour: str, label: str, body: str) -> str:
    """Frame a card."""
    return (
        f'<div role="group" aria-label="{escape(label)}" style="border:1px solid {colour};border-left-width:6px;'
        f'border-radius:6px;padding:.6em .9em;margin:.4em 0;max-width:52em;line-height:1.45">{body}</div>'
    )


def prose(text: str) -> str:
    """Escape a sentence for HTML; what stands between backticks is code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))


def answer_line(exercise: str, answers: Mapping[Any, Any]) -> str:
    """The line of Python that keeps answers in the notebook."""
    return f"answers_{exercise} = {dict(answers)!r}"


def examples(asked: Asked) -> dict[int, Any]:
    """Answers of the right form, to show how they are written."""
    forms: dict[str, Any] = {"number": 12, "line": 7, "shape": (2, 3, 4), "name": "stride", "choice": "a"}
    return {number: forms[question.kind] for number, question in enumerate(asked.questions, 1)}
