"""A course of one's own: what this version gives, and what a course remembers of having been given."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.authoring.canonical import canonical
from autograder.authoring.source_notebooks import source_path
from autograder.course_languages import FILE as LANGUAGES
from autograder.course_languages import languages_line
from autograder.errors import UserError
from autograder.exercises import ASSIGNMENTS
from autograder.files import write_whole
from autograder.places import AUTOGRADER, GIVEN
from cnn_utils import __version__

RECORD = Path(".autograder/given.json")
_FILES = AUTOGRADER / "authoring" / "owning" / "course_files"


@dataclass(frozen=True)
class Given:
    """What a course was given last.

    Attributes
    ----------
    version : str
        The version that gave it.
    files : dict of str to str
        Hash of each file by its path in the course, notebooks apart.
    cells : dict of str to dict
        For each notebook the hash of each cell by its id.
    """

    version: str
    files: dict[str, str] = field(default_factory=dict)
    cells: dict[str, dict[str, str]] = field(default_factory=dict)


def given_files(assignments: Iterable[str] = ASSIGNMENTS) -> dict[str, bytes]:
    """Every file of a new course by its path in it, as this version has it."""
    notebooks = {f"source/{name}/{name}.ipynb": source_path(name, GIVEN).read_bytes() for name in assignments}
    return notebooks | {
        "nbgrader_config.py": (_FILES / "nbgrader_config.txt").read_bytes(),
        "exercises/README.md": (GIVEN / "docs" / "new_exercise.md").read_bytes(),
        "README.md": (_FILES / "README.md").read_bytes(),
        ".gitignore": (_FILES / "gitignore").read_bytes(),
    }


def make_course(
    root: Path, assignments: Iterable[str] = ASSIGNMENTS, languages: Sequence[str] = (), *, force: bool = False
) -> list[str]:
    """Write a new course.

    Parameters
    ----------
    root : Path
        Its folder, made if it is not there.
    assignments : iterable of str
    languages : sequence of str
        Codes of its languages, the first one first; English alone if there are none. Its notebooks in source/ stay
        English: they are what the others are made of.
    force : bool
        Write into a folder that holds something already, over files of the same names.

    Returns
    -------
    list of str
        Paths of what was written.

    Raises
    ------
    UserError
        If the folder holds something, unless forced.
    """
    if root.exists() and not root.is_dir():
        raise UserError(f"{root} is a file; name a folder for the course.")
    if not force and root.is_dir() and any(root.iterdir()):
        raise UserError(f"{root} is not empty. Name another folder, or add --force to write the course into this one.")
    files = given_files(assignments)
    chosen = {LANGUAGES: languages_line(languages).encode()} if languages else {}  # the instructor's from now on
    for path, content in (files | chosen).items():
        write_whole(root / path, content)
    write_given(root, given_now(files))
    return [*files, *chosen]


def given_now(files: dict[str, bytes]) -> Given:
    """What a course is to remember of these files."""
    notebooks = {path: cells_of(json.loads(content)) for path, content in files.items() if path.endswith(".ipynb")}
    return Given(
        __version__,
        {path: hash_of(content) for path, content in files.items() if path not in notebooks},
        {path: {cell: hash_of(text) for cell, text in cells.items()} for path, cells in notebooks.items()},
    )


def read_given(root: Path) -> Given | None:
    """What a course remembers, or None if it was not made by `autograder new-course`.

    Raises
    ------
    UserError
        If its record cannot be read.
    """
    path = root / RECORD
    try:
        return Given(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None
    except (ValueError, TypeError) as error:
        msg = f"{path} is damaged ({error}): take it back from Git, or delete it and go without updates."
        raise UserError(msg) from None


def write_given(root: Path, given: Given) -> None:
    """Have a course remember what it was given."""
    write_whole(root / RECORD, (json.dumps(given.__dict__, indent=1) + "\n").encode())


def cells_of(notebook: dict[str, Any]) -> dict[str, bytes]:
    """Cells of a notebook by their ids, each as bytes that are the same for the same cell, whoever ran it."""
    cells = json.loads(canonical(notebook))["cells"]
    return {cell["id"]: json.dumps(cell, sort_keys=True, ensure_ascii=False).encode() for cell in cells}


def hash_of(content: bytes) -> str:
    """Short name of a content."""
    return hashlib.sha256(content).hexdigest()[:16]
