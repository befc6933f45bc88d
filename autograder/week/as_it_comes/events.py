"""What watching tells: one line for each thing that happens, for people or as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from autograder.course.records import Record


@dataclass(frozen=True)
class Event:
    """One thing that happened.

    Attributes
    ----------
    kind : str
        "watching", "collected", "answered", "graded", "held", "left", "trouble", "well" or "stopped".
    text : str
        What a person reads.
    assignment, student : str
        "" where it is of none.
    facts : dict
        Further values of the JSON line.
    """

    kind: str
    text: str
    assignment: str = ""
    student: str = ""
    facts: dict[str, Any] | None = None

    def line(self) -> str:
        """The line for a person, with the time of day here."""
        whose = " ".join(filter(None, (self.assignment, self.student)))
        return f"{datetime.now():%H:%M:%S} {f'{whose}: ' if whose else ''}{self.text}"

    def to_json(self) -> str:
        """One JSON object in a line; its time is UTC."""
        now = datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")
        named = {"assignment": self.assignment, "student": self.student}
        given = {key: value for key, value in named.items() if value}
        return json.dumps({"time": f"{now}Z", "event": self.kind, **given, "text": self.text, **(self.facts or {})})


Tell = Callable[[Event], None]


def graded(assignment: str, record: Record, seconds: float) -> Event:
    """A mark has been given, and its page."""
    text = "graded, {points}, {seconds:.1f} s after it came."
    return _of_record("graded", text, assignment, record, seconds)


def answered(assignment: str, record: Record, seconds: float) -> Event:
    """A page has been given, while the gradebook could not take the mark."""
    text = "answered, {points}, {seconds:.1f} s after it came; the mark follows when the gradebook can be written."
    return _of_record("answered", text, assignment, record, seconds)


def _of_record(kind: str, text: str, assignment: str, record: Record, seconds: float) -> Event:
    said = text.format(points=f"{record.score:g} of {record.max_score:g}", seconds=seconds)
    facts = {"score": record.score, "max_score": record.max_score, "seconds": round(seconds, 1)}
    return Event(kind, said + (f" {record.problem}" if record.problem else ""), assignment, record.student, facts)
