"""Lists of a class as Canvas, Moodle, Gradescope and nbgrader write them, known by their titles in any order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.errors import UserError
from autograder.lms.identity import folded, student_id
from autograder.lms.spreadsheets import read_table

# By the letters of a title: as the systems write it in English, and as Moodle writes it in its larger languages.
_TITLES = {
    "id": "id student studentid",
    "name": "name fullname studentname displayname vollständigername nomcomplet nombrecompleto nomecompleto",
    "first": "firstname givenname vorname prénom nombre nome voornaam",
    "last": "lastname surname familyname nachname nom nomdefamille apellidos cognome achternaam",
    "email": "email emailaddress mail emailadresse adressedecourriel correo correoelectrónico indirizzoemail",
    "login": "sisloginid loginid login username benutzername anmeldename nomdutilisateur",
    "sid": "sid studentidnumber idnumber idnummer matrikelnummer numérodidentification númerodeid",
    "sis": "sisuserid",
    "canvas": "canvasuserid",
    "section": "section sections",
    "group": "group groups groupname team teamname gruppe gruppen groupe groupes grupo grupos",
    "assignment": "assignment",
    "zone": "timezone zeitzone",
    "role": "role roles rolle",
}
_FIELDS = {title: kind for kind, titles in _TITLES.items() for title in titles.split()}
_STAFF = frozenset({"instructor", "ta", "reader", "teacher", "noneditingteacher", "teachingassistant", "observer"})
_TEST_STUDENTS = frozenset({"student, test", "test student"})  # Canvas's own


@dataclass(frozen=True)
class Entry:
    """One person of a list.

    Attributes
    ----------
    student : str
        The id that they would get here, if they are new.
    name, email, section, zone : str
    ids : dict of str to str
        What the system knows them by.
    group, assignment : str
        With whom they hand in, and what; all assignments if it is not said.
    """

    student: str
    name: str = ""
    email: str = ""
    section: str = ""
    zone: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    group: str = ""
    assignment: str = ""

    @property
    def who(self) -> str:
        """The person as a line names them."""
        return " ".join(filter(None, (self.name or self.student, self.email and f"<{self.email}>")))


def read_entries(path: Path) -> list[Entry]:
    """Read a list of a class; people who teach, and lines that are no person's, are left out.

    Raises
    ------
    UserError
        If its titles do not say who is who.
    """
    table = read_table(path)
    titles = [_letters(title) for title in table.rows[0]]
    columns = _columns(titles, table.rows[1:])
    if not {"id", "canvas", "email", "sid", "login"} & set(columns):
        found = ", ".join(title.strip() for title in table.rows[0] if title.strip())
        msg = f"{path} does not say who is who: it needs ids or e-mail addresses. Its titles are: {found}."
        raise UserError(msg)
    # Moodle numbers people anew for each assignment: collecting knows by this mark that only the name is left.
    is_moodle = not {"canvas", "id"} & set(columns) and "sid" not in titles
    return list(_entries(table.rows[1:], columns, is_moodle=is_moodle))


def _columns(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Which column says what; in Canvas's table a number is the id and the student is a name."""
    columns: dict[str, int] = {}
    for at, title in enumerate(titles):
        if kind := _FIELDS.get(title):
            columns.setdefault(kind, at)
    if "student" in titles and "id" in titles:
        columns |= {"canvas": titles.index("id"), "name": titles.index("student")}
        del columns["id"]
    if "email" not in columns:  # in whichever language
        with_addresses = [at for at in range(len(titles)) if _all_addresses(at, rows)]
        columns |= {"email": with_addresses[0]} if with_addresses else {}
    return columns


def _all_addresses(at: int, rows: Sequence[Sequence[str]]) -> bool:
    cells = [row[at] for row in rows if len(row) > at and row[at].strip()]
    return bool(cells) and all(re.fullmatch(r"\S+@\S+\.\S+", cell.strip()) for cell in cells)


def _entries(rows: Sequence[Sequence[str]], columns: dict[str, int], *, is_moodle: bool) -> Iterator[Entry]:
    is_canvas = {"canvas", "name"} <= set(columns)
    for row in rows:
        said = {kind: row[at].strip().lstrip("'") for kind, at in columns.items() if at < len(row)}
        if is_canvas and (not said.get("canvas", "").isdecimal() or said["name"].casefold() in _TEST_STUDENTS):
            continue
        if _letters(said.get("role", "")) in _STAFF or not any(said.values()):
            continue
        name = _in_order(said.get("name", "")) or f"{said.get('first', '')} {said.get('last', '')}".strip()
        email = said.get("email", "")
        ids = {kind: said[kind] for kind in ("canvas", "sis", "sid") if said.get(kind)}
        if is_moodle:
            ids["moodle roster"] = email.casefold() or said.get("login") or said.get("sid", "")
        more = {kind: said.get(kind, "") for kind in ("section", "zone", "group", "assignment")}
        yield Entry(_own_id(said, name, email), name, email, ids=ids, **more)


def _own_id(said: dict[str, str], name: str, email: str) -> str:
    """The folder's name in submitted/, as collecting a download of the same system makes it."""
    if said.get("id"):
        return said["id"]
    login = said.get("login", "").partition("@")[0]
    return student_id(login or said.get("sid") or name or email.partition("@")[0])


def _in_order(name: str) -> str:
    """First name first: "Lovelace, Ada" is how some tables sort."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and "," not in first else name


def _letters(title: str) -> str:
    return "".join(letter for letter in folded(title.strip("\ufeff")) if letter.isalpha())
