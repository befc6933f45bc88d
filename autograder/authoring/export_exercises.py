"""Tell cnn_utils which exercises there are, and the hints of those that a course added."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.authoring.source_notebooks import ASSIGNMENTS, ROOT
from autograder.exercises import exercises_of


def exercises_files(root: Path = ROOT) -> dict[Path, bytes]:
    """The exercises of both assignments as data of cnn_utils; the path is relative to root."""
    names = {each: {exercise.name: exercise.hints for exercise in exercises_of(each)} for each in ASSIGNMENTS}
    text = json.dumps(names, indent=1, ensure_ascii=False) + "\n"
    return {Path("cnn_utils/data/exercises.json"): text.encode()}
