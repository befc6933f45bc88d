"""What the page shows of a class, gathered in one record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autograder.course.records import Record
from autograder.course.roster import Person
from autograder.reporting.flags import Flag
from autograder.reporting.near_duplicates import Pair


class Section:
    """One section of the class: how many are in it, how many handed in, and their mean."""

    def __init__(self, name: str, students: Sequence[str], scores: Mapping[str, float]) -> None:
        reached = [scores[student] for student in students if student in scores]
        self.name, self.students, self.handed_in = name, len(students), len(reached)
        self.mean = sum(reached) / len(reached) if reached else 0.0


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
    roster : dict of str to Person
        Everybody whom the course knows of.
    groups : dict of str to str
        Who hands in together, by student; one of each group stands for it among the near-duplicates.
    """

    assignment: str
    records: list[Record]
    names: dict[str, str]
    pairs: list[Pair]
    flags: dict[str, tuple[Flag, ...]]
    manual: dict[str, set[str]]
    pages: frozenset[str]
    roster: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)

    @property
    def absent(self) -> list[Person]:
        """Who is in the course and handed in nothing, by section."""
        handed_in = {record.student for record in self.records}
        absent = (one for one in self.roster.values() if not one.left and one.student not in handed_in)
        return sorted(absent, key=lambda one: (one.section, one.student))

    @property
    def sections(self) -> list[Section]:
        """Sections of the roster; none where nobody said any."""
        scores = {record.student: record.score for record in self.records}
        members: dict[str, list[str]] = defaultdict(list)
        for person in self.roster.values():
            for name in filter(None, person.section.split(", ") if not person.left else ()):
                members[name].append(person.student)
        return [Section(name, students, scores) for name, students in sorted(members.items())]
