"""Grade one file that someone has: any notebook or script of any edition, without a course and without a gradebook."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.cases.points import points_of
from autograder.exercises import exercises_of
from autograder.grading.judge_submission import Session, judge_submission
from autograder.judge.scoring import score_of_share
from autograder.reading import NotANotebook, Submission, modules_beside, read_submission
from cnn_utils.compare.verdict import Verdict
from cnn_utils.language.catalogues import ENGLISH
from cnn_utils.language.speaking import speaking, together

OpenSession = Callable[[str], AbstractContextManager[Session]]


@dataclass(frozen=True)
class Mark:
    """One exercise of a checked file.

    Attributes
    ----------
    verdict : Verdict
    score : float or None
        None where the grader itself could not run the function.
    max_score : float
    """

    verdict: Verdict
    score: float | None
    max_score: float

    @property
    def message(self) -> str:
        """What the verdict says, its notes included."""
        return together([self.verdict.message, *self.verdict.notes])


@dataclass(frozen=True)
class Checked:
    """A file after grading.

    Attributes
    ----------
    file : str
    assignment, edition : str or None
        The edition is "own", "v1", "v2" or "2021"; both are None for a file that is no notebook.
    marks : tuple of Mark
    repairs : tuple of str
    problem : str
        What the file is, if it is no notebook; else "".
    faults : tuple of str
        The grader's own tracebacks, if it failed.
    language : str
        The notebook's, in which everything about it is said.
    """

    file: str
    assignment: str | None
    edition: str | None
    marks: tuple[Mark, ...] = ()
    repairs: tuple[str, ...] = ()
    problem: str = ""
    faults: tuple[str, ...] = ()
    language: str = ENGLISH

    @property
    def score(self) -> float | None:
        """Sum of the scores that could be given; None if there is none."""
        scores = [mark.score for mark in self.marks if mark.score is not None]
        return round(sum(scores), 2) if scores else None

    @property
    def max_score(self) -> float | None:
        """The most that the exercises that could be graded are worth; None if there is none."""
        points = [mark.max_score for mark in self.marks if mark.score is not None]
        return round(sum(points), 2) if points else None

    def to_json(self) -> dict[str, Any]:
        """The object that `autograder check --json` prints as one line; its keys and their order are a contract."""
        line: dict[str, Any] = {
            "file": self.file,
            "assignment": self.assignment,
            "edition": self.edition,
            "score": self.score,
            "max_score": self.max_score,
            "repairs": list(self.repairs),
            "exercises": self._exercises(),
        }
        return line | {"error": self.problem} if self.problem else line

    def _exercises(self) -> list[dict[str, Any]]:
        with speaking(self.language):
            return [_exercise_json(mark) for mark in self.marks]


def check_file(path: Path, open_session: OpenSession, assignment: str | None = None) -> Checked:
    """Read, run and judge one file; whatever it is, an answer comes back.

    Parameters
    ----------
    path : Path
    open_session : callable
        Takes the assignment, returns a context that yields a fresh `Session`.
    assignment : str, optional
        Recognised from the file if not given.
    """
    try:
        submission = read_submission(path, assignment=assignment, beside=modules_beside(path))
    except NotANotebook as error:
        return Checked(str(path), assignment, None, problem=error.sentence)
    names = graded_names(submission)
    with speaking(submission.language):
        judged = judge_submission(submission, names, lambda: open_session(submission.assignment))
    points = points_of(submission.assignment)
    return Checked(
        str(path),
        submission.assignment,
        "own" if submission.edition == "current" else submission.edition,
        tuple(_mark(judged.verdicts[name], points[name]) for name in names),
        tuple(judged.repairs),
        faults=tuple(judged.faults),
        language=submission.language,
    )


def graded_names(submission: Submission) -> list[str]:
    """Exercises to grade: all of the assignment, or the one function that the 2021 edition builds the network in.

    Editions before it do not have that function, and ours has all: it is graded where it is defined.
    """
    own = submission.edition == "current"
    names = [exercise.name for exercise in exercises_of(submission.assignment) if own or not exercise.added]
    if "convolutional_model" not in names:
        return names
    others = [name for name in names if name != "convolutional_model"]
    there = {*submission.functions, *submission.broken}
    if "convolutional_model" not in there and submission.edition != "2021":
        return others
    return names if there & set(others) and submission.edition != "2021" else ["convolutional_model"]


def _mark(verdict: Verdict, points: float) -> Mark:
    score = None if verdict.status == "ungraded" else score_of_share(verdict.share, points)
    return Mark(verdict, score, points)


def _exercise_json(mark: Mark) -> dict[str, Any]:
    return {
        "exercise": mark.verdict.exercise,
        "status": mark.verdict.status,
        "score": mark.score,
        "max_score": mark.max_score,
        "misconceptions": [hint.misconception for hint in mark.verdict.hints],
        "message": mark.message,
    }
