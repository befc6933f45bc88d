"""A person's answer to a request: mark and comment, kept through every regrade, and comments to be used again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from nbgrader.api import MissingEntry

from autograder.course.folder import Course, CourseError
from autograder.course.gradebook import named_database_errors, opened_gradebook
from autograder.errors import UsageError
from autograder.files import write_whole
from autograder.week.deadlines import recount

_FILE = ".autograder/comments.json"


def answer(
    course: Course, assignment: str, student: str, exercise: str, score: float | None, comment: str | None
) -> None:
    """Give a mark, a comment, or both, into nbgrader's places for them; the feedback page follows.

    Parameters
    ----------
    course : Course
    assignment, student, exercise : str
    score : float or None
        In place of the grader's; None leaves that.
    comment : str or None

    Raises
    ------
    CourseError
        If the gradebook has no such grade.
    UsageError
        If there are not so many points.
    """
    gradebook = opened_gradebook(course)
    with named_database_errors(str(gradebook.engine.url)), gradebook:
        try:
            grade = gradebook.find_grade(f"check_{exercise}", assignment, assignment, student)
            kept = gradebook.find_comment(exercise, assignment, assignment, student)
        except MissingEntry:
            msg = f"The gradebook has no grade of {student} in {exercise}: grade the hand-in first."
            raise CourseError(msg) from None
        if score is not None and not 0 <= score <= grade.max_score:
            raise UsageError(f"{exercise} is worth {grade.max_score:g} points: {score:g} cannot be given.")
        if score is not None:
            grade.manual_score = score
        grade.needs_manual_grade = False
        kept.manual_comment = comment or kept.manual_comment
        gradebook.db.commit()
    recount(course, assignment)


def comments_for(course: Course, exercise: str, misconceptions: Sequence[str]) -> list[str]:
    """Comments given before for these mistakes, the most frequent first."""
    kept = _read(course)
    counts: Counter[str] = Counter()
    for name in _names(exercise, misconceptions):
        counts.update(kept.get(name, {}))
    return [text for text, _ in counts.most_common()]


def keep_comment(course: Course, exercise: str, misconceptions: Sequence[str], comment: str) -> None:
    """Remember a comment by the mistakes that it was given for, to offer it again."""
    kept = _read(course)
    for name in _names(exercise, misconceptions):
        counts = kept.setdefault(name, {})
        counts[comment] = counts.get(comment, 0) + 1
    write_whole(course.root / _FILE, json.dumps(kept, ensure_ascii=False, indent=1).encode())


def _names(exercise: str, misconceptions: Sequence[str]) -> list[str]:
    """The mistakes as keys; where none has a name, the exercise."""
    return [f"{exercise}/{name}" for name in misconceptions] or [exercise]


def _read(course: Course) -> dict[str, dict[str, int]]:
    try:
        found: dict[str, dict[str, int]] = json.loads((course.root / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found
