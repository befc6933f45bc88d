"""Tell cnn_utils what each exercise is worth, for the progress card: the points stand in the notebooks alone."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.authoring.source_notebooks import ASSIGNMENTS, ROOT, read_cells, source_path


def points_files(root: Path = ROOT) -> dict[Path, bytes]:
    """The points of every exercise as data of cnn_utils; the path is relative to root."""
    points = {assignment: _points(source_path(assignment, root)) for assignment in ASSIGNMENTS}
    return {Path("cnn_utils/data/points.json"): (json.dumps(points, indent=1) + "\n").encode()}


def _points(path: Path) -> dict[str, float]:
    """Points by exercise, in the notebook's order: its grade cell is named check_<exercise>."""
    cells = [cell["metadata"].get("nbgrader", {}) for cell in read_cells(path)]
    return {cell["grade_id"].removeprefix("check_"): cell["points"] for cell in cells if cell.get("grade")}
