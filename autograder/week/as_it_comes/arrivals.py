"""From where students hand in to submitted/: nbgrader's exchange, and a folder into which anything may be dropped."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from autograder.course.folder import Course
from autograder.course.roster import read_roster
from autograder.course.times import parse_moment
from autograder.files import DEEPEST, remove_tree, walk
from autograder.lms import Decision, decide, fill, find_claims, opened
from autograder.lms.layouts.exchange import is_exchange
from autograder.lms.one_notebook_each import Taken
from autograder.lms.unpacking.archives import MOST_OF_ONE
from autograder.week.as_it_comes.folder_state import MOST_FILES, State, is_quiet, state_of

_DEFAULT_EXCHANGE = "/usr/local/share/nbgrader/exchange"


def exchange_of(course: Course) -> Path:
    """The course's folder in nbgrader's exchange; it may not exist."""
    return Path(str(course.config.Exchange.get("root", _DEFAULT_EXCHANGE))) / course.course_id


class Inbound:
    """The exchange's inbound folder, in which each hand-in has a folder of its own.

    Parameters
    ----------
    course : Course
    assignment : str
    quiet : float
        Seconds without a change, after which a hand-in counts as written.
    """

    def __init__(self, course: Course, assignment: str, quiet: float) -> None:
        self._course, self._assignment, self._quiet = course, assignment, quiet
        self.folder = exchange_of(course) / "inbound"
        self._taken: set[str] = set()
        self._told: set[str] = set()

    def take(self) -> Iterator[tuple[str, str]]:
        """Bring each student's newest hand-in into submitted/, whole or not at all; yields whose, and what went wrong.

        What went wrong is said once, and tried again at every look, unless it is the name.
        """
        newest: dict[str, tuple[datetime, Path]] = {}
        for place in self.folder.iterdir() if self.folder.is_dir() else ():
            match = is_exchange(place.name)
            moment = parse_moment(match["time"], self._course.zone) if match else None
            if not match or not moment or match["assignment"] != self._assignment or place.name in self._taken:
                continue
            if (
                is_quiet(state_of(place), self._quiet)
                and moment > newest.get(match["student"], (datetime.min, place))[0]
            ):
                newest[match["student"]] = moment, place
        for student, (moment, place) in sorted(newest.items()):
            if student in (".", ".."):  # anybody may write into the exchange, and this would lead out of submitted/
                yield from self._once(place, student, f"{place.name} names no student.")
                continue
            try:
                if self._is_news(student, moment):
                    _replace(self._course.folder("submitted", student, self._assignment), place)
                    yield student, ""
                self._taken.add(place.name)
            except OSError as error:
                why = f"{place.name} cannot be copied, which is tried again: {error}"
                yield from self._once(place, student, why)

    def _once(self, place: Path, student: str, why: str) -> Iterator[tuple[str, str]]:
        if place.name not in self._told:
            self._told.add(place.name)
            yield student, why

    def _is_news(self, student: str, moment: datetime) -> bool:
        kept, _ = self._course.timestamp(self._course.folder("submitted", student, self._assignment))
        return kept is None or moment > kept


@dataclass
class Drop:
    """A folder into which hand-ins are dropped, in any of the layouts that `autograder collect` knows.

    Attributes
    ----------
    course : Course
    assignment : str
    folder : Path
    quiet : float
        Seconds without a change, after which a hand-in counts as written.
    """

    course: Course
    assignment: str
    folder: Path
    quiet: float
    _seen: dict[tuple[str, str], tuple[State, ...]] = field(default_factory=dict)
    _left: set[tuple[str, str]] = field(default_factory=set)
    _settled: State = ()  # what the whole folder was like when all in it had been looked at

    def take(self) -> Iterator[tuple[str, str]]:
        """Bring what is new or has changed into submitted/; yields whose, and why somebody was left to a person."""
        now = state_of(self.folder)
        if not self.folder.is_dir() or (now == self._settled and len(now) < MOST_FILES):
            return
        with opened(self.folder, attended=False) as download:
            claims = find_claims(download.items, self.assignment, self.course.zone)
            states: dict[tuple[str, str], tuple[State, ...]] = {}
            for claim in claims:
                found = tuple(state_of(item.packed_in or item.path) for item in claim.files if item.path)
                states[claim.key] = states.get(claim.key, ()) + found
            changed = {
                key
                for key, state in states.items()
                if self._seen.get(key) != state and all(is_quiet(each, self.quiet) for each in state)
            }
            if not changed:
                self._settled = now if is_quiet(now, self.quiet) else ()
                return
            theirs = [claim for claim in claims if claim.key in changed]
            decision = decide(theirs, self.assignment, download, read_roster(self.course.root), {})
            news = [one for one in map(_with_time, decision.take) if self._is_news(one)]
            problems = fill(self.course, self.assignment, Decision(news))
        self._seen |= {key: states[key] for key in changed}
        yield from ((one.person.student, problems.get(one.person.student, "")) for one in news)
        for case in decision.left:
            if (case.name, case.why) not in self._left:  # said once
                self._left.add((case.name, case.why))
                yield case.name or case.key[1], case.why

    def _is_news(self, one: Taken) -> bool:
        """Whether it is not what lies in submitted/ already, as after a restart."""
        path = self.course.folder("submitted", one.person.student, self.assignment) / f"{self.assignment}.ipynb"
        if not path.exists() or one.file.path is None:
            return True
        return path.read_bytes() != one.file.path.read_bytes()


def _with_time(one: Taken) -> Taken:
    """What no system has put a time on came when its file was written."""
    if one.system != "plain" or one.moment or one.time or one.file.path is None:
        return one
    written = datetime.fromtimestamp(one.file.path.stat().st_mtime, UTC).replace(tzinfo=None)
    return replace(one, moment=written)


def _replace(home: Path, source: Path) -> None:
    """Put a copy of a folder into the place of another; killed anywhere, the next look finds it undone and does it."""
    _refuse_too_much(source)
    draft, old = home.with_name(f".{home.name}.part"), home.with_name(f".{home.name}.old")
    for rest in (draft, old):
        remove_tree(rest)
    shutil.copytree(source, draft, symlinks=True, ignore=_too_deep(source))
    with suppress(FileNotFoundError):
        home.rename(old)
    draft.rename(home)
    remove_tree(old)


def _refuse_too_much(source: Path) -> None:
    """Before it is copied: a file that takes no room where it lies may fill the disk that it is copied to."""
    most, size = MOST_OF_ONE[0], 0
    for place, folders, files in walk(source):
        for name in (*folders, *files):
            size += (place / name).lstat().st_size
            if size > most:
                raise OSError(f"it has more than {most >> 20} MB.")


def _too_deep(source: Path) -> Callable[[str, list[str]], list[str]]:
    """For `copytree`, which calls itself for each level: all that lies deeper than anybody looks."""
    return lambda folder, names: names if len(Path(folder).relative_to(source).parts) >= DEEPEST else []
