"""Points of each exercise, as the instructor's notebooks in source/ say: the course's, or those of this version."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from autograder.exercises import exercises_of
from autograder.files import read_notebook
from autograder.own_course import course_root, kept
from autograder.places import GIVEN


@kept()
def points_of(assignment: str) -> dict[str, float]:
    """Points by exercise; 0 for one that the notebook does not grade.

    Parameters
    ----------
    assignment : str
        "step_by_step" or "application".
    """
    places = (root for root in (course_root(), GIVEN) if root is not None)
    paths = (root / "source" / assignment / f"{assignment}.ipynb" for root in places)
    found = _points_in(next(path for path in paths if path.is_file()))
    return {exercise.name: found.get(exercise.name, 0.0) for exercise in exercises_of(assignment)}


def _points_in(path: Path) -> dict[str, float]:
    points: dict[str, float] = {}
    for cell in read_notebook(path)["cells"]:
        nbgrader_metadata: dict[str, Any] = cell["metadata"].get("nbgrader", {})
        checked = re.search(r"\b(?:check|grade)\(\s*(\w+)", "".join(cell["source"]))
        if nbgrader_metadata.get("grade") and checked:
            points[checked[1]] = points.get(checked[1], 0.0) + float(nbgrader_metadata["points"])
    return points
