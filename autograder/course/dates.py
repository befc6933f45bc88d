"""When an assignment is due, where, and for whom later: what nbgrader's gradebook has no place for.

The due date and each extension stand in nbgrader's gradebook. An extension can only stand there once something was
handed in, as an interval, so who was promised what is kept here and put there as soon as there is a place.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from autograder.course.folder import Course
from autograder.course.times import parse_moment, zone_named
from autograder.errors import UsageError
from autograder.files import naming_damage, read_plain, write_whole
from cnn_utils.language.speaking import later, say

_FILE = ".autograder/dates.json"
_LONGEST = 64 << 20
_REMEDY = "put that right, or delete it and say the extensions anew"
_WEEKDAYS = (
    later("Monday"),
    later("Tuesday"),
    later("Wednesday"),
    later("Thursday"),
    later("Friday"),
    later("Saturday"),
    later("Sunday"),
)
_MONTHS = (
    later("January"),
    later("February"),
    later("March"),
    later("April"),
    later("May"),
    later("June"),
    later("July"),
    later("August"),
    later("September"),
    later("October"),
    later("November"),
    later("December"),
)


@dataclass(frozen=True)
class Extension:
    """What one student was promised: a time, or days after the due date by the clock on the wall.

    Attributes
    ----------
    until : datetime or None
        UTC, without a zone.
    days : int
    """

    until: datetime | None = None
    days: int = 0

    def after(self, due: datetime, zone: tzinfo) -> timedelta | None:
        """How long after a due date it ends; None if that is not later.

        A week's clocks may change: three days end at the same time of day, not always after 72 hours.
        """
        end = self.until
        if end is None:
            wall = due.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) + timedelta(days=self.days)
            end = wall.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
        return end - due if end > due else None


@dataclass(frozen=True)
class Dates:
    """Zone and extensions of one assignment.

    Attributes
    ----------
    zone : tzinfo
        Where the due date was said; the course's zone if it was not said.
    extensions : dict of str to Extension
        By student.
    """

    zone: tzinfo
    extensions: dict[str, Extension] = field(default_factory=dict)

    def promised(self, student: str, due: datetime | None) -> timedelta | None:
        """The extension of a student as nbgrader keeps it."""
        found = self.extensions.get(student)
        return found.after(due, self.zone) if found and due else None


def read_dates(course: Course, assignment: str) -> Dates:
    """Read an assignment's zone and extensions."""
    found = _read(course).get(assignment, {})
    with naming_damage(course.root / _FILE, _REMEDY):
        extensions = {
            student: Extension(parse_moment(kept["until"]) if "until" in kept else None, int(kept.get("days", 0)))
            for student, kept in found.get("extensions", {}).items()
        }
        zone = zone_named(found.get("zone", ""))
    return Dates(zone or course.zone, extensions)


def remember_zone(course: Course, assignment: str, zone: str) -> None:
    """Keep the zone in which a due date was said."""
    everything = _read(course)
    everything.setdefault(assignment, {})["zone"] = zone
    _write(course, everything)


def remember_extension(course: Course, assignment: str, student: str, extension: Extension) -> None:
    """Keep an extension in place of an earlier one of the same student; one of no days takes it back."""
    everything = _read(course)
    kept = everything.setdefault(assignment, {}).setdefault("extensions", {})
    kept.pop(student, None)
    if extension.until:
        kept[student] = {"until": extension.until.isoformat(" ", "seconds")}
    elif extension.days:
        kept[student] = {"days": extension.days}
    _write(course, everything)


def moment_of(text: str, zone: tzinfo) -> datetime:
    """Read a time that an instructor gave.

    Parameters
    ----------
    text : str
        "2026-03-01 23:59"; with a zone of its own behind it, that one counts.
    zone : tzinfo

    Returns
    -------
    datetime
        In UTC, without a zone. Of an hour that comes twice, the second.

    Raises
    ------
    UsageError
        If it is no time, or one that the clocks leave out.
    """
    moment, wall = parse_moment(text, zone), parse_moment(text, UTC)
    if moment is None or wall is None:
        raise UsageError(f"{text!r} is no time that can be read. Write it as 2026-03-01 23:59, with a zone if need be.")
    if wall != parse_moment(text, timezone(timedelta(hours=1))):
        moment = wall.replace(tzinfo=zone, fold=1).astimezone(UTC).replace(tzinfo=None)
        if moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) != wall:
            msg = f"There is no {wall:%H:%M} on {wall:%Y-%m-%d} in {zone}: the clocks are put forward over it."
            raise UsageError(msg)
    return moment


def required_zone(name: str) -> tzinfo:
    """The zone of a name.

    Raises
    ------
    UsageError
        If there is none.
    """
    zone = zone_named(name)
    if zone is None:
        raise UsageError(f"There is no zone {name!r}; zones are named as Europe/Berlin, America/New_York or UTC.")
    return zone


def said(moment: datetime, zone: tzinfo) -> str:
    """A moment in UTC as a person reads it where they are: "Sunday 1 March 2026, 23:59 (Europe/Berlin)"."""
    local = moment.replace(tzinfo=UTC).astimezone(zone)
    return say(
        "{weekday} {day} {month} {year}, {time} ({zone})",
        weekday=say(_WEEKDAYS[local.weekday()]),
        day=local.day,
        month=say(_MONTHS[local.month - 1]),
        year=local.year,
        time=f"{local:%H:%M}",
        zone=str(zone),
    )


def _read(course: Course) -> dict[str, dict[str, Any]]:
    path = course.root / _FILE
    if not path.exists():
        return {}
    with naming_damage(path, _REMEDY):
        return {name: dict(kept) for name, kept in json.loads(read_plain(path.resolve(), _LONGEST)).items()}


def _write(course: Course, everything: object) -> None:
    write_whole(course.root / _FILE, json.dumps(everything, ensure_ascii=False, indent=1).encode())
