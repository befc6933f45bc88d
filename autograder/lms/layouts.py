"""The layouts in which submissions arrive, told apart by their names.

Sources: nbgrader's exchange ("student+assignment+time") and submitted/ folder; Canvas, "Download submissions"
("lovelaceada_LATE_1234_5678_file-2.ipynb": name, late mark, user id, submission id, number of the attempt); Moodle,
"Download all submissions" ("Ada Lovelace_1234_assignsubmission_file_", a folder or the front of a file name; 1234 is
the participant); Gradescope, "Export submissions" ("submission_1234" folders beside submission_metadata.yml).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

_CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<user>\d+)_(?P<submission>\d+)_(?P<file>.+)")
_ATTEMPT = re.compile(r"-(\d+)$")
_MOODLE = re.compile(r"(?P<name>.+)_(?P<participant>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)")
_EXCHANGE = re.compile(r"(?P<student>[^+]+)\+(?P<assignment>[^+]+)\+(?P<time>[^+]+)(?:\+.*)?")
_GRADESCOPE = "submission_metadata.yml"
_ID = re.compile(r"[^\w.@-]+")


@dataclass(frozen=True)
class Found:
    """One notebook and what its place and name say of it.

    Attributes
    ----------
    student : str
        Id for our folders.
    path : Path
    system : str
        "nbgrader", "canvas", "moodle", "gradescope" or "plain".
    name, email : str
    ids : dict of str to str
        The system's own identifiers, kept for the way back.
    late : bool
    attempt : int
        Of several by the same student, the highest is the newest.
    timestamp : datetime or None
    """

    student: str
    path: Path
    system: str
    name: str = ""
    email: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    late: bool = False
    attempt: int = 0
    timestamp: datetime | None = None


def find_submissions(folder: Path, assignment: str) -> list[Found]:
    """Find every notebook in a folder and whose it is.

    Parameters
    ----------
    folder : Path
        A download that was unpacked.
    assignment : str
        Notebooks of other assignments in an nbgrader folder are left out.

    Returns
    -------
    list of Found
        In the order of students, then attempts.
    """
    metadata = _gradescope_metadata(folder)
    if metadata is not None:
        found = list(_gradescope(metadata))
    else:
        notebooks = sorted(p for p in folder.rglob("*.ipynb") if _is_wanted(p.relative_to(folder)))
        found = [one for path in notebooks if (one := _recognise(folder, path, assignment)) is not None]
    return sorted(found, key=lambda one: (one.student, one.attempt, one.path))


def student_id(text: str) -> str:
    """Make a folder name of a name or an id: letters, digits, and . @ _ - stay."""
    return _ID.sub("-", text.strip()).strip("-.") or "unnamed"


def _is_wanted(path: Path) -> bool:
    return not any(part.startswith((".", "__MACOSX")) for part in path.parts)


def _recognise(folder: Path, path: Path, assignment: str) -> Found | None:
    parts = path.relative_to(folder).parts
    readers: tuple[Callable[[tuple[str, ...], Path, str], Found | None], ...] = (
        _exchange,
        _canvas,
        _moodle,
        _submitted,
    )
    for read in readers:
        found = read(parts, path, assignment)
        if found is not None:
            return found if found.student else None
    return Found(student_id(path.stem if len(parts) == 1 else parts[0]), path, "plain", name=path.stem)


_NOT_THIS_ASSIGNMENT = Found("", Path(), "nbgrader")


def _exchange(parts: tuple[str, ...], path: Path, assignment: str) -> Found | None:
    match = _EXCHANGE.fullmatch(parts[0]) if len(parts) > 1 else None
    if match is None:
        return None
    if match["assignment"] != assignment:
        return _NOT_THIS_ASSIGNMENT
    moment = _time(match["time"])
    attempt = int(moment.timestamp()) if moment else 0
    return Found(student_id(match["student"]), path, "nbgrader", attempt=attempt, timestamp=moment)


def _submitted(parts: tuple[str, ...], path: Path, assignment: str) -> Found | None:
    """Student, assignment, notebook: the layout of submitted/ itself."""
    if len(parts) < 3:
        return None
    if parts[1] != assignment:
        return _NOT_THIS_ASSIGNMENT
    stamp = path.with_name("timestamp.txt")
    moment = _time(stamp.read_text(encoding="utf-8", errors="replace").strip()) if stamp.is_file() else None
    return Found(student_id(parts[0]), path, "nbgrader", timestamp=moment)


def _moodle(parts: tuple[str, ...], path: Path, assignment: str) -> Found | None:
    match = _MOODLE.fullmatch(parts[0])  # what lies below is the student's to name
    if match is None:
        return None
    name, participant = match["name"], match["participant"]
    # Moodle numbers its participants anew for every assignment.
    return Found(student_id(name), path, "moodle", name=name, ids={f"moodle {assignment}": participant})


def _canvas(parts: tuple[str, ...], path: Path, _: str) -> Found | None:
    match = _CANVAS.fullmatch(Path(parts[0]).stem if len(parts) == 1 else parts[0])
    if match is None:
        return None
    attempt = _ATTEMPT.search(match["file"])
    return Found(
        student_id(match["name"]),
        path,
        "canvas",
        name=match["name"],
        ids={"canvas": match["user"]},
        late=match["late"] is not None,
        attempt=int(attempt[1]) if attempt else 0,
    )


def _gradescope_metadata(folder: Path) -> Path | None:
    """Gradescope's list, at the top of the download or of the one folder in it; further down it is a student's file."""
    inside = [path for path in folder.iterdir() if _is_wanted(path.relative_to(folder))]
    places = [folder, *inside] if len(inside) == 1 else [folder]
    return next((place / _GRADESCOPE for place in places if (place / _GRADESCOPE).is_file()), None)


def _gradescope(metadata: Path) -> Iterator[Found]:
    import yaml

    entries = yaml.safe_load(metadata.read_text(encoding="utf-8")) or {}
    for folder, entry in entries.items():
        if Path(str(folder)).name != str(folder):
            continue
        for path in sorted((metadata.parent / str(folder)).rglob("*.ipynb")):
            people = entry.get(":submitters") or [{}]
            yield from (_gradescope_found(path, person, entry) for person in people)


def _gradescope_found(path: Path, person: dict[str, Any], entry: dict[str, Any]) -> Found:
    name, email, sid = (str(person.get(key) or "") for key in (":name", ":email", ":sid"))
    moment = entry.get(":created_at")
    return Found(
        student_id(sid or email.partition("@")[0] or name),
        path,
        "gradescope",
        name=name,
        email=email,
        ids={"sid": sid} if sid else {},
        timestamp=moment if isinstance(moment, datetime) else _time(str(moment or "")),
    )


def _time(text: str) -> datetime | None:
    for form in ("%Y-%m-%d %H:%M:%S.%f %Z", "%Y-%m-%d %H:%M:%S %Z", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None
