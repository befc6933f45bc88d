"""Figures of a class: distributions, difficulty, discrimination, and which mistakes go together."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean, median, pstdev
from typing import Any

from autograder.course.records import Record
from autograder.exercises import exercise_of

BINS = 10
_SURPRISING = 2.0


@dataclass(frozen=True)
class Item:
    """One exercise over the class.

    Attributes
    ----------
    name : str
    points : float
    graded : int
        Submissions with a score.
    passed : int
        With all of the points.
    mean : float
        Mean share of the points: 1 is easy, 0 is hard.
    spread : tuple of int
        How many have none, some (in `BINS` - 1 equal steps) and all of the points; `BINS` + 1 numbers.
    discrimination : float or None
        Point-biserial correlation of passing with the score in the rest of the assignment. None where everybody, or
        nobody, passed.
    statuses : dict of str to int
    """

    name: str
    points: float
    graded: int
    passed: int
    mean: float
    spread: tuple[int, ...]
    discrimination: float | None
    statuses: dict[str, int]

    @property
    def lost(self) -> float:
        """Points that a student lost on average."""
        return self.points * (1 - self.mean)

    @property
    def unwritten(self) -> int:
        """How many left the stub, or no such function at all."""
        return self.statuses.get("unfilled", 0) + self.statuses.get("missing", 0)


@dataclass(frozen=True)
class Together:
    """Two mistakes that the same students make."""

    first: tuple[str, str]
    second: tuple[str, str]
    students: int
    expected: float

    @property
    def surprise(self) -> float:
        """How many standard deviations of a Poisson count above chance."""
        return (self.students - self.expected) / math.sqrt(self.expected)


def items_of(records: Sequence[Record]) -> list[Item]:
    """Figures of each exercise, in the order of the notebook."""
    return [_item(grade_id, records) for grade_id in (records[0].points if records else ())]


def _item(grade_id: str, records: Sequence[Record]) -> Item:
    # Points may have been changed between two grades: every share is of the points that were given with it.
    found = [
        (score / points, record.score - score)
        for record in records
        if (score := record.scores.get(grade_id)) is not None and (points := record.points.get(grade_id, 0.0))
    ]
    shares = [share for share, _ in found]
    passes = [float(share >= 1.0) for share in shares]
    name = exercise_of(grade_id)
    statuses = Counter(
        exercise["status"] for record in records for exercise in record.exercises if exercise["exercise"] == name
    )
    return Item(
        name,
        records[-1].points.get(grade_id, 0.0),
        len(shares),
        int(sum(passes)),
        fmean(shares) if shares else 0.0,
        spread(shares),
        correlation(passes, [rest for _, rest in found]),
        dict(statuses),
    )


def spread(shares: Sequence[float]) -> tuple[int, ...]:
    """How many shares are 0, in each of nine equal steps between, and 1 or more."""
    counts = [0] * (BINS + 1)
    for share in shares:
        inner = min(BINS - 1, 1 + int(share * (BINS - 1)))
        counts[0 if share <= 0 else BINS if share >= 1 else inner] += 1
    return tuple(counts)


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Pearson's; point-biserial where `first` holds zeros and ones. None where one of them does not vary."""
    if len(first) < 3 or not pstdev(first) or not pstdev(second):
        return None
    mean_first, mean_second = fmean(first), fmean(second)
    shared = fmean((x - mean_first) * (y - mean_second) for x, y in zip(first, second, strict=True))
    return max(-1.0, min(1.0, shared / (pstdev(first) * pstdev(second))))


def totals(records: Sequence[Record]) -> dict[str, float]:
    """Mean, median, lowest, highest and standard deviation of the scores."""
    scores = [record.score for record in records] or [0.0]
    return {
        "mean": fmean(scores),
        "median": median(scores),
        "lowest": min(scores),
        "highest": max(scores),
        "deviation": pstdev(scores),
    }


def misconceptions_in(records: Sequence[Record]) -> dict[tuple[str, str], list[str]]:
    """Students by exercise and misconception, the most frequent first."""
    found: dict[tuple[str, str], list[str]] = {}
    for record in records:
        for key in _mistakes(record):
            found.setdefault(key, []).append(record.student)
    return dict(sorted(found.items(), key=lambda entry: (-len(entry[1]), entry[0])))


def unnamed_in(records: Sequence[Record]) -> dict[str, list[str]]:
    """Students by exercise whose wrong result matched no known mistake, the exercise with most of them first."""
    found: dict[str, list[str]] = {}
    for record in records:
        for exercise in record.exercises:
            if exercise["status"] == "failed" and not exercise["misconceptions"]:
                found.setdefault(exercise["exercise"], []).append(record.student)
    return dict(sorted(found.items(), key=lambda entry: -len(entry[1])))


def together(records: Sequence[Record], most: int = 10) -> list[Together]:
    """Pairs of mistakes that clearly more students make than chance would bring together, the most surprising first."""
    alone: Counter[tuple[str, str]] = Counter()
    both: Counter[tuple[tuple[str, str], tuple[str, str]]] = Counter()
    for record in records:
        mistakes = sorted(_mistakes(record))
        alone.update(mistakes)
        both.update(combinations(mistakes, 2))
    found = [
        Together(first, second, count, alone[first] * alone[second] / len(records))
        for (first, second), count in both.items()
        if count >= 2
    ]
    return sorted((pair for pair in found if pair.surprise >= _SURPRISING), key=lambda pair: -pair.surprise)[:most]


def _mistakes(record: Record) -> set[tuple[str, str]]:
    return {
        (exercise["exercise"], misconception)
        for exercise in record.exercises
        for misconception in exercise["misconceptions"]
    }


def failures(records: Sequence[Record]) -> dict[str, list[dict[str, Any]]]:
    """What did not run to its end, by status: error, timeout, memory, killed, ungraded."""
    found: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        for exercise in record.exercises:
            if exercise["status"] in ("error", "timeout", "memory", "killed", "ungraded"):
                found.setdefault(exercise["status"], []).append({"student": record.student, **exercise})
    return found
