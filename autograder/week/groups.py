"""Who hands in together: the course's groups.csv, brought onto the roster before anything is graded."""

from __future__ import annotations

from dataclasses import replace

from autograder.course.folder import Course
from autograder.course.roster import Person, read_roster, write_roster
from autograder.errors import UserError
from autograder.week.roster_files import Entry, read_entries
from autograder.week.roster_import import Places

GROUPS = "groups.csv"
"""In the course's folder: a line for each student with their group, and with the assignment if not for all."""


def bring_groups(course: Course, assignment: str) -> dict[str, str]:
    """Take over what groups.csv says of an assignment now; without the file, its groups are none.

    Returns
    -------
    dict of str to str
        Group by student.

    Raises
    ------
    UserError
        If the file cannot be read, or somebody is in two groups.
    """
    path, key = course.root / GROUPS, f"group {assignment}"
    entries = [entry for entry in read_entries(path) if entry.group] if path.exists() else []
    entries = [entry for entry in entries if entry.assignment in ("", assignment)]
    roster = read_roster(course.root)
    groups = _groups(roster, entries)
    people = {
        student: replace(person, ids={kind: number for kind, number in person.ids.items() if kind != key})
        for student, person in roster.items()
    }
    for student, group in groups.items():
        person = people.get(student, Person(student))
        people[student] = replace(person, ids=person.ids | {key: group})
    if people != roster:
        write_roster(course.root, people.values())
    return groups


def _groups(roster: dict[str, Person], entries: list[Entry]) -> dict[str, str]:
    places, groups = Places(roster, entries), dict[str, str]()
    for entry in entries:
        found = places.of(entry)
        if len(found) > 1:
            raise UserError(f"{GROUPS}: {entry.who} may be any of {', '.join(sorted(found))}; write their id.")
        student = found.pop() if found else entry.student
        if groups.setdefault(student, entry.group) != entry.group:
            raise UserError(f"{GROUPS} has {student} in two groups, {groups[student]} and {entry.group}.")
    return groups
