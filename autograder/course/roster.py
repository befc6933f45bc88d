"""Who the students are, as other systems know them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from autograder.files import naming_damage, read_plain, write_whole

ROSTER = ".autograder/roster.json"
_LONGEST = 256 << 20


@dataclass(frozen=True)
class Person:
    """A student as another system knows them.

    Attributes
    ----------
    student : str
        Our id: the name of the folder in submitted/.
    name, email : str
    ids : dict of str to str
        Identifiers of other systems, as `autograder collect` found them: "canvas", "sid", "moodle step_by_step", ...
    zone : str
        Where they are, if a roster said so: "America/New_York".
    section : str
    left : bool
        Whether they have left the course; what they handed in stays.
    """

    student: str
    name: str = ""
    email: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    zone: str = ""
    section: str = ""
    left: bool = False

    @property
    def first_name(self) -> str:
        """All but the last word of the name."""
        return self.name.rpartition(" ")[0]

    @property
    def last_name(self) -> str:
        """Last word of the name."""
        return self.name.rpartition(" ")[2]


def write_roster(root: Path, people: Iterable[Person]) -> None:
    """Remember who the students are."""
    text = json.dumps([asdict(person) for person in people], ensure_ascii=False, indent=1)
    write_whole(root / ROSTER, text.encode())


def read_roster(root: Path) -> dict[str, Person]:
    """Read what `autograder collect` remembered of the students; empty if nothing was collected.

    Raises
    ------
    UserError
        If what is there is no such list.
    """
    path = root / ROSTER
    if not path.exists():
        return {}
    with naming_damage(path, "put it back from a copy, or delete it and collect again"):
        people = [_person(**entry) for entry in json.loads(read_plain(path.resolve(), _LONGEST))]
    return {person.student: person for person in people}


def _person(**known: Any) -> Person:  # noqa: ANN401 - as a file has it
    person = Person(**known)
    texts = (person.student, person.name, person.email, person.zone, person.section, *chain(*person.ids.items()))
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a number stands where a text should")
    return person


def groups_of(people: Mapping[str, Person], assignment: str) -> dict[str, str]:
    """Group by student, of those who hand in together as the course's groups.csv says."""
    return _named(people, f"group {assignment}")


def teams_of(people: Mapping[str, Person], assignment: str) -> dict[str, str]:
    """Team by student, of those whose notebook came once for several, in a download; and their groups."""
    return _named(people, f"team {assignment}") | groups_of(people, assignment)


def _named(people: Mapping[str, Person], kind: str) -> dict[str, str]:
    return {student: person.ids[kind] for student, person in people.items() if person.ids.get(kind)}
