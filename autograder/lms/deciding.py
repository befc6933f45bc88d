"""Choose one notebook a student, and say what could not be chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.course.roster import Person
from autograder.lms.layouts import Found


@dataclass
class Decision:
    """What collecting will do.

    Attributes
    ----------
    take : list of Found
        One notebook for each student.
    notes : list of str
        What was decided where there was a choice: older attempts left aside.
    problems : list of str
        What is left to the instructor: nothing is guessed.
    """

    take: list[Found] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def decide(found: list[Found], assignment: str, roster: Mapping[str, Person]) -> Decision:
    """Pick the newest attempt of each student; leave out what is not clear and say why.

    Parameters
    ----------
    found : list of Found
    assignment : str
        Where one attempt holds several notebooks, the one named after the assignment is taken.
    roster : mapping of str to Person
        Who was collected before, by our id: two people may never come to share one.
    """
    decision = Decision()
    for student, group in _by_student(found).items():
        people = {(one.name, tuple(sorted(one.ids.items()))) for one in group}
        if len(people) > 1 and group[0].system != "plain":
            names = ", ".join(sorted(f"{name} ({', '.join(f'{k} {v}' for k, v in ids)})" for name, ids in people))
            decision.problems.append(
                f"{student}: several people share this id: {names}. None of them is collected. Rename their files so "
                "that the names differ, then collect again."
            )
            continue
        other = _earlier_owner(group[0], roster)
        if other:
            decision.problems.append(
                f"{student}: {other} has this id already, and is somebody else. Not collected. Rename the file so that "
                "the names differ, then collect again."
            )
            continue
        newest = max(one.attempt for one in group)
        latest = [one for one in group if one.attempt == newest]
        if len(group) > len(latest):
            decision.notes.append(f"{student}: {len(group) - len(latest)} older attempt(s) left aside.")
        if len(latest) > 1:
            named = [one for one in latest if one.path.stem == assignment]
            files = ", ".join(sorted(one.path.name for one in latest))
            if len(named) != 1:
                decision.problems.append(f"{student}: {len(latest)} notebooks in one submission: {files}.")
                continue
            decision.notes.append(f"{student}: {named[0].path.name} taken of several notebooks: {files}.")
            latest = named
        decision.take.append(latest[0])
    return decision


def _earlier_owner(one: Found, roster: Mapping[str, Person]) -> str:
    """Name the person who was collected under this id with another number of the same system."""
    known = roster[one.student].ids if one.student in roster else {}
    clashes = [f"{system} {known[system]}" for system, number in one.ids.items() if known.get(system, number) != number]
    return f"{roster[one.student].name} ({', '.join(clashes)})" if clashes else ""


def _by_student(found: list[Found]) -> dict[str, list[Found]]:
    groups: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        groups[one.student].append(one)
    return groups
