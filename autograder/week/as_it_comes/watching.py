"""Grade work as it comes. Every look compares what lies there with what has been graded, so nothing need be remembered.

A restart, a missed event or a kill at any moment costs time and never a mark: the next look finds what is not done.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from autograder.class_run.page_heads import PageHeads
from autograder.class_run.pool import Pool
from autograder.class_run.run import grade_class
from autograder.course.folder import Course
from autograder.course.gradebook import GradebookBusyError
from autograder.course.late_policy import late_plugin
from autograder.course.records import Record, Records
from autograder.course.roster import groups_of, read_roster
from autograder.course.settling import settle
from autograder.errors import UserError
from autograder.week.as_it_comes.answer_limit import Answers
from autograder.week.as_it_comes.arrivals import Drop, Inbound
from autograder.week.as_it_comes.events import Event, Tell, answered, graded
from autograder.week.as_it_comes.folder_state import State, is_quiet, state_of
from autograder.week.as_it_comes.releasing import is_released, release
from autograder.week.as_it_comes.turns import Turns
from autograder.week.groups import bring_groups

_PATIENCE = 5.0  # seconds until the next try, where the disk is full or the gradebook busy
BUSY = 1.0  # seconds for which a busy gradebook is waited for: pages are given all the same, and marks follow
_IDLE = 5.0  # seconds until the next look where nothing is told: network file systems tell nothing


PoolFor = Callable[[str], AbstractContextManager[Pool]]


@dataclass(frozen=True)
class Asked:
    """What watching was asked to do.

    Attributes
    ----------
    assignments : tuple of str
    drop : Path
        A folder into which hand-ins are dropped; nothing is looked for where there is none.
    a_day : int or None
        Answers a student gets in a day.
    quiet : float
        Seconds without a change, after which a hand-in counts as written.
    """

    assignments: tuple[str, ...]
    drop: Path
    a_day: int | None = None
    quiet: float = 1.0


class Watch:
    """Looks after the assignments of a course.

    Parameters
    ----------
    root : Path
        The course.
    asked : Asked
    pool_for : callable
        Makes the pool of an assignment: when its first hand-in comes, then it stays warm.
    tell : callable
        Takes each `Event`.
    """

    def __init__(self, root: Path, asked: Asked, pool_for: PoolFor, tell: Tell) -> None:
        self._desks = [Desk(root, name, asked, pool_for, tell) for name in asked.assignments]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        for desk in self._desks:
            desk.close()

    @property
    def places(self) -> list[Path]:
        """Folders in which something may happen; those that exist."""
        return sorted({place for desk in self._desks for place in desk.places if place.is_dir()})

    def run(self, wait: Callable[[float], None], is_over: Callable[[], bool]) -> None:
        """Look again and again.

        Parameters
        ----------
        wait : callable
            Takes the seconds until the next look, and may return sooner.
        is_over : callable
        """
        while not is_over():
            wait(self.look(is_over))

    def look(self, is_over: Callable[[], bool] = lambda: False) -> float:
        """Look once at each assignment, a few hand-ins of each; the seconds until somebody should look again."""
        return min((desk.look() for desk in self._desks if not is_over()), default=0.0)


class Desk:
    """One assignment: what has come, whose turn it is, and what was told."""

    def __init__(self, root: Path, assignment: str, asked: Asked, pool_for: PoolFor, tell: Tell) -> None:
        self._root, self.assignment, self._tell = root, assignment, tell
        course = Course(root)
        self._submitted = course.root / course.directory.submitted_directory
        self._inbound = Inbound(course, assignment, asked.quiet)
        self._drop = Drop(course, assignment, asked.drop, asked.quiet)
        self._answers = Answers(course, assignment, asked.a_day)
        self._records = Records(course.own_folder(f"records/{assignment}"))
        self._pool_for, self._open = pool_for, ExitStack()
        self._pool: Pool | None = None
        self._done: dict[str, State] = {}
        self._turns = Turns()
        self._held: dict[str, State] = {}
        self._day = self._answers.next_day()
        self._quiet, self._trouble = asked.quiet, ""

    @property
    def places(self) -> tuple[Path, ...]:
        """Where hand-ins come."""
        return self._submitted, self._inbound.folder, self._drop.folder

    def close(self) -> None:
        """End the workers."""
        self._open.close()

    def look(self) -> float:
        """Take in what has come and grade a few; the seconds until the next look."""
        turn: list[str] = []
        states: dict[str, State] = {}
        try:
            self._take_in()
            states = self._waiting()
            turn = self._turns.next(states)
            if turn:
                self._grade(turn, states)
        except GradebookBusyError as error:
            answered = self._answer(error.answered, states)
            self._turns.fail(student for student in turn if student not in answered)
            self._say_what_is_the_matter(str(error))
            return _PATIENCE if self._turns.is_all_trouble and not self._turns.unanswered(states) else 0.0
        except (UserError, OSError) as error:
            self._turns.fail(turn)
            self._say_what_is_the_matter(str(error))
            return _PATIENCE if self._turns.is_all_trouble else 0.0
        if len(states) > len(turn):
            return 0.0
        return max(self._quiet / 2, 0.05) if self._turns.is_anybody else _IDLE

    def _take_in(self) -> None:
        for place, taken in (("exchange", self._inbound.take()), ("drop folder", self._drop.take())):
            for student, why in taken:
                kind, text = ("left", f"left to you: {why}") if why else ("collected", f"collected from the {place}.")
                self._tell(Event(kind, text, self.assignment, student))

    def _waiting(self) -> dict[str, State]:
        """Who has handed in what is not graded yet, and lies still; the longest wait is kept through resubmissions."""
        found: dict[str, State] = {}
        if self._answers.next_day() != self._day:
            self._day, self._held = self._answers.next_day(), {}
        for home in sorted(self._submitted.iterdir()) if self._submitted.is_dir() else ():
            state = state_of(home / self.assignment)
            if not state or state in (self._done.get(home.name), self._held.get(home.name)):
                self._turns.leave(home.name)
                continue
            self._turns.join(home.name)
            self._warm_pool()  # ready when the hand-in has been written
            if not is_quiet(state, self._quiet):
                continue
            if self._answers.may_have(home.name):
                found[home.name] = state
            else:
                self._hold(home.name, state)
        return found

    def _grade(self, turn: Sequence[str], states: dict[str, State]) -> None:
        course = Course(self._root)  # its configuration may have changed
        bring_groups(course, self.assignment)
        groups = groups_of(read_roster(course.root), self.assignment)
        mates = {groups[student] for student in turn if student in groups}
        together = {*turn, *(student for student, group in groups.items() if group in mates)}
        self._answers.count(list(turn))
        pool = self._warm_pool()
        outcome = grade_class(course, self.assignment, pool, students=frozenset(together), patience=BUSY)
        for record in outcome.graded:
            release(course, self.assignment, record.student)
            self._tell(graded(self.assignment, record, self._turns.waited(record.student)))
        for record in outcome.unchanged:  # from before a restart, or written before something else failed
            if not is_released(course, self.assignment, record.student):
                release(course, self.assignment, record.student)
            if self._turns.has_failed(record.student):
                self._tell(graded(self.assignment, record, self._turns.waited(record.student)))
        for student, note in outcome.left_out.items():
            self._tell(Event("left", note, self.assignment, student))
        for student in turn:
            self._done[student] = states[student]
            self._turns.leave(student)
        self._say_what_works_again(together)

    def _answer(self, records: Sequence[Record], states: Mapping[str, State]) -> set[str]:
        """Release pages of which the marks are still to be written, and tell each once; whose."""
        course = Course(self._root)
        for record in records:
            if self._turns.answer(record.student, states.get(record.student, ())):
                release(course, self.assignment, record.student)
                self._tell(answered(self.assignment, record, self._turns.waited(record.student)))
        return {record.student for record in records}

    def _hold(self, student: str, state: State) -> None:
        """Keep a hand-in for tomorrow, and say so where the student looks."""
        course, notice = Course(self._root), self._answers.notice()
        record = self._records.read(student)
        standing = settle(course, self.assignment).standings.get(student)
        path = course.folder("feedback", student, self.assignment) / f"{self.assignment}.html"
        if record and standing and path.exists():
            heads = PageHeads(course, self.assignment, late_plugin(course.config))
            page = heads.put(path.read_bytes(), record, standing, notice)
            release(course, self.assignment, student, page)
        self._held[student] = state
        self._turns.leave(student)
        self._tell(Event("held", "handed in again; today's answers are given.", self.assignment, student))

    def _warm_pool(self) -> Pool:
        if self._pool is None:
            self._pool = self._open.enter_context(self._pool_for(self.assignment))
        return self._pool

    def _say_what_is_the_matter(self, why: str) -> None:
        """Once, however often it is tried again."""
        if why != self._trouble:
            self._trouble = why
            self._tell(Event("trouble", f"{why} It is tried again until it works.", self.assignment))

    def _say_what_works_again(self, students: Collection[str]) -> None:
        self._turns.succeed(students)
        if self._trouble and not self._turns.is_trouble:
            self._trouble = ""
            self._tell(Event("well", "it works again.", self.assignment))
