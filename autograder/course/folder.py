"""The course folder, as nbgrader lays it out and configures it."""

from __future__ import annotations

import os
import secrets
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any
from unicodedata import category
from urllib.parse import quote

from nbgrader.coursedir import CourseDirectory
from sqlalchemy.engine import make_url
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.course.times import parse_moment, zone_named
from autograder.errors import UserError
from autograder.files import NotAPlainFile, naming_damage, read_plain, write_whole
from cnn_utils.language.speaking import later, say, together

_SECRET_FILE = ".autograder/secret"
_SECRET_BYTES = 32
_LONGEST_NAME = 240  # bytes of a student's id; file systems take 255, with what we put behind
_LONGEST_TIME = 1000  # bytes of timestamp.txt: a time has 33


class CourseError(UserError):
    """Something in the course folder keeps it from being graded. The message says what, and what to do."""


@dataclass(frozen=True)
class SubmittedFile:
    """One submitted notebook.

    Attributes
    ----------
    student : str
    path : Path
        The notebook. It may not exist: the folder was handed in without it.
    timestamp : datetime or None
        When it was handed in, UTC, if known.
    note : str
        What a person should know of this file, or "".
    """

    student: str
    path: Path
    timestamp: datetime | None
    note: str = ""

    @property
    def unusable(self) -> str:
        """Why nothing in its folder can count as this student's, or ""."""
        home = self.path.parent
        if home.is_symlink() or home.parent.is_symlink():
            return "the folder is a link, and may lead to what is somebody else's"
        try:
            too_long = len(self.student.encode()) > _LONGEST_NAME
        except UnicodeEncodeError:
            return "the folder's name is not UTF-8"
        if any(category(letter) == "Cc" for letter in self.student):
            return "the folder's name holds control characters"
        return "no file can have so long a name" if too_long else ""


class Course:
    """A course folder with its nbgrader configuration.

    Parameters
    ----------
    root : Path
        The folder that holds source/, release/, submitted/ and so on. Its nbgrader_config.py is read if there is one.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        if not self.root.is_dir():
            msg = f"There is no course folder {root}. Give one with --course, or make one with `autograder demo`."
            raise CourseError(msg)
        put_scripts_on_path()
        self.config = _config_of(self.root)
        self.directory: Any = CourseDirectory(config=self.config, root=str(self.root))
        self._refuse_misread_path()

    @property
    def db_url(self) -> str:
        """SQLAlchemy address of the gradebook."""
        return str(self.directory.db_url)

    @property
    def course_id(self) -> str:
        """nbgrader's course id."""
        return str(self.directory.course_id)

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """Folder of a student's assignment in a step: "submitted", "autograded" or "feedback"."""
        directory = getattr(self.directory, f"{step}_directory")
        return Path(self.directory.format_path(directory, student, assignment))

    def own_folder(self, name: str) -> Path:
        """Folder of our own notes in the course: fingerprints and verdicts."""
        folder = self.root / ".autograder" / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def submissions(self, assignment: str, notebook: str, students: frozenset[str]) -> Iterator[SubmittedFile]:
        """Submitted notebooks of an assignment in the order of the students' ids; all students if none are named."""
        folder = self.root / self.directory.submitted_directory
        for home in sorted(folder.iterdir() if folder.is_dir() else ()):
            place = self.folder("submitted", home.name, assignment)
            if place.is_dir() and (not students or home.name in students):
                yield SubmittedFile(home.name, place / f"{notebook}.ipynb", *self.timestamp(place))

    def timestamp(self, place: Path) -> tuple[datetime | None, str]:
        """When a submission was handed in, and a sentence where that cannot be made out."""
        try:
            content = read_plain(place / "timestamp.txt", _LONGEST_TIME + 1)
        except FileNotFoundError:
            return None, ""
        except NotAPlainFile as error:
            return None, together([error.args[0], say("Whether the submission was late is not known.")])
        except OSError as error:
            message = later("timestamp.txt cannot be read ({why}): whether it was late is not known.")
            return None, say(message, why=error.strerror)
        text = content.decode("utf-8", "replace").strip("\ufeff \t\r\n")
        if not text:
            return None, say("timestamp.txt is empty: whether the submission was late is not known.")
        moment = parse_moment(text, self.zone) if len(content) <= _LONGEST_TIME else None
        message = later(
            "timestamp.txt says {text!r}, a time that cannot be read: whether the submission was late is not known."
        )
        return moment, "" if moment else say(message, text=text[:60])

    def secret(self) -> bytes:
        """Return the course's secret, made at the first call and readable by its owner alone.

        Raises
        ------
        UserError
            If it is damaged: hidden cases would be drawn from what somebody could guess.
        """
        path = self.root / _SECRET_FILE
        if not path.exists():
            write_whole(path, f"{secrets.token_hex(_SECRET_BYTES)}\n".encode(), mode=0o600)
        with naming_damage(path, "put it back from a copy, or delete it and grade all again with --force"):
            secret = bytes.fromhex(path.read_text().strip())
            if len(secret) < _SECRET_BYTES:
                raise ValueError("it is too short")
        return secret

    def _refuse_misread_path(self) -> None:
        """Nbgrader makes the gradebook's address of the course's path without quoting it."""
        meant = self.root / "gradebook.db"
        found = make_url(self.db_url).database
        if self.db_url != f"sqlite:///{meant}" or found == str(meant):
            return
        msg = (
            f"nbgrader would keep the gradebook of {self.root} in {found}: in the address that it makes of the path, "
            "? and % mean something else. Rename the folder, or write into its nbgrader_config.py\n"
            f"    c.CourseDirectory.db_url = {f'sqlite:///{quote(str(meant))}'!r}"
        )
        raise CourseError(msg)

    @property
    def zone(self) -> tzinfo:
        """Where the course is: the zone of times that name none, as configured for nbgrader's exchange.

        Raises
        ------
        CourseError
            If there is no such zone.
        """
        name = str(self.config.Exchange.get("timezone", "UTC"))
        zone = zone_named(name)
        if zone is None:
            msg = f"nbgrader_config.py says c.Exchange.timezone = {name!r}, and there is no such zone."
            raise CourseError(msg)
        return zone


def put_scripts_on_path() -> None:
    """Let nbgrader find `alembic`, which it starts by name, when the environment was not activated."""
    scripts = sysconfig.get_path("scripts")
    if scripts not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join(filter(None, (scripts, os.environ.get("PATH"))))


def _config_of(root: Path) -> Config:
    if not (root / "nbgrader_config.py").is_file():
        return Config()
    try:
        config: Config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    except Exception as error:  # whatever the instructor's own Python raises
        msg = f"{root / 'nbgrader_config.py'} stops with {type(error).__name__}: {error}."
        raise CourseError(msg) from error
    return config
