"""A folder a person, as in submitted/ or made by hand; or a file a person."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from autograder.course.times import parse_moment
from autograder.exercises import EXERCISES
from autograder.files import read_plain
from autograder.lms.layouts.claims import Claim, Entries
from autograder.lms.unpacking.archives import Item

STAMP = "timestamp.txt"
_LONGEST = 1000


def people(entries: Entries, assignment: str, zone: tzinfo) -> list[Claim]:
    """Take what lies at the top for people: each folder, and each file that may be a hand-in."""
    claims = []
    for entry, items in entries.items():
        if all(len(item.parts) == 1 for item in items):  # several where an archive has one name twice
            claims.append(_of_file(entry, tuple(items), assignment))
        elif files := of_assignment([item.at(*item.parts[1:] or item.parts) for item in items], assignment):
            moment, time = stamped_moment(files, zone)
            system = "nbgrader" if any(item.parts[1:2] == (assignment,) for item in items) else "plain"
            claims.append(Claim(system, ("student", entry), entry, files, moment=moment, time=time))
    entries.clear()
    return claims


def _of_file(entry: str, items: tuple[Item, ...], assignment: str) -> Claim:
    name = re.sub(r"(?:\.(?:ipynb|json|txt|py)|\.\w{1,5}$)+$", "", entry, flags=re.I)
    problem = "Its name does not say whose it is." if name.casefold() == assignment else ""
    return Claim("plain", ("student", name), name, items, problem=problem)


def of_assignment(files: list[Item], assignment: str) -> tuple[Item, ...]:
    """Leave out the folders of other assignments; where one is of this assignment by name, everything else."""
    own = tuple(item.at(*item.parts[1:]) for item in files if item.parts[0] == assignment)
    if own and all(item.parts for item in own):
        return own
    return tuple(item for item in files if not (item.parts[0] in other_assignments(assignment) and len(item.parts) > 1))


def other_assignments(assignment: str) -> set[str]:
    """The assignments that this one is not."""
    return {exercise.assignment for exercise in EXERCISES.values()} - {assignment}


def stamped_moment(files: tuple[Item, ...], zone: tzinfo) -> tuple[datetime | None, str]:
    """The time in timestamp.txt; as it stands there, where it cannot be read."""
    stamp = next((item for item in files if item.parts == (STAMP,)), None)
    if stamp is None:
        return None, ""
    if stamp.path is None:
        return None, f"{STAMP}: {stamp.problem}"
    content = read_plain(stamp.path, _LONGEST + 1)
    text = content.decode("utf-8", "replace").strip("\ufeff \t\r\n")
    moment = parse_moment(text, zone) if len(content) <= _LONGEST else None
    return moment, "" if moment else text[:60] or "nothing"
