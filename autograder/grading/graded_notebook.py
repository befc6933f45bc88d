"""Run one notebook in a confined session and judge its graded functions as their grade cells are reached."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from autograder.grading.asked_cells import Answered, judge_answers
from autograder.grading.grade_cells import asked_exercise, graded_exercise, score_of
from cnn_utils.checks.card import html_card, plain_card
from cnn_utils.compare.calls import Call, Observation
from cnn_utils.compare.verdict import Verdict
from cnn_utils.questions.question import Asked

Cell = dict[str, Any]
Output = dict[str, Any]


class Cells(Protocol):
    """What a session must offer: run a cell, call a function."""

    def run_cell(self, source: str, cell_id: str, *, as_written: bool) -> Sequence[Output]:
        """Run one code cell and return its notebook outputs; `as_written` past the notebook's own hooks."""

    def observe(self, call: Call) -> Observation:
        """Call a function that the cells defined."""

    def prefetch(self, calls: Sequence[Call]) -> None:
        """Make calls ahead that `observe` will ask for, in this order."""

    def ask_about(self, exercise: str, attempt: int) -> Asked:
        """Make questions about a function that the cells defined."""


Judge = Callable[[str, Cells, bool], Verdict]


@dataclass
class GradedNotebook:
    """A notebook after grading.

    Attributes
    ----------
    notebook : dict
        The executed notebook, nbformat 4, as JSON.
    scores : dict of str to float or None
        Score of each grade cell by grade_id; None where nobody could say (manual grading, or the grader failed).
    points : dict of str to float
        The most each grade cell can score.
    verdicts : dict of str to Verdict
        By grade_id, for the cells that a judge answered.
    answered : dict of str to Answered
        By grade_id, for the cells that ask about the code; they have a score only where they have points.
    seconds : float
        Wall-clock time of running and judging.
    """

    notebook: dict[str, Any]
    scores: dict[str, float | None] = field(default_factory=dict)
    points: dict[str, float] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    answered: dict[str, Answered] = field(default_factory=dict)
    seconds: float = 0.0


def grade_notebook(
    notebook: dict[str, Any], masters: Mapping[str, str], session: Cells, judge: Judge, *, stubs: frozenset[str]
) -> GradedNotebook:
    """Run every code cell in order; at a judged grade cell, ask the judge instead.

    Parameters
    ----------
    notebook : dict
        A sanitised notebook (nbformat 4): grade cells hold the instructor's own source. It is changed in place.
    masters : mapping of str to str
        The instructor's source of each grade cell by grade_id.
    session : Cells
        A confined session in which nothing has run yet.
    judge : callable
        Takes an exercise's name, the session, and whether the function is known to be the stub; returns the verdict.
    stubs : frozenset of str
        Exercises whose function is still the released stub.

    Returns
    -------
    GradedNotebook
    """
    start = time.perf_counter()
    graded = GradedNotebook(notebook)
    count = 0
    for index, cell in enumerate(notebook["cells"]):
        nbgrader_metadata = cell["metadata"].get("nbgrader", {})
        grade_id = nbgrader_metadata.get("grade_id", "")
        if nbgrader_metadata.get("grade"):
            graded.points[grade_id] = float(nbgrader_metadata["points"])
        if cell["cell_type"] != "code":
            if nbgrader_metadata.get("grade"):
                graded.scores[grade_id] = None
            continue
        count += 1
        cell["execution_count"] = count
        exercise = graded_exercise(masters.get(grade_id, "")) if nbgrader_metadata.get("grade") else None
        if exercise:
            _judge_cell(cell, grade_id, graded, judge(exercise, session, exercise in stubs))
            continue
        asked = asked_exercise(_text(cell["source"])) if nbgrader_metadata.get("locked") else None
        if asked:
            _answers_cell(cell, grade_id, graded, judge_answers(asked, notebook["cells"], session.ask_about))
            continue
        own_tests = bool(nbgrader_metadata.get("grade")) and not nbgrader_metadata.get("solution")
        cell_id = cell.get("id", f"cell-{index}")
        cell["outputs"] = list(session.run_cell(_text(cell["source"]), cell_id, as_written=own_tests))
        for output in cell["outputs"]:
            if output["output_type"] == "execute_result":
                output["execution_count"] = count
        if nbgrader_metadata.get("grade"):
            graded.scores[grade_id] = score_of(cell["outputs"], graded.points[grade_id]) if own_tests else None
    graded.seconds = time.perf_counter() - start
    return graded


def _judge_cell(cell: Cell, grade_id: str, graded: GradedNotebook, verdict: Verdict) -> None:
    points = graded.points[grade_id]
    score = None if verdict.status == "ungraded" else share_of_points(verdict.share, points)
    graded.verdicts[grade_id], graded.scores[grade_id] = verdict, score
    cell["outputs"] = verdict_outputs(verdict, score, cell["execution_count"])


def _answers_cell(cell: Cell, grade_id: str, graded: GradedNotebook, answered: Answered) -> None:
    """Show the card; it counts where the course has given the cell points."""
    graded.answered[grade_id] = answered
    score = share_of_points(answered.share, graded.points[grade_id]) if grade_id in graded.points else None
    cell["outputs"] = _card_and_score(answered.html, answered.text, score, cell["execution_count"])
    if score is not None:
        graded.scores[grade_id] = score


def share_of_points(share: float, points: float) -> float:
    """Turn a share into a score: a float from 0 to `points`, rounded to a hundredth."""
    return min(max(round(float(share) * points, 2), 0.0), float(points))


def verdict_outputs(verdict: Verdict, score: float | None, execution_count: int) -> list[Output]:
    """Write a verdict as notebook outputs: the card, then the score in the form that nbgrader reads."""
    return _card_and_score(html_card(verdict), plain_card(verdict), score, execution_count)


def _card_and_score(html: str, text: str, score: float | None, execution_count: int) -> list[Output]:
    card: Output = {"output_type": "display_data", "data": {"text/html": html, "text/plain": text}, "metadata": {}}
    if score is None:
        return [card]
    result: Output = {
        "output_type": "execute_result",
        "data": {"text/plain": repr(float(score))},
        "metadata": {},
        "execution_count": execution_count,
    }
    return [card, result]


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
