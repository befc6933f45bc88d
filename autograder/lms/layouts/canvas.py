"""Canvas, "Download submissions": NAME_[LATE_]USER_FILE_what-the-student-called-it.ipynb, all in one folder.

USER is the number of the user (of the one who stands for a group), FILE that of the uploaded file. A text or an address
typed into the site has no FILE. Where grading is anonymous: [LATE_]anon_CODE_FILE_... . Canvas leaves only word
characters in NAME, and no number between two underscores. A number at the end is the attempt's, where the same name
was uploaded before.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import tzinfo
from itertools import islice
from statistics import median
from typing import NamedTuple

from autograder.lms.layouts.claims import Claim, Entries
from autograder.lms.unpacking.archives import Item

_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?anon_(?P<code>.+?)_(?:(?P<numbers>(?:[0-9]{1,20}_)+)(?P<called>.+)|(?P<typed>text|link)\.html)"
)
_UPLOADED = re.compile(r"(?=_(?P<user>[0-9]{1,20})_(?P<file>[0-9]{1,20})_(?P<called>.+))", re.S)
_TYPED = re.compile(r"(?P<name>.+)_(?P<user>[0-9]{1,20})_(?P<called>(?:text|link)\.html)")
_ATTEMPT = re.compile(r"(?P<base>.+)-(?P<number>[0-9]{1,20})(?P<suffix>(?:\.[a-z]+)*)", re.I)
_LATE = "_LATE"


class _Reading(NamedTuple):
    """One way to read a name."""

    name: str
    user: str
    file: str
    called: str


def canvas(entries: Entries, assignment: str, zone: tzinfo) -> list[Claim]:
    """Recognise Canvas's file names."""
    del zone
    claims = [_anonymous(match, entries.pop(entry), assignment) for entry, match in _matches(entries)]
    readings = {entry: found for entry in entries if (found := _readings(entry))}
    sure = [found[0] for found in readings.values() if len(found) == 1 and found[0].file]
    return claims + [_claim(_likeliest(found, sure), entries.pop(entry)) for entry, found in readings.items()]


def is_canvas(entry: str) -> bool:
    """Whether a name may be Canvas's."""
    return bool(_ANONYMOUS.fullmatch(entry) or _readings(entry))


def newest_attempts(files: Sequence[Item]) -> list[Item]:
    """Leave out what was uploaded again: of names that differ in nothing but the number at the end, the highest.

    Parameters
    ----------
    files : sequence of Item
        Files of one download.

    Returns
    -------
    list of Item
        One for each name; several where they were uploaded under the very same.
    """
    groups: dict[tuple[str, ...], list[tuple[int, Item]]] = defaultdict(list)
    for item in files:
        match = _ATTEMPT.fullmatch(item.parts[0])
        base, number = (match["base"] + match["suffix"], int(match["number"])) if match else (item.parts[0], 0)
        groups[base, *item.parts[1:]].append((number, item))
    newest = {name: max(number for number, _ in group) for name, group in groups.items()}
    return [item for name, group in groups.items() for number, item in group if number == newest[name]]


def _matches(entries: Entries) -> list[tuple[str, re.Match[str]]]:
    return [(entry, match) for entry in entries if (match := _ANONYMOUS.fullmatch(entry))]


def _readings(entry: str) -> list[_Reading]:
    """The ways to read a name: at the first two numbers, or one number on, where NAME ends in the first.

    What follows is the student's to name, whatever numbers stand in it.
    """
    ways = ((at.start(), _Reading(entry[: at.start()], *at.groups())) for at in _UPLOADED.finditer(entry) if at.start())
    found = list(islice(ways, 2))
    if len(found) == 2 and found[1][0] > found[0][0] + 1 + len(found[0][1].user):
        del found[1]
    typed = _TYPED.fullmatch(entry)
    uploaded = [reading for _, reading in found]
    return uploaded or ([_Reading(typed["name"], typed["user"], "", typed["called"])] if typed else [])


def _likeliest(found: list[_Reading], sure: list[_Reading]) -> _Reading:
    """The reading whose numbers are of the size of the others'; without others, the one whose numbers are large."""
    if not sure:
        return max(found, key=lambda one: min(int(one.user), int(one.file or 0)))
    user, file = (_size(median(numbers)) for numbers in zip(*((int(s.user), int(s.file)) for s in sure), strict=True))

    def oddity(one: _Reading) -> float:
        return abs(_size(int(one.user)) - user) + abs(_size(int(one.file or 0)) - file)

    return min(found, key=oddity)


def _size(number: float) -> float:
    return math.log(number + 1)


def _claim(reading: _Reading, files: list[Item]) -> Claim:
    name = reading.name.removesuffix(_LATE)
    late = reading.name.endswith(_LATE)
    return Claim("canvas", ("canvas", reading.user), name, _renamed(files, reading.called), late=late)


def _anonymous(match: re.Match[str], files: list[Item], assignment: str) -> Claim:
    code, called, late = match["code"], match["called"] or f"{match['typed']}.html", match["late"]
    if match[
        "numbers"
    ]:  # the code may end in numbers and the student's name begin with some: the file's is the largest
        numbers = match["numbers"].rstrip("_").split("_")
        file = max(range(len(numbers)), key=lambda at: int(numbers[at]))
        code, called = "_".join([code, *numbers[:file]]), "_".join([*numbers[file + 1 :], called])
    late = late or code.endswith(_LATE)
    code = code.removesuffix(_LATE)
    key = (f"canvas anonymous {assignment}", code)  # made anew for every assignment
    return Claim("canvas", key, code, _renamed(files, called), late=bool(late))


def _renamed(files: list[Item], called: str) -> tuple[Item, ...]:
    """The files under the name that the student gave them."""
    return tuple(item.at(called, *item.parts[1:]) for item in files)
