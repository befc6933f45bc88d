"""Whose turn it is: who waits longest, so that nobody starves; who cannot be served now holds up nobody."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

from autograder.week.as_it_comes.folder_state import State

_BATCH = 4  # so many at once: whoever comes meanwhile waits for few


class Turns:
    """Who waits, since when, and for what."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}
        self._failed: dict[str, float] = {}  # whose grading failed, and when last
        self._answered: dict[str, State] = {}  # who has a page, while the gradebook was too busy to take the mark

    def join(self, student: str) -> None:
        """Wait from now on; who waits already keeps the place."""
        self._since.setdefault(student, time.monotonic())

    def leave(self, student: str) -> None:
        """Wait no more."""
        self._since.pop(student, None)

    def waited(self, student: str) -> float:
        """Seconds."""
        now = time.monotonic()
        return now - self._since.get(student, now)

    def next(self, states: Mapping[str, State]) -> list[str]:
        """Who is next: who has no answer yet, then who has no mark, then one by one whose grading failed."""
        fresh = self.unanswered(states)
        unmarked = [student for student in states if student not in fresh and student not in self._failed]
        again = sorted((self._failed[student], student) for student in states if student in self._failed)
        return fresh[:_BATCH] or unmarked[:_BATCH] or [student for _, student in again[:1]]

    def unanswered(self, states: Mapping[str, State]) -> list[str]:
        """Who has no answer yet to what lies there, whoever waits longest first; without those whose grading failed."""
        fresh = {name for name, state in states.items() if self._answered.get(name) != state} - self._failed.keys()
        return sorted(fresh, key=lambda name: (self._since[name], name))

    def answer(self, student: str, state: State) -> bool:
        """Note an answer without a mark; whether it is the first to what lies there."""
        is_first = self._answered.get(student) != state
        self._answered[student] = state
        return is_first

    def fail(self, students: Iterable[str]) -> None:
        """Put off whose grading failed."""
        self._failed |= dict.fromkeys(students, time.monotonic())

    def has_failed(self, student: str) -> bool:
        """Whether somebody was put off."""
        return student in self._failed

    def succeed(self, students: Iterable[str]) -> None:
        """Forget that anything was the matter with them."""
        for student in students:
            self._failed.pop(student, None)
            self._answered.pop(student, None)

    @property
    def is_anybody(self) -> bool:
        """Whether anybody waits, also for what is still being written."""
        return bool(self._since)

    @property
    def is_trouble(self) -> bool:
        """Whether anybody could not be served in full."""
        return bool(self._failed or self._answered)

    @property
    def is_all_trouble(self) -> bool:
        """Whether nobody else waits."""
        return self._since.keys() <= self._failed.keys() | self._answered.keys()
