"""nbgrader's exchange: STUDENT+ASSIGNMENT+TIME, with +RANDOM behind where the exchange is configured so.

These lie in the folder inbound of a course, beside outbound and feedback.
"""

from __future__ import annotations

import re
from datetime import tzinfo

from autograder.course.times import parse_moment
from autograder.lms.layouts.claims import Claim, Entries
from autograder.lms.layouts.people import stamped_moment
from autograder.lms.unpacking.archives import Item

INBOUND = "inbound"
_ENTRY = re.compile(r"(?P<student>.+)\+(?P<assignment>[^+]+)\+(?P<time>\d{4}-[^+]*(?:\+\d\d:?\d\d)?)(?:\+.*)?")


def exchange(entries: Entries, assignment: str, zone: tzinfo) -> list[Claim]:
    """Recognise the exchange's folders; those of other assignments are taken out without a word."""
    matches = {entry: match for entry in entries if (match := is_exchange(entry))}
    taken = [(match, entries.pop(entry)) for entry, match in matches.items()]
    return [_claim(match, items, zone) for match, items in taken if match["assignment"] == assignment]


def is_exchange(entry: str) -> re.Match[str] | None:
    """The parts of a name, if it is the exchange's."""
    return _ENTRY.fullmatch(entry)


def _claim(match: re.Match[str], items: list[Item], zone: tzinfo) -> Claim:
    files = tuple(item.at(*item.parts[1:] or item.parts) for item in items)
    moment, time = parse_moment(match["time"], zone), match["time"]
    if moment is None:
        moment, time = stamped_moment(files, zone)[0], time
    student = match["student"]
    return Claim("nbgrader", ("student", student), student, files, moment=moment, time="" if moment else time)
