"""What the page shows of a class, gathered in one record."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.course.records import Record
from autograder.reporting.flags import Flag
from autograder.reporting.near_duplicates import Pair


@dataclass(frozen=True)
class ClassReport:
    """Everything that the page shows.

    Attributes
    ----------
    assignment : str
    records : list of Record
        One a student, manual scores in place of automatic ones.
    names : dict of str to str
        Students' names where they are known.
    pairs : list of Pair
    flags : dict of str to tuple of Flag
        By student; only those with any.
    manual : dict of str to set of str
        Grade cells that a person scored, by student.
    pages : frozenset of str
        Students who have a feedback page.
    """

    assignment: str
    records: list[Record]
    names: dict[str, str]
    pairs: list[Pair]
    flags: dict[str, tuple[Flag, ...]]
    manual: dict[str, set[str]]
    pages: frozenset[str]
