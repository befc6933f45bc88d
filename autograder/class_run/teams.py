"""A team's notebook is graded once, and each of its members gets the grade."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

from autograder.course.roster import Person
from autograder.grading.worker import Graded


class Teams:
    """Who waits for whose grade during a class run.

    Parameters
    ----------
    roster : mapping of str to Person
        It says who handed in together, where a download said so.
    assignment : str
    """

    def __init__(self, roster: Mapping[str, Person], assignment: str) -> None:
        teams = {student: person.ids.get(f"team {assignment}", "") for student, person in roster.items()}
        self._teams = {student: team for student, team in teams.items() if team}
        self._leads: dict[tuple[str, str], str] = {}
        self._waiting: list[tuple[str, str, str]] = []
        self._graded: dict[str, Graded] = {}

    def waits(self, student: str, content: bytes, fingerprint: str) -> bool:
        """Whether a member of the team has the same notebook under way, whose grade this student gets too."""
        team = self._teams.get(student)
        if team is None:
            return False
        lead = self._leads.setdefault((team, hashlib.sha256(content).hexdigest()), student)
        if lead != student:
            self._waiting.append((student, fingerprint, lead))
        return lead != student

    def remember(self, graded: Graded) -> None:
        """Take in a grade that others may wait for."""
        if graded.record.student in self._teams:
            self._graded[graded.record.student] = graded

    def copies(self) -> Iterator[Graded]:
        """The grades of those who waited, each under its own name."""
        for student, fingerprint, lead in self._waiting:
            graded = self._graded[lead]
            again = fingerprint if graded.record.fingerprint else ""  # what ended its worker is tried again
            yield replace(graded, record=replace(graded.record, student=student, fingerprint=again))
