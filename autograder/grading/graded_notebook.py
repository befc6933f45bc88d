"""Run one notebook in a confined session for its outputs, and put the verdicts where their grade cells are."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.grading.asked_cells import Answered, judge_answers
from autograder.grading.grade_cells import asked_exercise, graded_exercise, score_of
from autograder.grading.judge_submission import LOAD_SECONDS, Session
from autograder.judge.scoring import score_of_share
from autograder.reading import Piece, Submission, functions_in, needed_definitions
from autograder.reading.notebooks import cell_text
from autograder.sandbox.session import SessionLost
from cnn_utils.checks.card import html_card, plain_card
from cnn_utils.compare.verdict import Verdict
from cnn_utils.language.speaking import later, say

Cell = dict[str, Any]
Output = dict[str, Any]


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


def run_notebook(
    submission: Submission, masters: Mapping[str, str], session: Session, repairs: list[str]
) -> GradedNotebook:
    """Run every code cell in order, but for the grade cells of judged functions, which `put_verdicts` fills.

    Parameters
    ----------
    submission : Submission
        Its notebook is sanitised: grade cells hold the instructor's own source. It is changed in place.
    masters : mapping of str to str
        The instructor's source of each grade cell by grade_id.
    session : Session
        A confined session in which nothing has run yet.
    repairs : list of str
        Told which cells stopped before all that they define was there.
    """
    start = time.perf_counter()
    graded = GradedNotebook(submission.notebook)
    _make_ready(submission, session)
    pieces = {submission.cell_id(piece): piece for piece in submission.pieces}
    count = 0
    for index, cell in enumerate(graded.notebook["cells"]):
        nbgrader_metadata = cell["metadata"].get("nbgrader", {})
        grade_id, is_graded = nbgrader_metadata.get("grade_id", ""), bool(nbgrader_metadata.get("grade"))
        if is_graded:
            graded.points[grade_id] = float(nbgrader_metadata["points"])
            graded.scores[grade_id] = None
        if cell["cell_type"] != "code":
            continue
        count += 1
        cell["execution_count"] = count
        if is_graded and graded_exercise(masters.get(grade_id, "")):
            continue
        asked = asked_exercise(cell_text(cell)) if nbgrader_metadata.get("locked") else None
        if asked:
            answered = judge_answers(
                asked, graded.notebook["cells"], lambda name, attempt: session.ask_about(name, attempt=attempt)
            )
            _answers_cell(cell, grade_id, graded, answered)
            continue
        own_tests = is_graded and not nbgrader_metadata.get("solution")
        cell_id = cell.get("id", f"cell-{index}")
        result = session.run_cell(cell_text(cell), cell_id, as_written=own_tests)
        cell["outputs"] = list(result.outputs)
        for output in cell["outputs"]:
            if output["output_type"] == "execute_result":
                output["execution_count"] = count
        if own_tests:
            graded.scores[grade_id] = score_of(cell["outputs"], graded.points[grade_id])
        elif result.outcome == "raised" and cell_id in pieces:
            repairs += _define_the_rest(pieces[cell_id], cell["outputs"], session)
    graded.seconds = time.perf_counter() - start
    return graded


def _make_ready(submission: Submission, session: Session) -> None:
    """Give the notebook's shell what its code takes for granted: names of older libraries, modules handed in."""
    needed = needed_definitions(submission.pieces, submission.functions)
    pieces = tuple((piece.label, piece.source) for piece in submission.pieces)
    request = ("start", pieces, tuple(sorted(needed.free)), tuple(submission.modules.items()))
    try:
        session.load(request, LOAD_SECONDS[submission.assignment])
    except SessionLost:
        return  # a fresh process runs the cells without


def _define_the_rest(piece: Piece, outputs: Sequence[Output], session: Session) -> list[str]:
    """Define what a cell that stopped would have defined, for the cells below; say so if there is any such thing."""
    names = functions_in([piece])
    needed = needed_definitions([piece], names)
    if not names:
        return []
    try:
        session.load(("resume", tuple((each.label, each.source) for each in needed.pieces), (), ()))
    except SessionLost:
        return []
    error = next((output for output in outputs if output["output_type"] == "error"), None)
    if error is None:
        return [say("Cell {cell} stops with an error. What it defines was taken all the same.", cell=piece.number)]
    message = later("Cell {cell} stops with {error}. What it defines was taken all the same.")
    return [say(message, cell=piece.number, error=f"{error['ename']}: {error['evalue']}"[:200])]


def put_verdicts(graded: GradedNotebook, masters: Mapping[str, str], verdicts: Mapping[str, Verdict]) -> None:
    """Fill the grade cells of judged functions: verdict, score, and both as the cell's outputs."""
    for cell in graded.notebook["cells"]:
        nbgrader_metadata = cell["metadata"].get("nbgrader", {})
        grade_id = nbgrader_metadata.get("grade_id", "")
        exercise = graded_exercise(masters.get(grade_id, "")) if nbgrader_metadata.get("grade") else None
        if exercise is None or cell["cell_type"] != "code":
            continue
        verdict = verdicts[exercise]
        score = None if verdict.status == "ungraded" else score_of_share(verdict.share, graded.points[grade_id])
        graded.verdicts[grade_id], graded.scores[grade_id] = verdict, score
        cell["outputs"] = verdict_outputs(verdict, score, cell["execution_count"])


def _answers_cell(cell: Cell, grade_id: str, graded: GradedNotebook, answered: Answered) -> None:
    """Show the card; it counts where the course has given the cell points."""
    graded.answered[grade_id] = answered
    score = score_of_share(answered.share, graded.points[grade_id]) if grade_id in graded.points else None
    cell["outputs"] = _card_and_score(answered.html, answered.text, score, cell["execution_count"])
    if score is not None:
        graded.scores[grade_id] = score


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
