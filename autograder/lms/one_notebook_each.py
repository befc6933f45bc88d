"""Choose one notebook a person, and say what could not be chosen: nobody vanishes, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from autograder.course.roster import Person
from autograder.errors import UserError
from autograder.lms.decisions import NOBODY, OpenCase, Ruling, Rulings
from autograder.lms.download import Download
from autograder.lms.identity import NotTold, Party, name_students, parties_of
from autograder.lms.layouts import Claim, find_claims, newest_attempts
from autograder.lms.unpacking.archive_kinds import is_archive
from autograder.lms.unpacking.archives import DEEPEST, MOST_OF_ONE, Item
from autograder.reading.glance import Candidate
from autograder.reading.hand_in import HandIn, find_hand_in


@dataclass(frozen=True)
class Taken:
    """What is collected for one person.

    Attributes
    ----------
    person : Person
    system : str
    file : Candidate
    why, note : str
        Why this file, and what a person should know of it.
    late : bool
    moment : datetime or None
        In UTC.
    time : str
        The time as it stands in the download, where it could not be read.
    """

    person: Person
    system: str
    file: Candidate
    why: str
    note: str = ""
    late: bool = False
    moment: datetime | None = None
    time: str = ""


@dataclass
class Decision:
    """What collecting will do.

    Attributes
    ----------
    take : list of Taken
    aside : list of str
        Whom the instructor decided to leave out.
    left : list of OpenCase
        What is left to the instructor.
    """

    take: list[Taken] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    left: list[OpenCase] = field(default_factory=list)

    @property
    def people(self) -> int:
        """How many there are in the download."""
        return len(self.take) + len(self.aside) + len(self.left)


def decide(
    claims: Sequence[Claim], assignment: str, download: Download, roster: Mapping[str, Person], rulings: Rulings
) -> Decision:
    """Decide for each person of a download.

    Parameters
    ----------
    claims : sequence of Claim
    assignment : str
    download : Download
        Where archives among the files are opened.
    roster : mapping of str to Person
        Who was collected before, by our id.
    rulings : mapping
        What an instructor decided.

    Returns
    -------
    Decision
        Which file counts for whom, and what is left open.
    """
    parties = parties_of(claims)
    settled = {key: ruling.student for key, ruling in rulings.items() if ruling.student}
    students = name_students(parties, roster, assignment, settled)
    decision = Decision()
    for party in sorted(parties, key=lambda party: (party.first.name, party.key)):
        ruling = rulings.get(party.key, Ruling())
        if ruling.take == NOBODY:
            decision.aside.append(party.first.who)
            continue
        try:
            with download.of_one_person() as own:
                decision.take.append(_take(party, students[party.key], ruling, assignment, own, roster))
                own.keep(decision.take[-1].file.path)
        except NotTold as reason:
            files = tuple(item.where for claim in party.claims for item in claim.files)
            decision.left.append(OpenCase(party.key, party.first.name, str(reason), files))
    return decision


def _take(
    party: Party,
    student: str | NotTold,
    ruling: Ruling,
    assignment: str,
    download: Download,
    roster: Mapping[str, Person],
) -> Taken:
    """Take a person's notebook, or raise `NotTold` with the reason."""
    problems = [claim.problem for claim in party.claims if claim.problem]
    if isinstance(student, NotTold):
        raise student
    if problems and not ruling.student:
        raise NotTold(problems[0])
    claim, older = _newest(party)
    found = _hand_in(claim, ruling, assignment, download)
    if found.taken is None:
        raise NotTold(found.problem)
    notes = [f"{older} older attempt{'s' * (older > 1)} left aside." if older else "", found.note, _about(claim)]
    return Taken(
        _person(student, claim, roster),
        claim.system,
        found.taken,
        found.why,
        " ".join(filter(None, notes)),
        claim.late,
        claim.moment,
        claim.time,
    )


def _newest(party: Party) -> tuple[Claim, int]:
    """The newest of several hand-ins, and how many are older; what came in parts is put together."""
    claims, first = party.claims, party.first
    if len(claims) == 1:
        return first, 0
    if first.system in ("nbgrader", "gradescope"):
        unread = [claim.time or "no time" for claim in claims if claim.moment is None]
        if unread:
            raise NotTold(f"{len(claims)} hand-ins, and when cannot be told of {', '.join(unread)}.")
        newest = max(claims, key=lambda claim: claim.moment or datetime.min)
        if sum(claim.moment == newest.moment for claim in claims) > 1:
            raise NotTold(f"{len(claims)} hand-ins at one time, {newest.moment} UTC.")
        return newest, len(claims) - 1
    files = [item for claim in claims for item in claim.files]
    kept = newest_attempts(files) if first.system == "canvas" else files
    late = any(claim.late for claim in claims if set(claim.files) & set(kept))
    return replace(first, files=tuple(kept), late=late, problem=""), len(files) - len(kept)


def _hand_in(claim: Claim, ruling: Ruling, assignment: str, download: Download) -> HandIn:
    """What lies there as it is; where that is no notebook, what archives among it hold."""
    items = list(claim.files)
    if ruling.take:
        return _as_ruled(items, ruling, download)
    if len(items) > MOST_OF_ONE[1]:
        raise NotTold(f"{len(items):,} files; more than {MOST_OF_ONE[1]:,} of one person are not looked through.")
    found = find_hand_in(_candidates(items), assignment)
    archives = _archives(items)
    if found.taken and archives:
        names = ", ".join(item.where for item in archives)
        return replace(found, note=f"{found.note} {found.taken.name} was taken; not opened: {names}.".strip())
    if found.taken or found.is_for_a_person:
        return found
    for _ in range(DEEPEST):
        if not (archives := _archives(items)):
            break
        if claim.system == "plain":
            _refuse_classes(archives, assignment, download)
        opened, damaged = _opened(archives, download)
        items = [item for item in items if item not in archives] + opened + damaged
        found = find_hand_in(_candidates(items), assignment)
        if found.taken:
            break
    return found


def _archives(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if item.path and is_archive(item.path)]


def _refuse_classes(archives: Sequence[Item], assignment: str, download: Download) -> None:
    """Where no system says whose an archive is, it may be a class's own, of which nobody is to get lost."""
    for item in archives:
        if len({claim.key for claim in find_claims(download.class_in(item), assignment, UTC)}) > 1:
            why = "looks like a download of a class: if you downloaded it, collect it by itself"
            raise NotTold(f"{item.where} {why}; if it is one person's own, decide which of its files counts.")


def _opened(archives: Sequence[Item], download: Download) -> tuple[list[Item], list[Item]]:
    opened: list[Item] = []
    damaged: list[Item] = []
    for item in archives:
        try:
            opened += download.inside(item)
        except UserError as error:
            damaged.append(Item(item.parts, None, str(error)))
    return opened, damaged


def _as_ruled(items: list[Item], ruling: Ruling, download: Download) -> HandIn:
    for _ in range(DEEPEST):
        for one in _candidates(items):
            if one.name == ruling.take:
                return HandIn(one if one.path else None, "your decision", problem=one.problem)
        items = _opened(_archives(items), download)[0]
    raise NotTold(f"You decided for {ruling.take}, which is not there.")


def _candidates(items: Sequence[Item]) -> list[Candidate]:
    return [Candidate(item.where, item.path, item.problem) for item in items]


def _about(claim: Claim) -> str:
    """What a person should know of a hand-in, whatever its notebook is."""
    told = f"When it was handed in cannot be told of {claim.time!r}." if claim.time else ""
    team = "This is a team whose members the download does not name." if claim.is_team else ""
    return " ".join(filter(None, (told, team)))


def _person(student: str, claim: Claim, roster: Mapping[str, Person]) -> Person:
    """Who it is, with everything known from before."""
    known = roster.get(student, Person(student))
    kind, number = claim.key
    own = {} if kind in ("student", "email", "file") else {kind: number}
    ids = known.ids | own | claim.ids
    return replace(known, name=claim.name or known.name, email=claim.email or known.email, ids=ids)
