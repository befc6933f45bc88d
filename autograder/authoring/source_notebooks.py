"""The instructor's notebooks as they lie in source/: where they are, and their cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autograder.exercises import ASSIGNMENTS
from autograder.files import read_notebook
from autograder.places import GIVEN

ROOT = GIVEN


def assignments_in(root: Path = ROOT) -> list[str]:
    """Those of the two assignments that a course has."""
    return [assignment for assignment in ASSIGNMENTS if source_path(assignment, root).is_file()]


def source_path(assignment: str, root: Path = ROOT) -> Path:
    """Where an assignment's own notebook is."""
    return root / "source" / assignment / f"{assignment}.ipynb"


def read_cells(path: Path) -> list[dict[str, Any]]:
    """Cells of a notebook, the source of each as one string; see `files.read_notebook`."""
    cells: list[dict[str, Any]] = read_notebook(path)["cells"]
    for cell in cells:
        cell["source"] = "".join(cell["source"])
    return cells
