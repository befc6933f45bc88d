"""Feedback where students find it: nbgrader's folder in the exchange, under the name that only the student can know."""

from __future__ import annotations

from pathlib import Path

from nbgrader.utils import notebook_hash

from autograder.course.folder import Course
from autograder.files import read_plain, write_whole
from autograder.week.as_it_comes.arrivals import exchange_of

_LONGEST = 1000  # bytes of a secret


def release(course: Course, assignment: str, student: str, page: bytes | None = None) -> bool:
    """Put a student's page into the exchange, as `nbgrader release_feedback` does.

    Parameters
    ----------
    course : Course
    assignment, student : str
    page : bytes, optional
        What lies in feedback/ if not given.

    Returns
    -------
    bool
        Whether there is an exchange and the hand-in came through it.
    """
    name = _name(course, assignment, student)
    path = course.folder("feedback", student, assignment) / f"{assignment}.html"
    if name is None or (page is None and not path.exists()):
        return False
    folder = exchange_of(course) / "feedback"
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(0o711)  # a page can be read by whoever knows its name, and names cannot be listed
    write_whole(folder / name, path.read_bytes() if page is None else page)
    (folder / name).chmod(0o644)
    return True


def is_released(course: Course, assignment: str, student: str) -> bool:
    """Whether a page for the student's last hand-in is there already."""
    name = _name(course, assignment, student)
    return name is not None and (exchange_of(course) / "feedback" / name).exists()


def _name(course: Course, assignment: str, student: str) -> str | None:
    """The page's name, made of the secret that `nbgrader submit` put into the last hand-in."""
    secret = _text(course.folder("submitted", student, assignment) / "submission_secret.txt")
    if not secret or not exchange_of(course).is_dir():
        return None
    return f"{notebook_hash(secret=secret, notebook_id=assignment)}.html"


def _text(path: Path) -> str:
    try:
        return read_plain(path, _LONGEST).decode("utf-8", "replace").strip()
    except OSError:
        return ""
