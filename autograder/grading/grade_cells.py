"""What a grade cell asks for, and what its outputs are worth by nbgrader's own rules."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from autograder.exercises import EXERCISES
from autograder.own_course import kept
from autograder.reading.matching import MasterCell


@kept(maxsize=256)
def graded_exercise(source: str) -> str | None:
    """Find the function that a grade cell hands to ``autograder.grade``.

    Parameters
    ----------
    source : str
        The instructor's source of the cell, hidden tests included.

    Returns
    -------
    str or None
        None for a cell with tests of an instructor's own, which is run as it stands.
    """
    return _handed_to("grade", source)


@kept(maxsize=256)
def asked_exercise(source: str) -> str | None:
    """Find the function that a cell asks about, as in ``ask(zero_pad, answers_zero_pad)``; None for other cells."""
    exercise = _handed_to("ask", source)
    return exercise if exercise and f"answers_{exercise}" in source else None


def _handed_to(grader: str, source: str) -> str | None:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == grader and node.args:
            subject = node.args[0]
            if isinstance(subject, ast.Name) and subject.id in EXERCISES:
                return subject.id
    return None


def has_own_tests(cell: MasterCell) -> bool:
    """Whether a cell is scored by what it does in the student's process, and not by the judge outside of it."""
    return cell.cell_type == "code" and cell.grade and not cell.solution and graded_exercise(cell.source) is None


def score_of(outputs: Sequence[dict[str, Any]], points: float) -> float:
    """Score an instructor's own grade cell by its outputs.

    The rules are nbgrader's (``nbgrader.utils.determine_grade``): an error is 0, else the first result that is a number
    counts, else all points. Its gaps are closed: text on stderr costs nothing, because a warning is no mistake; True
    and NumPy scalars count as what they are; and any other result that is no number from 0 to `points` is worth 0
    instead of everything.
    """
    if any(output["output_type"] == "error" for output in outputs):
        return 0.0
    for output in outputs:
        if output["output_type"] == "execute_result":
            return _number_in(output, points)
    return points


def _number_in(output: dict[str, Any], points: float) -> float:
    text = output.get("data", {}).get("text/plain", "")
    text = "".join(text) if isinstance(text, list) else str(text)
    if text.startswith("np.float") and text.endswith(")"):
        text = text[text.index("(") + 1 : -1]
    if text == "True":
        return points
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if 0.0 <= number <= points else 0.0
