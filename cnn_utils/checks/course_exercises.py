"""What a course says of its own exercises, in the two files that it releases beside the notebook.

A course that gave exercises other points, or added some, has something to say; the others release the notebook alone.
`autograder sync` writes both files: data only, as in the package.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

FILE = "course_exercises"
"""Name of both files: .json and, for its arrays, .npz."""


@dataclass(frozen=True)
class CourseExercises:
    """What the course says.

    Attributes
    ----------
    assignment : str
    points : dict of str to float
        Every exercise of the notebook, in its order.
    hints : dict of str to list of str
        Of exercises whose hints are the course's.
    entries : dict
        Published cases and mistakes of exercises whose cases are the course's, as `case_files` writes them.
    arrays : mapping of str to ndarray
    """

    assignment: str
    points: dict[str, float]
    hints: dict[str, list[str]]
    entries: dict[str, Any]
    arrays: Mapping[str, np.ndarray]


def course_exercises() -> CourseExercises | None:
    """What lies in the folder that the notebook runs in, or None."""
    return _read(Path.cwd())


@cache
def _read(folder: Path) -> CourseExercises | None:
    path = folder / f"{FILE}.json"
    if not path.is_file():
        return None
    written = json.loads(path.read_text(encoding="utf-8"))
    with np.load(path.with_suffix(".npz"), allow_pickle=False) as arrays:
        return CourseExercises(**written, arrays=dict(arrays))
