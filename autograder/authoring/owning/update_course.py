"""Bring a course up to date: what was left alone becomes this version's, what was changed is kept and shown.

Three ways for each file, and in notebooks for each cell by its id: as it was given, as it is, as this version has it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.authoring.canonical import canonical
from autograder.authoring.owning.new_course import (
    Given,
    cells_of,
    given_files,
    given_now,
    hash_of,
    read_given,
    write_given,
)
from autograder.authoring.source_notebooks import assignments_in
from autograder.errors import UserError
from autograder.files import read_notebook, write_whole

Cell = dict[str, Any]


@dataclass
class Update:
    """What an update does.

    Attributes
    ----------
    since : str
        The version that the course was given by.
    files : dict of str to bytes
        New content by path.
    brought : list of str
        What is brought up to date, a line each.
    kept : list of str
        What the instructor changed and this version too: kept as theirs.
    """

    since: str
    files: dict[str, bytes] = field(default_factory=dict)
    brought: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def planned_update(root: Path) -> Update:
    """What `update_course` would do; nothing is written.

    Parameters
    ----------
    root : Path
        The course.

    Raises
    ------
    UserError
        If the course does not say what it was given.
    """
    given = read_given(root)
    if given is None:
        msg = f"{root} does not say which version made it: only a course of `autograder new-course` can be updated."
        raise UserError(msg)
    update = Update(given.version)
    for path, new in _offered(root, given).items():
        if path in given.cells:
            _merge_notebook(root / path, path, given.cells[path], new, update)
        else:
            _choose_file(root / path, path, given.files.get(path, ""), new, update)
    return update


def update_course(root: Path) -> Update:
    """Write the update into the course, which then remembers this version; see `planned_update`."""
    update = planned_update(root)
    given = read_given(root)
    for path, content in update.files.items():
        write_whole(root / path, content)
    if given is not None:
        write_given(root, given_now(_offered(root, given)))
    return update


def _offered(root: Path, given: Given) -> dict[str, bytes]:
    """Give what the version has for the assignments that the course was given and still has."""
    names = [name for name in assignments_in(root) if f"source/{name}/{name}.ipynb" in given.cells]
    return given_files(names)


def _choose_file(file: Path, path: str, was: str, new: bytes, update: Update) -> None:
    found = hash_of(file.read_bytes()) if file.is_file() else ""
    if hash_of(new) in (was, found):
        return
    if found == was:
        update.files[path] = new
        update.brought.append(path)
    else:
        update.kept.append(f"{path}: you changed it{'' if found else ' (it is gone)'}, and it has changed since")


def _merge_notebook(file: Path, path: str, was: Mapping[str, str], new: bytes, update: Update) -> None:
    """Take over, cell by cell, what the instructor left alone; their own cells stay where they are."""
    notebook, newer = read_notebook(file), json.loads(new)
    here = {cell: hash_of(text) for cell, text in cells_of(notebook).items()}
    there = {cell: hash_of(text) for cell, text in cells_of(newer).items()}
    offered = {cell["id"]: cell for cell in newer["cells"]}
    merged: list[Cell] = []
    for cell in notebook["cells"]:
        name = cell["id"]
        left_alone, is_new = here[name] == was.get(name), there.get(name) != was.get(name)
        if left_alone and is_new:
            merged += [offered[name]] if name in offered else []
            update.brought.append(f"{path}, cell {name}{'' if name in offered else ': taken out'}")
            continue
        merged.append(cell)
        if is_new and name in was and there.get(name) != here[name]:
            update.kept.append(f"{path}, cell {name}: you changed it, and it has changed since")
    _add_new_cells(merged, offered, was, update, path)
    if merged != notebook["cells"]:
        update.files[path] = canonical(notebook | {"cells": merged})


def _add_new_cells(
    merged: list[Cell], offered: Mapping[str, Cell], was: Mapping[str, str], update: Update, path: str
) -> None:
    """Put each cell that this version adds behind the cell that it follows there."""
    before = ""
    for name, cell in offered.items():
        names = [one["id"] for one in merged]
        if name not in names and name not in was:
            merged.insert(names.index(before) + 1 if before in names else 0, cell)
            update.brought.append(f"{path}, cell {name}: new")
        before = name if name in [one["id"] for one in merged] else before
