"""The instructor's side: solutions, cases, misconceptions, the judge and everything that grades with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.places import CATALOGUES
from cnn_utils.language.catalogues import add_folder

if TYPE_CHECKING:
    from autograder.judge.answer_grade import grade_answers
    from autograder.judge.grade_call import grade

__all__ = ["grade", "grade_answers"]


add_folder(CATALOGUES)


def __getattr__(name: str) -> object:
    # Loaded on first use: reading a submission, or printing --help, needs no judge.
    if name == "grade":
        from autograder.judge.grade_call import grade

        return grade
    if name == "grade_answers":
        from autograder.judge.answer_grade import grade_answers

        return grade_answers
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
