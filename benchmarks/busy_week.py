"""A class that hands in, in part twice, while `autograder watch` is killed and the gradebook locked.

Every student must end with the mark of their last hand-in, the one that a quiet run gives it; who waited long for an
answer is told with what they waited for.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

from autograder.class_run.pool import LocalPool
from autograder.class_run.run import grade_class
from autograder.course.folder import Course
from autograder.demo.simulate import make_course, release, submit
from benchmarks.grading import read_scores

LATE = 20.0  # seconds
_PART_TWICE = 5  # one hand-in of so many is a second one
_PATIENCE = 180.0  # seconds after the last hand-in, in which the last answers come


@dataclass
class HandIn:
    """One hand-in and its answer; times are the clock's.

    Attributes
    ----------
    student : str
    draft : Path
        Where it lies until it is handed in.
    score : float
        What a quiet run gives it.
    came : float
    answered : float or None
        None where a later hand-in came before an answer.
    """

    student: str
    draft: Path
    score: float
    came: float = 0.0
    answered: float | None = None

    @property
    def waited(self) -> float:
        """Seconds."""
        return 0.0 if self.answered is None else self.answered - self.came


@dataclass
class Week:
    """What happened, and where it led.

    Attributes
    ----------
    hand_ins : list of HandIn
    wanted, marks : dict of str to float
        By student: the score of the last hand-in, and what the gradebook says in the end.
    kills : list of float
        When.
    locks : list of (float, float)
        From when to when the gradebook was locked.
    loads : list of float
        The machine's load average at each hand-in.
    """

    hand_ins: list[HandIn]
    wanted: dict[str, float] = field(default_factory=dict)
    marks: dict[str, float] = field(default_factory=dict)
    kills: list[float] = field(default_factory=list)
    locks: list[tuple[float, float]] = field(default_factory=list)
    loads: list[float] = field(default_factory=list)

    @property
    def late(self) -> list[HandIn]:
        """Whose answer took long, the longest first."""
        return sorted((one for one in self.hand_ins if one.waited > LATE), key=lambda one: -one.waited)

    def causes(self, one: HandIn) -> list[str]:
        """What fell into the time that a hand-in waited: kills, the lock, or nothing but others before it."""
        end = one.answered or one.came
        killed = sum(one.came - LATE < moment < end for moment in self.kills)
        locked = sum(max(0.0, min(end, until) - max(one.came, since)) for since, until in self.locks)
        return [*["kill"] * killed, *([f"{locked:.0f} s of lock"] if locked else [])] or ["queue"]


def run(folder: Path, assignment: str, students: int, seconds: float, *, kills: int = 5, locked: float = 30.0) -> Week:
    """Hand in and watch.

    Parameters
    ----------
    folder : Path
        An empty folder; stays for whoever wants to look.
    assignment : str
    students : int
        Number of hand-ins; a fifth of them are second ones.
    seconds : float
        In which they come, evenly.
    kills : int
        So often the watch is killed, and started again at once.
    locked : float
        Seconds for which the gradebook is locked, half-way.
    """
    root = folder / "course"
    week = Week(list(_drafts(folder, root, assignment, students)))
    numbers = {len(week.hand_ins) * part // (kills + 1) for part in range(1, kills + 1)}
    watched = _Watched(root, assignment)
    watched.until_watching()
    locker = Thread(target=_lock, args=(root / "gradebook.db", locked, week.locks))
    for number, one in enumerate(week.hand_ins):
        _hand_in(root, assignment, one)
        week.wanted[one.student] = one.score
        week.loads.append(os.getloadavg()[0])
        if number in numbers:
            week.kills.append(time.time())
            watched.kill()
            watched = _Watched(root, assignment, watched.events)
        if number == len(week.hand_ins) // 2 + 2:  # not with a kill
            locker.start()
        time.sleep(seconds / len(week.hand_ins))
    locker.join()
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and not _answer(root, assignment, week.hand_ins, watched.events):
        time.sleep(1)
    watched.stop()
    _answer(root, assignment, week.hand_ins, watched.events)
    week.marks = _marks(root, assignment)
    return week


def _drafts(folder: Path, root: Path, assignment: str, count: int) -> Iterator[HandIn]:
    """Two simulated classes of the same names, graded in quiet, in the order in which they hand in."""
    make_course(root)
    release(root, assignment)
    Course(root).secret()  # which the copies share: hidden cases are drawn from it
    chance, again = Random(count), count // _PART_TWICE
    size = count - again
    first = _class(folder / "first", root, assignment, size + size // 6, 1)  # a twelfth of them never ends
    second = _class(folder / "second", root, assignment, size + size // 6, 2)
    once = chance.sample(sorted(first), size)
    order = once + chance.sample(sorted(second.keys() & once), again)
    chance.shuffle(order)
    seen: set[str] = set()
    for student in order:
        yield (second if student in seen else first)[student]
        seen.add(student)


def _class(home: Path, root: Path, assignment: str, students: int, seed: int) -> dict[str, HandIn]:
    """The hand-ins of a simulated class; without the student whose code never ends: a limit would be measured."""
    shutil.copytree(root, home)
    for student, profile in submit(home, assignment, students, seed).items():
        if profile == "hang":
            shutil.rmtree(home / "submitted" / student)
    with LocalPool(assignment, home, 2) as pool:
        grade_class(Course(home), assignment, pool)
    scores = _marks(home, assignment)
    return {name: HandIn(name, home / "submitted" / name / assignment, score) for name, score in scores.items()}


def _marks(root: Path, assignment: str) -> dict[str, float]:
    marks: dict[str, float] = {}
    for (student, _), score in read_scores(root, assignment).items():
        marks[student] = round(marks.get(student, 0.0) + (score or 0.0), 2)
    return marks


def _hand_in(root: Path, assignment: str, one: HandIn) -> None:
    """Copy a notebook, which then appears with one rename."""
    home = root / "submitted" / one.student / assignment
    home.mkdir(parents=True, exist_ok=True)
    part = root / "submitted" / f".{one.student}.part"
    shutil.copyfile(one.draft / f"{assignment}.ipynb", part)
    part.replace(home / f"{assignment}.ipynb")
    one.came = time.time()


def _lock(database: Path, seconds: float, locks: list[tuple[float, float]]) -> None:
    """Hold the gradebook as somebody who writes into it for long."""
    with closing(sqlite3.connect(database, timeout=60, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        since = time.time()
        time.sleep(seconds)
        connection.execute("ROLLBACK")
        locks.append((since, time.time()))


def _answer(root: Path, assignment: str, hand_ins: Sequence[HandIn], events: Sequence[dict[str, Any]]) -> bool:
    """Find the first answer to each hand-in; whether each student's last has one."""
    for event in list(events):
        if event["event"] in ("answered", "graded"):
            moment = datetime.fromisoformat(event["time"]).timestamp()
            _first_answer([one for one in hand_ins if one.student == event["student"]], event["score"], moment)
    last = {one.student: one for one in hand_ins}.values()
    for one in last:  # what was written by a watch that was killed before it could tell
        path = root / ".autograder" / "records" / assignment / f"{one.student}.json"
        if one.answered is None and path.exists():
            scores = json.loads(path.read_text(encoding="utf-8"))["scores"].values()
            _first_answer([one], round(sum(scores), 2), path.stat().st_mtime)
    return all(one.answered is not None for one in last)


def _first_answer(theirs: Sequence[HandIn], score: float, moment: float) -> None:
    for one in theirs:
        if one.score == score and one.answered is None and moment > one.came:
            one.answered = moment


class _Watched:
    """`autograder watch` in a process of its own, and the events that it and those before it printed."""

    def __init__(self, root: Path, assignment: str, events: list[dict[str, Any]] | None = None) -> None:
        self.events = [] if events is None else events
        self._process = subprocess.Popen(
            [sys.executable, "-m", "autograder", "watch", assignment, "--json", "--course", str(root)],
            stdout=subprocess.PIPE,
            text=True,
        )
        self._reader = Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        for line in self._process.stdout or ():
            self.events.append(json.loads(line))

    def until_watching(self) -> None:
        while not self.events and self._process.poll() is None:
            time.sleep(0.1)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        self._process.send_signal(number)
        self._process.wait(120)
        self._reader.join()
        if self._process.stdout:
            self._process.stdout.close()
