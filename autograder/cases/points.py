"""Points of each exercise, as the instructor's notebooks in source/ say."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from autograder.exercises import exercises_of
from autograder.places import GIVEN

SOURCE = GIVEN / "source"
_DEFAULT = 10.0


@cache
def points_of(assignment: str) -> dict[str, float]:
    """Points by exercise; 10 each where the package was installed without its source notebooks.

    Parameters
    ----------
    assignment : str
        "step_by_step" or "application".
    """
    names = [exercise.name for exercise in exercises_of(assignment)]
    found = _points_in(SOURCE / assignment / f"{assignment}.ipynb")
    return {name: found.get(name, _DEFAULT) for name in names}


def _points_in(path: Path) -> dict[str, float]:
    if not path.is_file():
        return {}
    points: dict[str, float] = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        nbgrader_metadata: dict[str, Any] = cell["metadata"].get("nbgrader", {})
        checked = re.search(r"\b(?:check|grade)\(\s*(\w+)", "".join(cell["source"]))
        if nbgrader_metadata.get("grade") and checked:
            points[checked[1]] = points.get(checked[1], 0.0) + float(nbgrader_metadata["points"])
    return points
