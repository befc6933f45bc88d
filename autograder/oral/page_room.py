"""How large the code of an oral sheet may be, so that it stands on one page beside its questions."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from autograder.oral.oral_questions import Part

_SIZES = (7.5, 7.0, 6.5, 6.0, 5.5)  # points: in a larger one too many lines are broken
# Of an A4 page with the margins, fonts and columns of oral_sheet.html.j2, in points.
_ROOM = 680
_CODE_WIDTH = 300
_NUMBERS = 3.4  # the column of line numbers, in sizes of the code
_LETTER = 0.61  # width of a letter of code
_LEADING = 1.22
_LETTERS_OF_A_QUESTION = 30  # in one line of its column
_QUESTION_LINE, _ANSWER_LINE = 15, 27
_HANGING = 4
"""How far what does not fit into a line stands in, below it."""


def code_size(parts: Sequence[Part]) -> float:
    """The largest size, in points, at which a sheet fits on its page; the smallest where none does."""
    return next((size for size in _SIZES if _height(parts, size) <= _ROOM), _SIZES[-1])


def indentation(line: str) -> int:
    """How many letters a line of code stands in."""
    return len(line) - len(line.lstrip())


def _height(parts: Sequence[Part], size: float) -> float:
    letters = int((_CODE_WIDTH - _NUMBERS * size) / (_LETTER * size))
    return sum(max(_rows(part, letters) * size * _LEADING + size, _height_of_questions(part)) for part in parts)


def _rows(part: Part, letters: int) -> int:
    hanging = (min(indentation(line) + _HANGING, letters // 2) for _, line in part.code)
    return sum(
        max(1, len(textwrap.wrap(line, letters, subsequent_indent=" " * inside)))
        for (_, line), inside in zip(part.code, hanging, strict=True)
    )


def _height_of_questions(part: Part) -> int:
    lines = (len(textwrap.wrap(question.text, _LETTERS_OF_A_QUESTION)) for question in part.questions)
    return sum(each * _QUESTION_LINE + _ANSWER_LINE for each in lines)
