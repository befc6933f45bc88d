"""How many answers a student gets in a day: a grader that always answers is an oracle, asked until it says yes."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, tzinfo

from autograder.course.dates import read_dates, said
from autograder.course.folder import Course
from autograder.course.records import Records
from autograder.files import write_whole
from autograder.reading import NotANotebook, hand_in_of, read_own_file
from cnn_utils.language.speaking import say_number


class Answers:
    """The answers of an assignment, counted by the day in the zone of its dates; they outlive a restart.

    Parameters
    ----------
    course : Course
    assignment : str
    a_day : int or None
        So many a student; None for no limit.
    """

    def __init__(self, course: Course, assignment: str, a_day: int | None) -> None:
        self._course, self._assignment, self._a_day = course, assignment, a_day
        self._path = course.own_folder("answers") / f"{assignment}.json"
        self._records = Records(course.own_folder(f"records/{assignment}"))
        try:
            self._given: dict[str, list[list[str]]] = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._given = {}

    def may_have(self, student: str) -> bool:
        """Whether the student's hand-in is answered today: one more, or one that has been answered or begun already."""
        if self._a_day is None:
            return True
        today, content = self._today(), self._content(student)
        given = [digest for day, digest in self._given.get(student, []) if day == today]
        return content in given or self._is_graded(student, content) or len(given) < self._a_day

    def count(self, students: list[str]) -> None:
        """Write down answers before they are given: whoever is killed between gives them, and counts them once."""
        if self._a_day is None:
            return
        today = self._today()
        for student in students:
            content = self._content(student)
            given = [one for one in self._given.get(student, []) if one[0] == today]
            if [today, content] not in given and not self._is_graded(student, content):
                self._given[student] = [*given, [today, content]]
        write_whole(self._path, json.dumps(self._given).encode())

    def notice(self) -> str:
        """What a student reads whose hand-in waits."""
        return say_number(
            "Your last hand-in has arrived. Today's answer has been given; the next comes on {day}, "
            "for what you have handed in by then.",
            "Your last hand-in has arrived. Today's {n} answers have been given; the next comes on {day}, "
            "for what you have handed in by then.",
            self._a_day or 0,
            day=said(self.next_day(), self._zone),
        )

    def next_day(self) -> datetime:
        """When the day after today begins, in UTC."""
        tomorrow = datetime.now(self._zone).date() + timedelta(days=1)
        midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=self._zone)
        return midnight.astimezone(UTC).replace(tzinfo=None)

    @property
    def _zone(self) -> tzinfo:
        return read_dates(self._course, self._assignment).zone

    def _today(self) -> str:
        return datetime.now(self._zone).date().isoformat()

    def _content(self, student: str) -> str:
        """Hash of what is handed in, as a record keeps it."""
        home = self._course.folder("submitted", student, self._assignment)
        found = hand_in_of(home, self._assignment).taken if home.is_dir() else None
        try:
            content = read_own_file(found.path if found and found.path else home / f"{self._assignment}.ipynb")
        except NotANotebook:
            content = b""
        return hashlib.sha256(content).hexdigest()[:16]

    def _is_graded(self, student: str, content: str) -> bool:
        record = self._records.read(student)
        return record is not None and record.parts.get("the submission") == content
