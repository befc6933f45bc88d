"""Add an exercise to a notebook of this project: its cells, its record and its cases.

What is written runs as it is, with a function that doubles its input in the place of the real one; the instructor
rewrites it. docs/new_exercise.md leads through that.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.canonical import canonical
from autograder.authoring.owning.exercise_templates import cells_of, grading_of, record_of
from autograder.authoring.source_notebooks import ROOT, source_path
from autograder.errors import UserError
from autograder.exercises import ADDED, EXERCISES, Exercise
from autograder.files import read_notebook

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,49}")  # it becomes part of cell ids, which hold 64 characters


@dataclass(frozen=True)
class Added:
    """What adding an exercise changed.

    Attributes
    ----------
    notebook, record, grading : Path
        Relative to the project's folder.
    before, after : float
        Points of the whole assignment.
    """

    notebook: Path
    record: Path
    grading: Path
    before: float
    after: float


def add_exercise(exercise: Exercise, points: float, root: Path = ROOT) -> Added:
    """Write the cells, the record and the cases of a new exercise; all of it or nothing.

    Parameters
    ----------
    exercise : Exercise
    points : float
        What it is worth.
    root : Path
        The project's folder.

    Raises
    ------
    UserError
        If a name is none or is taken, if there are no points, or if the files cannot be written.
    """
    path = source_path(exercise.assignment, root)
    if not path.is_file():
        raise UserError(f"There is no {path}: an exercise is added to a notebook of the course.")
    notebook = read_notebook(path)
    _check(exercise, points, notebook["cells"])
    before = _total(notebook["cells"])
    place = 1 + max(index for index, cell in enumerate(notebook["cells"]) if _nbgrader_metadata(cell).get("grade"))
    notebook["cells"][place:place] = cells_of(exercise, points)
    folder = Path(ADDED)
    added = Added(
        path.relative_to(root),
        folder / f"{exercise.name}.toml",
        folder / f"{exercise.name}.py",
        before,
        _total(notebook["cells"]),
    )
    files = {
        added.record: record_of(exercise).encode(),
        added.grading: grading_of(exercise).encode(),
        added.notebook: canonical(notebook),  # last: it alone was there before
    }
    _write(files, root)
    return added


def _check(exercise: Exercise, points: float, cells: list[dict[str, Any]]) -> None:
    name = exercise.name
    for word in (name, *exercise.parameters, *exercise.returns):
        if not _NAME.fullmatch(word) or keyword.iskeyword(word):
            msg = f"{word!r} cannot name a function or a value: use letters, digits and _, a letter first, at most 50."
            raise UserError(msg)
    if len(set(exercise.parameters)) < len(exercise.parameters) or not exercise.parameters or not exercise.returns:
        raise UserError("A new exercise takes one parameter or more, no two of one name, and returns something.")
    if name in EXERCISES:
        raise UserError(f"There is an exercise {name} already, in {EXERCISES[name].assignment}: choose another name.")
    if hasattr(builtins, name):
        raise UserError(f"{name} is a name of Python's own: choose another one.")
    if name in _names_in(cells):
        raise UserError(f"The notebook {exercise.assignment} uses the name {name} already: choose another one.")
    if points <= 0:
        raise UserError(f"An exercise is worth more than 0 points; {points:g} was given.")


def _names_in(cells: list[dict[str, Any]]) -> set[str]:
    """Every name that the notebook's code binds, and the ids of its cells."""
    return {cell["id"] for cell in cells} | {
        name for cell in cells if cell["cell_type"] == "code" for name in _bound("".join(cell["source"]))
    }


def _bound(source: str) -> Iterator[str]:
    with suppress(SyntaxError):  # a cell of IPython's own commands
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield node.name
            elif isinstance(node, ast.alias):
                yield node.asname or node.name
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


def _nbgrader_metadata(cell: dict[str, Any]) -> dict[str, Any]:
    nbgrader_metadata: dict[str, Any] = cell["metadata"].get("nbgrader", {})
    return nbgrader_metadata


def _total(cells: list[dict[str, Any]]) -> float:
    return float(sum(_nbgrader_metadata(cell)["points"] for cell in cells if _nbgrader_metadata(cell).get("grade")))


def _write(files: dict[Path, bytes], root: Path) -> None:
    """Put all files in place, or none; only the last may replace one that was there."""
    new: list[Path] = []
    try:
        with tempfile.TemporaryDirectory(prefix=".new-exercise-", dir=root) as staging:
            for number, content in enumerate(files.values()):
                (Path(staging) / str(number)).write_bytes(content)
            for number, path in enumerate(files):
                (root / path).parent.mkdir(exist_ok=True)
                (Path(staging) / str(number)).replace(root / path)
                new.append(root / path)
    except OSError as error:
        for path in new:
            path.unlink()
        raise UserError(f"Nothing was added: {root} cannot be written: {error.strerror}.") from None
