"""The cases that students receive, and what known mistakes give on them: data only, made by `autograder sync`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from cnn_utils.checks.case_files import DATA, decode
from cnn_utils.checks.course_exercises import course_exercises
from cnn_utils.compare.calls import Call
from cnn_utils.compare.expected import Expected
from cnn_utils.compare.mistakes import WrongParts
from cnn_utils.compare.verdict import Hint

_PACKAGED: dict[str, str] = {
    name: assignment
    for assignment, names in json.loads((DATA / "exercises.json").read_text(encoding="utf-8")).items()
    for name in names
}


def exercises() -> dict[str, str]:
    """Name every graded function and the assignment it belongs to, those of the course beside the notebook included."""
    own = course_exercises()
    return _PACKAGED | (dict.fromkeys(own.entries, own.assignment) if own else {})


@dataclass(frozen=True)
class VisibleCase:
    """One published call.

    Attributes
    ----------
    id, title : str
    call : Call
    expected : Expected
    mistakes : tuple of (Hint, WrongParts)
        What each known mistake gets wrong in this case; empty wrong_parts where it gets it right.
    """

    id: str
    title: str
    call: Call
    expected: Expected
    mistakes: tuple[tuple[Hint, WrongParts], ...]


def load(exercise: str) -> tuple[VisibleCase, ...]:
    """Read the visible cases of an exercise."""
    own = course_exercises()
    if own is not None and exercise in own.entries:
        return _cases(exercise, own.entries[exercise], own.arrays)
    return _packaged(exercise)


@cache
def _packaged(exercise: str) -> tuple[VisibleCase, ...]:
    written, arrays = _read(_PACKAGED[exercise])
    return _cases(exercise, written[exercise], arrays)


def _cases(exercise: str, entry: dict[str, Any], arrays: Mapping[str, np.ndarray]) -> tuple[VisibleCase, ...]:
    mistakes = [(Hint(**mistake["hint"]), mistake["wrong_parts"]) for mistake in entry["mistakes"]]
    return tuple(
        VisibleCase(
            id=case["id"],
            title=decode(case["title"], arrays),
            call=Call(exercise, decode(case["args"], arrays), kind=case["kind"]),
            expected=decode(case["expected"], arrays),
            mistakes=tuple((hint, decode(wrong_parts[number], arrays)) for hint, wrong_parts in mistakes),
        )
        for number, case in enumerate(entry["cases"])
    )


@cache
def _read(assignment: str) -> tuple[dict[str, Any], Mapping[str, np.ndarray]]:
    written = json.loads((DATA / f"{assignment}.json").read_text(encoding="utf-8"))
    with np.load(DATA / f"{assignment}.npz", allow_pickle=False) as arrays:
        return written, dict(arrays)
