"""Choose what to ask one student: about the functions where most can be asked, those with a mistake first."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.cases import key_for
from autograder.exercises import exercises_of
from autograder.grading.judge_submission import LOAD_SECONDS
from autograder.reading import Submission, is_stub, needed_definitions
from autograder.sandbox.session import Session, SessionLost
from cnn_utils.questions.making import families_of
from cnn_utils.questions.question import Question

_FUNCTIONS = 2  # a page holds the text of two
_DRAWN = 12


@dataclass(frozen=True)
class Part:
    """One function of a sheet, and what is asked about it.

    Attributes
    ----------
    exercise : str
    code : tuple of (int, str)
        Its lines, numbered as in the student's cell.
    questions : tuple of Question
    """

    exercise: str
    code: tuple[tuple[int, str], ...]
    questions: tuple[Question, ...]


def parts_for(submission: Submission, session: Session, secret: bytes, student: str, count: int) -> list[Part]:
    """Make the questions for one student.

    Parameters
    ----------
    submission : Submission
    session : Session
        A confined one in which nothing has run yet.
    secret : bytes
        The course's: nobody without it can know what will be asked.
    student : str
    count : int
        Questions in all.

    Returns
    -------
    list of Part
        Empty where nothing can be asked: no function runs, or none was written.
    """
    names = [each.name for each in exercises_of(submission.assignment) if families_of(each.name)]
    written = [name for name in names if name in submission.functions and not is_stub(submission.functions[name])]
    needed = needed_definitions(submission.pieces, written)
    try:
        pieces = tuple((piece.label, piece.source) for piece in needed.pieces)
        request = ("judge", pieces, tuple(sorted(needed.free)), tuple(submission.modules.items()))
        session.load(request, LOAD_SECONDS[submission.assignment])
    except SessionLost:
        return []
    asked = {name: _drawn(session, name, key_for(secret, student, f"oral {name}").hex()) for name in written}
    telling = sorted((name for name in written if asked[name]), key=lambda name: _rank(asked[name], submission, name))
    parts: list[Part] = []
    for name in telling[:_FUNCTIONS]:
        left = count - sum(len(part.questions) for part in parts)
        share = left - left // 2 if not parts and len(telling) > 1 else left
        parts.append(Part(name, _numbered(submission, name), tuple(asked[name][:share])))
    return parts


def _rank(questions: Sequence[Question], submission: Submission, name: str) -> tuple[bool, int]:
    """A function with a mistake comes first, then the longest."""
    is_right = not any(question.leads_to_mistake for question in questions)
    return is_right, -len(submission.functions[name].splitlines())


def _drawn(session: Session, name: str, key: str) -> list[Question]:
    """Open questions on one function: first those in which it does not do what the exercise says."""
    questions = session.ask_about(name, count=_DRAWN, key=key, open_only=True).questions
    if not questions:
        questions = session.ask_about(name, count=_DRAWN, key=key).questions  # all that fits is to be chosen from
    seen: Counter[str] = Counter()
    again = []
    for question in questions:
        again.append(seen[question.family])
        seen[question.family] += 1
    # A second question of a family comes after the first ones of all others.
    ranked = sorted(zip(again, questions, strict=True), key=lambda pair: (pair[0], not pair[1].leads_to_mistake))
    return [question for _, question in ranked]


def _numbered(submission: Submission, name: str) -> tuple[tuple[int, str], ...]:
    """Take the last definition of a function without docstring and empty lines, numbered as in the cell."""
    for piece in reversed(submission.pieces):
        for node in reversed(ast.parse(piece.source).body):
            if isinstance(node, ast.FunctionDef) and node.name == name and node.end_lineno:
                text, hidden = piece.source.splitlines(), _docstring_lines(node)
                lines = [number for number in range(node.lineno, node.end_lineno + 1) if number not in hidden]
                return tuple((number, text[number - 1]) for number in lines if text[number - 1].strip())
    return tuple(enumerate(submission.functions[name].splitlines(), 1))


def _docstring_lines(node: ast.FunctionDef) -> range:
    first = node.body[0]
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return range(first.lineno, (first.end_lineno or first.lineno) + 1) if is_text else range(0)
