"""Put the chosen notebooks into submitted/ and remember who is who."""

from __future__ import annotations

from contextlib import suppress
from errno import EEXIST
from pathlib import Path

from autograder.course.folder import Course
from autograder.course.roster import read_roster, write_roster
from autograder.course.times import written
from autograder.files import NotAPlainFile, read_plain, write_whole
from autograder.lms.one_notebook_each import Decision, Taken
from autograder.reading.decoding import MAX_BYTES
from autograder.reading.hand_in import notebook_bytes
from autograder.reading.submission import NotANotebook

_IN_THE_WAY = (FileExistsError, IsADirectoryError, NotADirectoryError)


def fill(course: Course, assignment: str, decision: Decision) -> dict[str, str]:
    """Copy each notebook to submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb, with its time, and update the roster.

    What was handed in later than the download's stays, whichever download is collected last.

    Parameters
    ----------
    course : Course
        Where the files go.
    assignment : str
        Name of the assignment.
    decision : Decision
        Which file counts for whom.

    Returns
    -------
    dict of str to str
        Why not, by student, where a hand-in could not be put there; the others' are.
    """
    roster, problems = read_roster(course.root), {}
    for one in decision.take:
        home = course.folder("submitted", one.person.student, assignment)
        before, _ = course.timestamp(home)
        if one.moment and before and one.moment < before:
            times = f"What lies in {home} was handed in later, {written(before)}, than this, {written(one.moment)}"
            problems[one.person.student] = f"{times}. Remove it and collect again, to take this one."
            continue
        try:
            _put(one, home, assignment)
        except _IN_THE_WAY as error:
            why = f"{error.filename} is in the way: {error.strerror}. Move it, and collect again."
            problems[one.person.student] = why
        except (NotANotebook, NotAPlainFile, FileNotFoundError):
            problems[one.person.student] = f"{one.file.name} changed while it was read. Collect again."
        else:
            roster[one.person.student] = one.person
    write_roster(course.root, roster.values())
    return problems


def replaced(course: Course, assignment: str, decision: Decision) -> list[str]:
    """Those in whose folder another notebook lies than is taken now.

    Parameters
    ----------
    course : Course
    assignment : str
    decision : Decision

    Returns
    -------
    list of str
        Their ids, in order.
    """
    found = []
    for one in decision.take:
        there = course.folder("submitted", one.person.student, assignment) / f"{assignment}.ipynb"
        with suppress(OSError, NotANotebook, NotAPlainFile):  # what is the matter is said when it is put there
            if read_plain(there, MAX_BYTES) != notebook_bytes(one.file):
                found.append(one.person.student)
    return sorted(found)


def _put(one: Taken, home: Path, assignment: str) -> None:
    for place in (home.parent, home):
        if place.is_symlink():
            raise FileExistsError(EEXIST, "It is a link", str(place))
    content = notebook_bytes(one.file)
    write_whole(home / f"{assignment}.ipynb", content)
    stamp = home / "timestamp.txt"
    if time := _time(one):
        write_whole(stamp, f"{time}\n".encode())
    else:
        stamp.unlink(missing_ok=True)  # an earlier hand-in's is not this one's


def _time(one: Taken) -> str:
    """The time in UTC; where it could not be read as it stands, so that grading does not take it for none."""
    return written(one.moment) if one.moment else one.time
