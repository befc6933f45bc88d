"""Tell cnn_utils which exercises come with the package, and what each is worth."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.authoring.source_notebooks import ROOT, read_cells, source_path
from autograder.exercises import ASSIGNMENTS, exercise_of, exercises_of


def exercises_files(root: Path = ROOT) -> dict[Path, bytes]:
    """The exercises of both assignments as data of cnn_utils; the path is relative to root."""
    return _data("exercises", {each: [one.name for one in exercises_of(each) if not one.added] for each in ASSIGNMENTS})


def points_files(root: Path = ROOT) -> dict[Path, bytes]:
    """The points of every exercise, which stand in the notebooks alone; the path is relative to root."""
    return _data("points", {each: points_in(source_path(each, root)) for each in ASSIGNMENTS})


def _data(name: str, content: object) -> dict[Path, bytes]:
    return {Path(f"cnn_utils/data/{name}.json"): (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()}


def points_in(path: Path) -> dict[str, float]:
    """Points by exercise, in the notebook's order."""
    cells = [cell["metadata"].get("nbgrader", {}) for cell in read_cells(path)]
    return {exercise_of(cell["grade_id"]): cell["points"] for cell in cells if cell.get("grade")}
