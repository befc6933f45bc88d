"""The instructor's side: solutions, cases, misconceptions, the judge and everything that grades with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.judge.answer_grade import grade_answers
    from autograder.judge.grade_call import grade

__all__ = ["grade", "grade_answers"]


def __getattr__(name: str) -> object:
    # Loaded on first use: reading a submission, or printing --help, needs no judge.
    if name == "grade":
        from autograder.judge.grade_call import grade

        return grade
    if name == "grade_answers":
        from autograder.judge.answer_grade import grade_answers

        return grade_answers
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
