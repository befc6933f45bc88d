"""A group's newest hand-in counts for all who are in it: it is graded once, and each of them gets the grade."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from autograder.course.folder import SubmittedFile
from autograder.grading.worker import Graded
from cnn_utils.language.speaking import later, say


def shared(files: Iterable[SubmittedFile], groups: Mapping[str, str]) -> list[SubmittedFile]:
    """What counts for each student: their own hand-in, or the newest of their group, also for who handed in nothing.

    Parameters
    ----------
    files : iterable of SubmittedFile
    groups : mapping of str to str
        Group by student.

    Returns
    -------
    list of SubmittedFile
        In the order of the students' ids.
    """
    counted: dict[str, SubmittedFile] = {}
    newest: dict[str, SubmittedFile] = {}
    for file in files:
        group = groups.get(file.student)
        if group is None:
            counted[file.student] = file
        elif group not in newest or _moment(file) > _moment(newest[group]):
            newest[group] = file
    for student, group in groups.items():
        if group in newest:
            file = newest[group]
            message = later("{student} handed in for the group {group}.")
            note = file.note if student == file.student else say(message, student=file.student, group=group)
            counted[student] = replace(file, student=student, note=note)
    return [counted[student] for student in sorted(counted)]


def _moment(file: SubmittedFile) -> datetime:
    """When a hand-in came; where nobody wrote that down, when its file was written."""
    if file.timestamp is None and file.path.exists():
        return datetime.fromtimestamp(file.path.stat().st_mtime, UTC).replace(tzinfo=None)
    return file.timestamp or datetime.min


class Teams:
    """Who waits for whose grade during a class run.

    Parameters
    ----------
    teams : mapping of str to str
        Team or group by student.
    """

    def __init__(self, teams: Mapping[str, str]) -> None:
        self._teams = teams
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
