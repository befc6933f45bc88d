"""What students ask to be looked at again: in their notebook's last cell, or in regrade_request.md beside it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.class_run.teams import shared
from autograder.course.folder import Course
from autograder.course.records import Records
from autograder.course.roster import groups_of, read_roster
from autograder.exercises import exercise_of, exercises_of
from autograder.files import read_plain, write_whole
from autograder.reading import NotANotebook, hand_in_of, read_submission
from autograder.reading.notebooks import cell_text

REQUEST_FILE = "regrade_request.md"
_LONGEST = 10_000  # bytes of a request
_ASKS = re.compile(r"\W*(?:re-?grade request|request for re-?grading|second look)\b", re.I)


@dataclass(frozen=True)
class Request:
    """One student's request.

    Attributes
    ----------
    student, text : str
    exercises : tuple of str
        Those that the text names; all that lost points where it names none.
    digest : str
        Of the text: a request that was answered is open again when it says something else.
    """

    student: str
    text: str
    exercises: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class Beside:
    """What an instructor needs beside a request, of one exercise.

    Attributes
    ----------
    exercise, status, card, code : str
    score : float or None
        The grader's, and the most that there is.
    points : float
    misconceptions : tuple of str
    """

    exercise: str
    status: str
    score: float | None
    points: float
    card: str
    code: str
    misconceptions: tuple[str, ...]


def open_requests(course: Course, assignment: str) -> list[Request]:
    """Requests of an assignment that nobody has answered, in the order of the students' ids."""
    answered = read_answered(course, assignment)
    files = shared(
        course.submissions(assignment, assignment, frozenset()), groups_of(read_roster(course.root), assignment)
    )
    found = (_request(course, assignment, file.student, file.path.parent) for file in files if not file.unusable)
    return [one for one in found if one and answered.get(one.student) != one.digest]


def read_answered(course: Course, assignment: str) -> dict[str, str]:
    """Digest of the last request that was answered, by student."""
    try:
        found: dict[str, str] = json.loads(_kept(course, assignment).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found


def close(course: Course, assignment: str, request: Request) -> None:
    """Remember that a request has been answered."""
    answered = read_answered(course, assignment) | {request.student: request.digest}
    write_whole(_kept(course, assignment), json.dumps(answered, ensure_ascii=False, indent=1).encode())


def beside(course: Course, assignment: str, request: Request) -> Iterator[Beside]:
    """Verdict, card and code of each exercise that is asked about; nothing where nothing has been graded."""
    record = Records(course.own_folder(f"records/{assignment}")).read(request.student)
    cells = _graded_cells(course.folder("autograded", request.student, assignment) / f"{assignment}.ipynb")
    for grade_id, points in record.points.items() if record else ():
        exercise = exercise_of(grade_id)
        if record is None or exercise not in request.exercises:
            continue
        said = next((one for one in record.exercises if one["exercise"] == exercise), {})
        yield Beside(
            exercise,
            said.get("status", ""),
            record.scores.get(grade_id),
            points,
            _card(cells.get(grade_id, {})) or said.get("message", ""),
            cell_text(cells[exercise]) if exercise in cells else "",
            tuple(said.get("misconceptions", ())),
        )


def _kept(course: Course, assignment: str) -> Path:
    return course.root / ".autograder" / "requests" / f"{assignment}.json"


def _request(course: Course, assignment: str, student: str, home: Path) -> Request | None:
    text = _of_the_file(home) or _of_the_last_cell(home, assignment)
    if not text:
        return None
    words = set(re.findall(r"\w+", text))
    named = tuple(one.name for one in exercises_of(assignment) if one.name in words)
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    return Request(student, text, named or _with_losses(course, assignment, student), digest)


def _with_losses(course: Course, assignment: str, student: str) -> tuple[str, ...]:
    record = Records(course.own_folder(f"records/{assignment}")).read(student)
    scores = record.scores.items() if record else ()
    return tuple(exercise_of(name) for name, score in scores if record and (score or 0.0) < record.points[name])


def _of_the_file(home: Path) -> str:
    try:
        return read_plain(home / REQUEST_FILE, _LONGEST).decode("utf-8", "replace").strip("\ufeff \t\r\n")
    except OSError:
        return ""


def _of_the_last_cell(home: Path, assignment: str) -> str:
    """The text of the last cell that says anything, if it begins as a request does and is the student's own."""
    found = hand_in_of(home, assignment).taken
    try:
        submission = read_submission(found.path if found and found.path else home / f"{assignment}.ipynb")
    except NotANotebook:
        return ""
    last = next((cell for cell in reversed(submission.cells) if cell.source.strip()), None)
    if last is None or last.type == "code" or last.grade_id or not _ASKS.match(last.source):
        return ""
    return last.source.strip()[:_LONGEST]


def _graded_cells(path: Path) -> dict[str, dict[str, Any]]:
    """Cells of the executed notebook by their grade_id."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return {}
    named = ((cell["metadata"].get("nbgrader", {}).get("grade_id"), cell) for cell in cells)
    return {name: cell for name, cell in named if name}


def _card(cell: dict[str, Any]) -> str:
    """The card as plain text, as the executed notebook has it."""
    texts = (output.get("data", {}).get("text/plain", "") for output in cell.get("outputs", ()))
    return next(("".join(text) for text in texts if text), "")
