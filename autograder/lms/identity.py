"""Who somebody is: as the system's own number says; a name only where there is no number."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.course.roster import Person
from autograder.lms.layouts.claims import Claim

_LONGEST = 120  # bytes of a folder's name: others are made of it
_JOINERS = "\u200c\u200d"  # without them words of Persian or Hindi are others


@dataclass(frozen=True)
class Party:
    """Everything in a download under one number.

    Attributes
    ----------
    key : tuple of str
    claims : tuple of Claim
    """

    key: tuple[str, str]
    claims: tuple[Claim, ...]

    @property
    def first(self) -> Claim:
        """Any of the claims: they agree in who somebody is."""
        return self.claims[0]


class NotTold(Exception):  # noqa: N818 - it names the fact
    """It cannot be told who somebody is. The message says why."""


def parties_of(claims: Iterable[Claim]) -> list[Party]:
    """Put together what belongs to one number."""
    groups: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[claim.key].append(claim)
    return [Party(key, tuple(group)) for key, group in groups.items()]


def student_id(text: str) -> str:
    """Make a folder name of a name or an id: letters of any script with their marks, digits, and . @ _ - stay."""
    composed = unicodedata.normalize("NFC", text.strip())
    kept = "".join(letter if _stays(letter) else "-" for letter in composed)
    kept = re.sub(r"-{2,}", "-", kept)
    while len(kept.encode()) > _LONGEST:
        kept = kept[:-1]
    return kept.strip("-." + _JOINERS) or "unnamed"


def folded(text: str) -> str:
    """The same for names that a person, or a file system, takes for the same."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def name_students(
    parties: Sequence[Party], roster: Mapping[str, Person], assignment: str, settled: Mapping[tuple[str, str], str]
) -> dict[tuple[str, str], str | NotTold]:
    """Find each party's student.

    Parameters
    ----------
    parties : sequence of Party
    roster : mapping of str to Person
        Who was collected before, by our id.
    assignment : str
    settled : mapping
        Our ids by key, as an instructor decided.

    Returns
    -------
    dict of tuple to str or NotTold
        Our id by key: of somebody known, or a new one. No two keys get the same.
    """
    names = _Names(parties, roster, assignment)
    found: dict[tuple[str, str], str | NotTold] = {}
    for party in parties:
        try:
            found[party.key] = settled.get(party.key) or names.known(party)
        except NotTold as reason:
            found[party.key] = reason
    new = [party for party in parties if not found[party.key]]
    taken = {folded(student) for student in [*roster, *(one for one in found.values() if isinstance(one, str))]}
    wanted = Counter(folded(_base(party)) for party in new)
    for party in new:
        found[party.key] = _new(party, taken, shared=wanted[folded(_base(party))] > 1)
    return _without_doubles(found)


class _Names:
    """Looks people up among those who were collected before."""

    def __init__(self, parties: Sequence[Party], roster: Mapping[str, Person], assignment: str) -> None:
        self._roster = roster
        self._ids: dict[tuple[str, str], list[str]] = defaultdict(list)
        for student, person in roster.items():
            for key in [*person.ids.items(), ("email", person.email.casefold())]:
                self._ids[key].append(student)
        self._parties = Counter(folded(party.first.name) for party in parties)
        self._anonymous = _anonymous_names(parties, roster)
        self._assignment = assignment

    def known(self, party: Party) -> str:
        """Our id of somebody collected before, or "".

        Raises
        ------
        NotTold
            If several may be meant.
        """
        _refuse_two_names(party)
        students = set(self._ids.get(party.key, ()))
        if email := party.first.email.casefold():
            students |= set(self._ids.get(("email", email), ()))
        if len(students) > 1:
            raise NotTold(f"This may be any of {', '.join(sorted(students))}, who were collected before.")
        if students:
            return students.pop()
        if party.key[0] == "student":
            return self._by_folder(party)
        return self._by_name(party) if party.key[0] == f"moodle {self._assignment}" else ""

    def _by_folder(self, party: Party) -> str:
        meant = _base(party)
        return next((student for student in self._roster if folded(student) == folded(meant)), "")

    def _by_name(self, party: Party) -> str:
        """Moodle gives new numbers with every assignment: only the name is left to know somebody by."""
        name = folded(party.first.name)
        if not name or party.first.name in self._anonymous:
            return ""
        others = [p for p in self._roster.values() if any(key.startswith("moodle ") for key in p.ids)]
        same = [p.student for p in others if folded(p.name) == name and f"moodle {self._assignment}" not in p.ids]
        if len(same) > 1 or (same and self._parties[name] > 1):
            raise NotTold(
                f"{len(same)} of this name were collected before ({', '.join(same)}), and Moodle's numbers are new."
            )
        alike = [p.student for p in others if _may_be_one(folded(p.name), name)]
        if not same and alike:
            raise NotTold(f"This may be {', '.join(alike)}, who was collected under another name, or somebody new.")
        return same[0] if same else ""


def _refuse_two_names(party: Party) -> None:
    names = {folded(claim.name): claim.name for claim in party.claims}
    emails = {claim.email.casefold() for claim in party.claims if claim.email}
    if len(names) > 1 and not (len(emails) == 1 and all(claim.email for claim in party.claims)):
        raise NotTold(f"{len(names)} names have this number: {', '.join(sorted(names.values()))}.")
    if len(emails) > 1:
        raise NotTold(f"{len(emails)} people have this number: {', '.join(sorted(emails))}.")


def _anonymous_names(parties: Sequence[Party], roster: Mapping[str, Person]) -> set[str]:
    """Words that stand for everybody: all of a download have them, or had them in an earlier one."""
    names = {party.first.name for party in parties if party.first.system == "moodle"}
    alone = (
        names
        if len(names) == 1 < len(parties) and (len(parties) > 2 or not any(" " in name for name in names))
        else set()
    )
    before = Counter(person.name for person in roster.values())
    return alone | {name for name in names if before[name] > 2}


def _may_be_one(known: str, name: str) -> bool:
    """Whether one is the other with a group in front, as Moodle writes it where one is selected."""
    return known != name and (known.endswith(f"-{name}") or name.endswith(f"-{known}"))


def _base(party: Party) -> str:
    claim = party.first
    if claim.system == "nbgrader" and _is_folder_name(claim.key[1]):
        return claim.key[1]  # the gradebook knows it so
    if claim.system == "gradescope":
        return student_id(claim.key[1].partition("@")[0] if claim.key[0] == "email" else claim.key[1])
    return student_id(claim.name or claim.key[1])


def _new(party: Party, taken: set[str], *, shared: bool) -> str:
    """An id that nobody has: the name, with the number behind where the name alone is not enough."""
    base, number = _base(party), student_id(party.key[1])
    numbered = number if party.key[0] == "email" else f"{base}-{number}"
    if party.key[0] == "student" and (shared or folded(base) in taken):
        return base  # a name is all there is: told as a double
    choices = [base] if not shared else []
    choices += [numbered, *(f"{numbered}-{count}" for count in range(2, 1000))]
    student = next(choice for choice in choices if folded(choice) not in taken)
    taken.add(folded(student))
    return student


def _is_folder_name(text: str) -> bool:
    """Whether an id of nbgrader's can be a folder of ours as it is."""
    return len(text.encode()) <= _LONGEST and text.isprintable() and not text.startswith(".") and "/" not in text


def _stays(letter: str) -> bool:
    return letter.isalnum() or letter in ".@_-" + _JOINERS or unicodedata.category(letter).startswith("M")


def _without_doubles(found: dict[tuple[str, str], str | NotTold]) -> dict[tuple[str, str], str | NotTold]:
    """Two numbers that came out as one student are told, not merged."""
    owners: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, student in found.items():
        if isinstance(student, str):
            owners[folded(student)].append(key)
    result = dict(found)
    for keys in owners.values():
        if len(keys) > 1:
            numbers = ", ".join(sorted(number for _, number in keys))
            result |= {key: NotTold(f"{len(keys)} people would become one: {numbers}.") for key in keys}
    return result
