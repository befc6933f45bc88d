"""Marks filled into the table that a system gave: its own titles, in its own language, separators and encoding.

Moodle's offline grading worksheet has titles in the site's language, so columns are known by what stands in them: the
first holds "Participant 501" in some language, the last in which every row has one number with two decimals is the
highest mark, and the mark goes before it. Canvas's gradebook has a column "Name (number)" for each assignment and an ID
in the second. Gradescope's has English titles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from autograder.course.marks import Marks
from autograder.errors import UserError
from autograder.lms.identity import folded
from autograder.lms.mark_files import is_team, number, said_of, total_of
from autograder.lms.spreadsheets import Table, safe

_IDENTIFIER = re.compile(r"\D*?(\d+)")
_MOST = re.compile(r"\d+[.,]\d\d")
_ASSIGNMENT = re.compile(r"(?P<title>.+) \(\d+\)")

Row = list[str]


@dataclass
class Filled:
    """What filling in came to.

    Attributes
    ----------
    rows : int
        How many people got a mark.
    unplaced : list of Marks
        Whom the table does not have.
    """

    rows: int = 0
    unplaced: list[Marks] = field(default_factory=list)


def fill_in(table: Table, system: str, assignment: str, marks: Sequence[Marks]) -> Filled:
    """Write marks into a downloaded table, which is changed in place.

    Parameters
    ----------
    table : Table
    system : str
        "moodle", "canvas" or "gradescope".
    assignment : str
    marks : sequence of Marks

    Raises
    ------
    UserError
        If the table is not what that system writes, or counts another number of points.
    """
    return _FILLERS[system](table, assignment, [one for one in marks if one.handed_in])


def _moodle(table: Table, assignment: str, marks: list[Marks]) -> Filled:
    rows = [row for row in table.rows[1:] if row and _IDENTIFIER.fullmatch(row[0])]
    most = _highest_column(rows)
    if most is None or most == 0:
        raise UserError(
            "This is no offline grading worksheet: no column holds the highest mark. Download it in Moodle."
        )
    _refuse_other_points(rows[0][most], marks)
    teams = {folded(one.person.name): one for one in marks if is_team(one, assignment)}
    people = {one.person.ids.get(f"moodle {assignment}", ""): one for one in marks if not is_team(one, assignment)}

    def whose(row: Row) -> Marks | None:
        match = _IDENTIFIER.fullmatch(row[0])
        one = people.get(match[1]) if match else None
        if one and _agrees(one, row):
            return one
        return next((teams[folded(cell)] for cell in row[1:most] if folded(cell) in teams), None)

    last = len(table.rows[0]) - 1
    filled = _fill(table, rows, most - 1, whose, marks)
    for row in rows:
        one = whose(row)
        if one and last > most + 1 and len(row) > last and not row[last]:  # the comments; a date is never empty
            row[last] = safe(said_of(one))
    return filled


def _highest_column(rows: Sequence[Row]) -> int | None:
    """The last column in which every row has the same number with two decimals."""
    columns = range(max(map(len, rows), default=0))
    found = [at for at in columns if all(len(row) > at and _MOST.fullmatch(row[at]) for row in rows)]
    return max((at for at in found if len({row[at] for row in rows}) == 1), default=None)


def _agrees(one: Marks, row: Row) -> bool:
    """Whether a row speaks of the person: a number may be a group's, or of another assignment."""
    name = _letters(one.person.name)
    cells = [_letters(cell) for cell in row[:3]]
    return not name or any(cell and (name in cell or name.endswith(cell)) for cell in cells)


def _letters(text: str) -> str:
    return "".join(letter for letter in folded(text) if letter.isalpha())


def _canvas(table: Table, assignment: str, marks: list[Marks]) -> Filled:
    titles = table.rows[0]
    points = next((row for row in table.rows[1:4] if len(row) > 1 and not row[1] and any(row[5:])), None)
    column = _canvas_column(titles, assignment)
    if points and re.fullmatch(r"[\d.,]+", points[column]):
        _refuse_other_points(points[column], marks)
    rows = [row for row in table.rows[1:] if len(row) > column and row[1].isdecimal()]
    by_id = {one.person.ids["canvas"]: one for one in marks if "canvas" in one.person.ids}
    by_login = {
        one.person.student: one for one in marks if not any(kind.startswith("canvas") for kind in one.person.ids)
    }

    def whose(row: Row) -> Marks | None:
        return by_id.get(row[1]) or next((by_login[cell] for cell in row[2:4] if cell in by_login), None)

    return _fill(table, rows, column, whose, marks)


def _canvas_column(titles: Row, assignment: str) -> int:
    columns = {at: match["title"] for at, title in enumerate(titles) if (match := _ASSIGNMENT.fullmatch(title))}
    meant = [at for at, title in columns.items() if _letters(assignment) in _letters(title)]
    found = meant or list(columns)
    if len(found) != 1:
        named = ", ".join(columns.values()) or "none"
        msg = f"Which column is {assignment}'s? Found: {named}. Leave only that one of them in the file."
        raise UserError(msg)
    return found[0]


def _gradescope(table: Table, assignment: str, marks: list[Marks]) -> Filled:
    del assignment
    at = {title.casefold(): column for column, title in enumerate(table.rows[0])}
    total = at.get("total score", at.get("score"))
    if total is None or not {"sid", "email"} & set(at):
        raise UserError("This is no table of Gradescope's: it needs the columns SID or Email, and Total Score.")
    sids = {one.person.ids["sid"]: one for one in marks if "sid" in one.person.ids}
    emails = {one.person.email.casefold(): one for one in marks if one.person.email}

    def whose(row: Row) -> Marks | None:
        sid, email = (row[at[title]] if title in at else "" for title in ("sid", "email"))
        return sids.get(sid) or emails.get(email.casefold())

    return _fill(table, [row for row in table.rows[1:] if len(row) > total], total, whose, marks)


def _fill(
    table: Table, rows: Sequence[Row], column: int, whose: Callable[[Row], Marks | None], marks: Sequence[Marks]
) -> Filled:
    """Write each row's mark, in the table's own way of writing numbers."""
    filled, placed = Filled(), set()
    has_commas = any(re.fullmatch(r"\d+,\d+", cell) for row in rows for cell in row)
    for row in rows:
        one = whose(row)
        if one is None:
            continue
        row[column] = total_of(one).replace(".", "," if has_commas else ".")
        placed.add(one.person.student)
        filled.rows += bool(row[column])
    filled.unplaced = [one for one in marks if one.person.student not in placed]
    return filled


def _refuse_other_points(highest: str, marks: Sequence[Marks]) -> None:
    most = float(highest.replace(",", "."))
    ours = marks[0].max_total if marks else most
    if abs(most - ours) > 0.005:
        msg = f"The table counts {number(most)} points, ours are {number(ours)}: change the assignment's there."
        raise UserError(msg)


_FILLERS: dict[str, Callable[[Table, str, list[Marks]], Filled]] = {
    "moodle": _moodle,
    "canvas": _canvas,
    "gradescope": _gradescope,
}
