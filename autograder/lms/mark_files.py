"""One table for each system, in that system's own column names.

Sources of the formats: Canvas, "Import grades" (columns Student, ID, SIS User ID, SIS Login ID, Section, then one
column an assignment under a row "Points Possible"; a column marked "(read only)" in that row is left alone on import).
Moodle, "Offline grading worksheet" of the assignment module. Gradescope, "Download grades" of an assignment.

A total is left empty, not zero, where nothing was handed in, or where something is still to be graded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from autograder.course.marks import Marks
from autograder.lms.spreadsheets import Table, safe

Row = list[str]


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
    # Excel takes a file for UTF-8 only if it begins with a byte order mark; the importers skip it.
    encoding = "utf-8-sig" if system == "csv" else "utf-8"
    there = marks if system == "csv" else [one for one in marks if not one.person.left]  # a system has them no more
    Table([*FORMATS[system](assignment, there)], encoding).write(path)


def total_of(one: Marks) -> str:
    """The mark, or "" where there is none yet."""
    return number(one.total) if one.handed_in and not one.ungraded else ""


def number(value: float | None) -> str:
    """A number without zeros that say nothing, or ""."""
    return "" if value is None else f"{value:g}"


def is_team(one: Marks, assignment: str) -> bool:
    """Whether several people stand behind a mark, whom nobody named."""
    return f"moodle group {assignment}" in one.person.ids


def said_of(one: Marks) -> str:
    """What each exercise scored, in a line."""
    return "; ".join(f"{name} {number(one.scores[name]) or '-'}/{number(one.points[name])}" for name in one.points)


def plain_rows(assignment: str, marks: list[Marks]) -> Iterator[Row]:
    """One line a student, one column an exercise."""
    exercises = list(marks[0].points) if marks else []
    yield ["student", "name", "email", "assignment", *exercises, "late_penalty", "total", "max_total", "status"]
    for one in marks:
        scores = [number(one.scores[name]) for name in exercises]
        who = [safe(one.person.student), safe(one.person.name), safe(one.person.email), assignment]
        yield [*who, *scores, number(one.late_penalty), total_of(one), number(one.max_total), _status(one)]


def canvas_rows(assignment: str, marks: list[Marks]) -> Iterator[Row]:
    """Canvas gradebook import: the total is the assignment; the exercises are there to be read."""
    exercises = list(marks[0].points) if marks else []
    titles = [f"{assignment}: {name}" for name in exercises]
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", assignment, *titles]
    points = number(marks[0].max_total) if marks else ""
    yield ["    Points Possible", "", "", "", "", points, *["(read only)"] * len(exercises)]
    for one in marks:
        ids = one.person.ids
        # Canvas looks for its own id first. Where that is known, our id is a name, and would be a wrong login.
        is_known = any(kind.startswith("canvas") for kind in ids)
        login = "" if is_known else one.person.student
        who = [safe(one.person.name or one.person.student), ids.get("canvas", ""), ids.get("sis", ""), safe(login)]
        yield [*who, safe(one.person.section), total_of(one), *(number(one.scores[name]) for name in exercises)]


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
        if is_team(one, assignment):  # the worksheet names people
            continue
        participant = one.person.ids.get(f"moodle {assignment}", "")
        identifier = f"Participant {participant}" if participant else ""
        status = "Submitted for grading" if one.handed_in else "No submission"
        when = f"{one.timestamp:%A, %d %B %Y, %I:%M %p}" if one.timestamp else "-"
        name, email = safe(one.person.name or one.person.student), safe(one.person.email)
        yield [identifier, name, email, status, total_of(one), number(one.max_total), "Yes", when, "-", said_of(one)]


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
        scores = [number(one.scores[name]) for name in points]
        yield [*who, total_of(one), number(one.max_total), status, when, *scores]


FORMATS: dict[str, Callable[[str, list[Marks]], Iterator[Row]]] = {
    "csv": plain_rows,
    "canvas": canvas_rows,
    "moodle": moodle_rows,
    "gradescope": gradescope_rows,
}


def _status(one: Marks) -> str:
    if one.person.left:
        return "left"
    if not one.handed_in:
        return "missing"
    return "to be graded" if one.ungraded else "graded"
