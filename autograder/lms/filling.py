"""Put the chosen notebooks into submitted/ and remember who is who."""

from __future__ import annotations

from autograder.course.folder import Course
from autograder.course.roster import read_roster, write_roster
from autograder.course.times import written
from autograder.files import write_whole
from autograder.lms.one_notebook_each import Decision, Taken
from autograder.reading.hand_in import notebook_bytes


def fill(course: Course, assignment: str, decision: Decision) -> None:
    """Copy each notebook to submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb, with its time, and update the roster.

    Parameters
    ----------
    course : Course
        Where the files go.
    assignment : str
        Name of the assignment.
    decision : Decision
        Which file counts for whom.
    """
    roster = read_roster(course.root)
    for one in decision.take:
        home = course.folder("submitted", one.person.student, assignment)
        write_whole(home / f"{assignment}.ipynb", notebook_bytes(one.file))
        stamp = home / "timestamp.txt"
        if time := _time(one):
            write_whole(stamp, f"{time}\n".encode())
        else:
            stamp.unlink(missing_ok=True)  # an earlier hand-in's is not this one's
        roster[one.person.student] = one.person
    write_roster(course.root, roster.values())


def _time(one: Taken) -> str:
    """The time in UTC; where it could not be read as it stands, so that grading does not take it for none."""
    return written(one.moment) if one.moment else one.time
