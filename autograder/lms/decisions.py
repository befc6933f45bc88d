"""What an instructor decided where a download alone did not tell: a table that the course keeps, a row a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UserError
from autograder.lms.spreadsheets import Table, read_table, safe

COLUMNS = ["number", "name", "why", "files", "take", "student"]
NOBODY = "-"
_HELP = (
    f"take: one of the files, or {NOBODY} to leave the hand-in out; student: our id, where it was not clear who it is"
)

Key = tuple[str, str]


@dataclass(frozen=True)
class Ruling:
    """One decision.

    Attributes
    ----------
    take : str
        The file to take; "" where nothing was decided, "-" to leave the hand-in out.
    student : str
        Our id of the person, or "".
    """

    take: str = ""
    student: str = ""


@dataclass(frozen=True)
class OpenCase:
    """What is to be decided.

    Attributes
    ----------
    key : tuple of str
        The kind of a number and the number.
    name, why : str
    files : tuple of str
    """

    key: Key
    name: str
    why: str
    files: tuple[str, ...]


Rulings = Mapping[Key, Ruling]


def read_decisions(path: Path) -> dict[Key, Ruling]:
    """Read a table of decisions.

    Raises
    ------
    UserError
        If it is no such table.
    """
    at = {title: column for column, title in enumerate(_table(path).rows[0])}
    rulings = {}
    for row in _table(path).rows[1:]:
        if len(row) < len(at):
            continue
        kind, _, number = row[at["number"]].partition(": ")
        rulings[kind, number] = Ruling(row[at["take"]].strip().removeprefix("'"), row[at["student"]].strip())
    return rulings


def add_open_cases(path: Path, cases: Iterable[OpenCase]) -> None:
    """Add what is still to be decided to a table, made if there is none; rows that are there stay as they are."""
    table = _table(path) if path.exists() else Table([list(COLUMNS)], "utf-8-sig")
    at = {title: column for column, title in enumerate(table.rows[0])}
    there = {row[at["number"]] for row in table.rows[1:] if len(row) > at["number"]}
    for case in cases:
        number = ": ".join(case.key)
        if number not in there:
            cells = dict(zip(COLUMNS, [number, case.name, case.why, " | ".join(case.files), "", ""], strict=True))
            table.rows.append([safe(cells.get(title, "")) for title in table.rows[0]])
    table.write(path)


def _table(path: Path) -> Table:
    table = read_table(path)
    if not set(COLUMNS) <= set(table.rows[0]):
        raise UserError(f"{path} is no table of decisions: it needs the columns {', '.join(COLUMNS)} ({_HELP}).")
    return table
