"""Tell students what a course changed: points, hints and exercises of its own, in two files beside the notebook.

nbgrader releases whatever lies beside a notebook in source/ along with it; so both files are written there too.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from autograder.authoring.export_data import points_in
from autograder.authoring.publish_cases import archive_of, published_entry
from autograder.authoring.source_notebooks import assignments_in, source_path
from autograder.course_languages import release_folders
from autograder.course_modules import own_misconceptions, own_solution
from autograder.exercises import Exercise, exercises_of
from cnn_utils.checks.case_files import DATA, ArrayStore
from cnn_utils.checks.course_exercises import FILE


def course_exercises_files(root: Path) -> dict[Path, bytes]:
    """The two files of every assignment that differs from the package's; paths are relative to root."""
    return {
        Path(step) / assignment / f"{FILE}.{kind}": content
        for assignment in assignments_in(root)
        for kind, content in beside_notebook(assignment, root).items()
        for step in ("source", *release_folders(root).values())
    }


def beside_notebook(assignment: str, root: Path) -> dict[str, bytes]:
    """Content of the two files by their ending; nothing where the package says all there is to say."""
    exercises, points = exercises_of(assignment), points_in(source_path(assignment, root))
    hints = {one.name: one.hints for one in exercises if one.hints}
    store = ArrayStore()
    entries = {one.name: published_entry(one.name, store) for one in exercises if _is_own(one)}
    if not (hints or entries or points != _packaged_points(assignment)):
        return {}
    said: dict[str, Any] = {"assignment": assignment, "points": points, "hints": hints, "entries": entries}
    return {"json": (json.dumps(said, indent=1, ensure_ascii=False) + "\n").encode(), "npz": archive_of(store)}


def _is_own(exercise: Exercise) -> bool:
    """Whether its cases or its mistakes are the course's."""
    name = exercise.name
    return exercise.added or bool(own_misconceptions(name)) or own_solution(name) is not None


def _packaged_points(assignment: str) -> dict[str, float]:
    points: dict[str, float] = json.loads((DATA / "points.json").read_text(encoding="utf-8"))[assignment]
    return points
