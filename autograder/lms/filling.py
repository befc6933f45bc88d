"""Put the chosen notebooks into submitted/ and remember who is who; unpack a zip without trusting it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from autograder.course.folder import Course
from autograder.course.roster import ROSTER, Person, read_roster
from autograder.errors import UserError
from autograder.files import write_whole
from autograder.lms.deciding import Decision

_MOST_BYTES = 4 << 30  # of a whole download, unpacked


def fill(course: Course, assignment: str, decision: Decision) -> None:
    """Copy each notebook to submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb, with its time, and update the roster."""
    roster = read_roster(course.root)
    for one in decision.take:
        home = course.folder("submitted", one.student, assignment)
        write_whole(home / f"{assignment}.ipynb", one.path.read_bytes())
        if one.timestamp is not None:
            write_whole(home / "timestamp.txt", f"{one.timestamp:%Y-%m-%d %H:%M:%S} UTC\n".encode())
        known = roster[one.student].ids if one.student in roster else {}
        roster[one.student] = Person(one.student, one.name, one.email, known | one.ids)
    text = json.dumps([asdict(person) for person in roster.values()], ensure_ascii=False, indent=1)
    write_whole(course.root / ROSTER, text.encode())


@contextmanager
def opened(source: Path) -> Iterator[Path]:
    """Give a folder to look through: `source` itself, or what a zip file holds.

    Raises
    ------
    UserError
        If there is nothing there, or the zip is damaged, too large, or holds a path that leads out of it.
    """
    if source.is_dir():
        yield source
    elif zipfile.is_zipfile(source):
        with TemporaryDirectory(prefix="collect-") as folder:
            _unpack(source, Path(folder))
            yield Path(folder)
    else:
        msg = f"{source} is neither a folder nor a zip file. Give the folder of submissions, or the download as it is."
        raise UserError(msg)


def _unpack(source: Path, folder: Path) -> None:
    with zipfile.ZipFile(source) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > _MOST_BYTES:
            msg = f"{source} would unpack to more than 4 GiB; it is not unpacked."
            raise UserError(msg)
        for member in members:
            path = PurePosixPath(member.filename.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
                msg = f"{source} holds the path {member.filename!r}, which leads out of it; nothing was unpacked."
                raise UserError(msg)
        archive.extractall(folder)
