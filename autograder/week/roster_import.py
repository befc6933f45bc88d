"""A list of the class becomes the roster: who is new, who is known, who has left. Nobody is ever deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nbgrader.api import Student

from autograder.course.folder import Course
from autograder.course.gradebook import named_database_errors, opened_gradebook
from autograder.course.roster import Person, read_roster, write_roster
from autograder.lms.identity import folded
from autograder.week.roster_files import Entry


@dataclass
class Imported:
    """What a list came to.

    Attributes
    ----------
    new, back, left : list of Person
        Who had not been there, who had left and is there again, and who is not there any more.
    known : int
        How many had been there already.
    unclear : list of str
        Who it cannot be told of which of us they are; they were left as they are.
    """

    new: list[Person] = field(default_factory=list)
    back: list[Person] = field(default_factory=list)
    left: list[Person] = field(default_factory=list)
    known: int = 0
    unclear: list[str] = field(default_factory=list)


def import_roster(course: Course, entries: Sequence[Entry]) -> Imported:
    """Bring the roster and nbgrader's list of students up to date with a list of the class.

    Parameters
    ----------
    course : Course
    entries : sequence of Entry
        Those who are in. Where they have sections, the list speaks for these sections alone.
    """
    roster, imported = read_roster(course.root), Imported()
    entries = [replace(entry, section=entry.section or entry.group) for entry in entries]  # Moodle's word for it
    places = Places(roster, entries)
    present: dict[str, Person] = {}
    for entry in entries:
        found = places.of(entry)
        if len(found) > 1:
            imported.unclear.append(f"{entry.who} may be any of {', '.join(sorted(found))}.")
            present |= {student: roster[student] for student in found}  # none of them has left, for all we know
            continue
        student = found.pop() if found else places.new(entry)
        if student in present and folded(present[student].name) != folded(entry.name):
            imported.unclear.append(f"{entry.who} has the number of {present[student].name}.")
            continue
        before = present.get(student) or roster.get(student)
        present[student] = _merged(student, before, entry, is_again=student in present)
    _count(imported, roster, present)
    imported.left = _left(roster, present, entries)
    people = roster | present | {person.student: replace(person, left=True) for person in imported.left}
    write_roster(course.root, people.values())
    _tell_nbgrader(course, present.values())
    return imported


class Places:
    """Finds people of a list on the roster."""

    def __init__(self, roster: Mapping[str, Person], entries: Sequence[Entry]) -> None:
        self._roster = roster
        self._known: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._names: dict[str, set[str]] = defaultdict(set)
        for student, person in roster.items():
            for key in (("student", folded(student)), ("email", person.email.casefold()), *person.ids.items()):
                self._known[key].add(student)
            self._names[folded(person.name)].add(student)
        self._namesakes: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for entry in entries:
            self._namesakes[folded(entry.name)].add((entry.student, entry.email))
        self._taken = {folded(student) for student in roster}
        self._made: dict[tuple[str, str], str] = {}

    def of(self, entry: Entry) -> set[str]:
        """Who it may be: by number and address; where neither is known, by a name that only one has."""
        keys = [("email", entry.email.casefold())] if entry.email else []
        keys += entry.ids.items()
        found = set().union(*(self._known.get(key, set()) for key in keys))
        found = found or set(self._known.get(("student", folded(entry.student)), set()))
        if found or not entry.name:
            return found
        same = self._names.get(folded(entry.name), set())
        is_one = len(same) == 1 == len(self._namesakes[folded(entry.name)])
        return {student for student in same if is_one and not self._contradicts(self._roster[student], entry)}

    def new(self, entry: Entry) -> str:
        """An id that nobody has; the same for the same person in two sections."""
        key = entry.student, entry.email.casefold()
        if key not in self._made:
            choices = [entry.student, *(f"{entry.student}-{count}" for count in range(2, 1000))]
            self._made[key] = next(choice for choice in choices if folded(choice) not in self._taken)
            self._taken.add(folded(self._made[key]))
        return self._made[key]

    def _contradicts(self, person: Person, entry: Entry) -> bool:
        other_address = person.email and entry.email and person.email.casefold() != entry.email.casefold()
        return bool(other_address) or any(person.ids.get(kind, number) != number for kind, number in entry.ids.items())


def _merged(student: str, before: Person | None, entry: Entry, *, is_again: bool) -> Person:
    """What is known of somebody, the list's word first; who stands in it twice is in two sections."""
    known = before or Person(student)
    sections = [known.section, entry.section] if is_again else [entry.section or known.section]
    return replace(
        known,
        name=entry.name or known.name,
        email=entry.email or known.email,
        ids=known.ids | entry.ids,
        zone=entry.zone or known.zone,
        section=", ".join(dict.fromkeys(filter(None, sections))),
        left=False,
    )


def _count(imported: Imported, roster: Mapping[str, Person], present: Mapping[str, Person]) -> None:
    for student, person in present.items():
        before = roster.get(student)
        if before is None:
            imported.new.append(person)
        elif before.left:
            imported.back.append(person)
        else:
            imported.known += 1


def _left(roster: Mapping[str, Person], present: Mapping[str, Person], entries: Iterable[Entry]) -> list[Person]:
    """Who was in and is not on the list; of a list of some sections, only those who were in one of them."""
    sections = {entry.section for entry in entries if entry.section}
    gone = (person for student, person in roster.items() if student not in present and not person.left)
    return [one for one in gone if not sections or not one.section or sections & set(one.section.split(", "))]


def _tell_nbgrader(course: Course, people: Iterable[Person]) -> None:
    """Put people into nbgrader's gradebook, so that its formgrader and exports have those without a hand-in too."""
    gradebook = opened_gradebook(course)
    with named_database_errors(str(gradebook.engine.url)), gradebook:
        known = {student.id: student for student in gradebook.students}
        for person in people:
            student = known.get(person.student) or Student(id=person.student)
            student.first_name = person.first_name or student.first_name
            student.last_name = person.last_name or student.last_name
            student.email = person.email or student.email
            student.lms_user_id = person.ids.get("canvas") or student.lms_user_id
            gradebook.db.add(student)
        gradebook.db.commit()
