"""What a class run remembers of each submission: the fingerprint of its grade and the verdicts, one JSON file each.

A record is written last, after the executed notebook, the feedback and the gradebook. So a record says that everything
of that submission is in place, and a run that was killed anywhere goes on where records end. Its sentences are those of
the language in use when it is read, whatever language the notebook is in.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, overload

from autograder.course.kept_sentences import kept, said_again
from autograder.files import write_whole
from cnn_utils.compare.verdict import Verdict
from cnn_utils.language.catalogues import ENGLISH

_LONGEST_NAME = 250  # bytes: with .json behind it, as long as a file's name may be


@dataclass(frozen=True)
class Record:
    """One graded submission.

    Attributes
    ----------
    student, fingerprint : str
    scores : dict of str to float or None
        By grade_id.
    points : dict of str to float
    exercises : list of dict
        For each judged exercise: exercise, status, score, max_score, share, misconceptions, message, properties.
    repairs : list of str
    seconds : float
    problem : str
        Why the submission could not be graded, or "".
    previous : dict of str to float or None
        The scores that this grade replaced, if it replaced any.
    parts : dict of str to str
        Hash of each part that the grade depends on; see `Plan.parts`.
    answered : list of dict
        For each function that was asked about: exercise, share, and by family whether the answer was right.
    changed : list of str
        Which of these parts were others when the grade that this one replaced was given.
    faults : list of str
        The grader's own tracebacks where it failed: for the instructor, never shown to the student.
    language : str
        The notebook's, in which the student is answered.
    """

    student: str
    fingerprint: str
    scores: dict[str, float | None]
    points: dict[str, float]
    exercises: list[dict[str, Any]] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    seconds: float = 0.0
    problem: str = ""
    previous: dict[str, float | None] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    answered: list[dict[str, Any]] = field(default_factory=list)
    language: str = ENGLISH

    @property
    def score(self) -> float:
        """Sum of the scores; what is ungraded counts 0 until somebody grades it."""
        return round(sum(score or 0.0 for score in self.scores.values()), 2)

    @property
    def max_score(self) -> float:
        """Sum of the points."""
        return sum(self.points.values())


def summary_of(verdict: Verdict, score: float | None, points: float) -> dict[str, Any]:
    """Shorten a verdict to what tables and reports need."""
    return {
        "exercise": verdict.exercise,
        "status": verdict.status,
        "score": score,
        "max_score": points,
        "misconceptions": [hint.misconception for hint in verdict.hints],
        "message": verdict.message,
        "properties": {part.name: part.holds for part in verdict.properties},
        "notes": list(verdict.notes),
    }


class Records:
    """The records of one assignment in a folder.

    Parameters
    ----------
    folder : Path
        One file for each student; made if it does not exist.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def __iter__(self) -> Iterator[Record]:
        for path in sorted(self._folder.glob("*.json")):
            record = _read(path)
            if record is not None:
                yield record

    def read(self, student: str) -> Record | None:
        """Return a student's record, or None if there is none that can be read."""
        return _read(self._path(student))

    def write(self, record: Record) -> None:
        """Write a record, whole or not at all."""
        text = json.dumps(kept(record.__dict__), ensure_ascii=False)
        write_whole(self._path(record.student), text.encode("utf-8", "replace"))

    def _path(self, student: str) -> Path:
        name = os.fsencode(student)  # a folder's, which need not be UTF-8
        if len(name) > _LONGEST_NAME:
            student = hashlib.sha256(name).hexdigest()
        return self._folder / f"{student}.json"


def _read(path: Path) -> Record | None:
    try:
        return Record(**json.loads(path.read_text(encoding="utf-8"), object_hook=said_again))
    except (OSError, ValueError, TypeError, RecursionError):
        return None


class KeptRecords(Sequence[Record]):
    """Records of some students, read when they are asked for: those of a large class are not held in memory.

    Parameters
    ----------
    records : Records
        Where they are written by the time that somebody asks.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self._students: list[str] = []

    def add(self, student: str) -> None:
        """Take a student in."""
        self._students.append(student)

    def __len__(self) -> int:
        return len(self._students)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> list[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | list[Record]:
        if isinstance(index, slice):
            return [self._read(student) for student in self._students[index]]
        return self._read(self._students[index])

    def _read(self, student: str) -> Record:
        record = self._records.read(student)
        if record is None:
            msg = f"The record of {student} has gone."
            raise LookupError(msg)
        return record
