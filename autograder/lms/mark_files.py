"""One table for each system, in that system's own column names.

Sources of the formats: Canvas, "Import grades" (columns Student, ID, SIS User ID, SIS Login ID, Section, then one
column an assignment under a row "Points Possible"; a column marked "(read only)" in that row is left alone on import).
Moodle, "Offline grading worksheet" of the assignment module. Gradescope, "Download grades" of an assignment.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from autograder.course.marks import Marks
from autograder.files import write_whole

Row = list[str]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(path: Path, system: str, assignment: str, marks: list[Marks]) -> None:
    """Write the marks of an assignment in a system's format.

    Parameters
    ----------
    path : Path
    system : str
        A key of `FORMATS`.
    assignment : str
    marks : list of Marks
    """
    import io

    text = io.StringIO(newline="")
    csv.writer(text).writerows(FORMATS[system](assignment, marks))
    # Excel takes a file for UTF-8 only if it begins with a byte order mark; the importers skip it.
    encoding = "utf-8-sig" if system == "csv" else "utf-8"
    write_whole(path, text.getvalue().encode(encoding))


def safe(text: str) -> str:
    """Keep a spreadsheet from taking a name for a formula: such a text gets an apostrophe in front."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def plain_rows(assignment: str, marks: list[Marks]) -> Iterator[Row]:
    """One line a student, one column an exercise."""
    exercises = list(marks[0].points) if marks else []
    yield ["student", "name", "email", "assignment", *exercises, "late_penalty", "total", "max_total", "status"]
    for one in marks:
        scores = [_number(one.scores[name]) for name in exercises]
        who = [safe(one.person.student), safe(one.person.name), safe(one.person.email), assignment]
        yield [*who, *scores, _number(one.late_penalty), _number(one.total), _number(one.max_total), _status(one)]


def canvas_rows(assignment: str, marks: list[Marks]) -> Iterator[Row]:
    """Canvas gradebook import: the total is the assignment; the exercises are there to be read."""
    exercises = list(marks[0].points) if marks else []
    titles = [f"{assignment}: {name}" for name in exercises]
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", assignment, *titles]
    points = _number(marks[0].max_total) if marks else ""
    yield ["    Points Possible", "", "", "", "", points, *["(read only)"] * len(exercises)]
    for one in marks:
        ids = one.person.ids
        # Canvas looks for its own id first. Where that is known, our id is a name, and would be a wrong login.
        login = "" if "canvas" in ids else one.person.student
        who = [safe(one.person.name or one.person.student), ids.get("canvas", ""), ids.get("sis", ""), safe(login), ""]
        total = _number(one.total) if one.handed_in else ""
        yield [*who, total, *(_number(one.scores[name]) for name in exercises)]


def moodle_rows(assignment: str, marks: list[Marks]) -> Iterator[Row]:
    """Moodle's offline grading worksheet; what each exercise scored goes into the feedback."""
    yield [
        "Identifier",
        "Full name",
        "Email address",
        "Status",
        "Grade",
        "Maximum Grade",
        "Grade can be changed",
        "Last modified (submission)",
        "Last modified (grade)",
        "Feedback comments",
    ]
    for one in marks:
        number = one.person.ids.get(f"moodle {assignment}", "")
        identifier = f"Participant {number}" if number else ""
        status = "Submitted for grading" if one.handed_in else "No submission"
        when = f"{one.timestamp:%A, %d %B %Y, %I:%M %p}" if one.timestamp else "-"
        said = "; ".join(f"{name} {_number(one.scores[name])}/{_number(one.points[name])}" for name in one.points)
        grade = _number(one.total) if one.handed_in else ""
        name, email = safe(one.person.name or one.person.student), safe(one.person.email)
        yield [identifier, name, email, status, grade, _number(one.max_total), "Yes", when, "-", said]


def gradescope_rows(assignment: str, marks: list[Marks]) -> Iterator[Row]:
    """Columns of Gradescope's own grade download."""
    del assignment
    points = marks[0].points if marks else {}
    questions = [f"{number}: {name} ({most:.1f} pts)" for number, (name, most) in enumerate(points.items(), 1)]
    yield [
        "First Name",
        "Last Name",
        "SID",
        "Email",
        "Total Score",
        "Max Points",
        "Status",
        "Submission Time",
        *questions,
    ]
    for one in marks:
        person = one.person
        who = [
            safe(person.first_name),
            safe(person.last_name),
            safe(person.ids.get("sid", person.student)),
            safe(person.email),
        ]
        status = ("Ungraded" if one.ungraded else "Graded") if one.handed_in else "Missing"
        when = f"{one.timestamp:%Y-%m-%d %H:%M:%S +0000}" if one.timestamp else ""
        total = _number(one.total) if one.handed_in else ""
        scores = [_number(one.scores[name]) if one.handed_in else "" for name in points]
        yield [*who, total, _number(one.max_total), status, when, *scores]


FORMATS: dict[str, Callable[[str, list[Marks]], Iterator[Row]]] = {
    "csv": plain_rows,
    "canvas": canvas_rows,
    "moodle": moodle_rows,
    "gradescope": gradescope_rows,
}


def _number(value: float) -> str:
    return f"{value:g}"


def _status(one: Marks) -> str:
    if not one.handed_in:
        return "missing"
    return "to be graded" if one.ungraded else "graded"
