"""Run one notebook in a confined session for its outputs, and put the verdicts where their grade cells are."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Any

from autograder.grading.asked_cells import Answered, judge_answers
from autograder.grading.grade_cells import asked_exercise, graded_exercise, score_of
from autograder.grading.judge_submission import LOAD_SECONDS, Session
from autograder.judge.scoring import score_of_share
from autograder.reading import Piece, Submission, functions_in, needed_definitions
from autograder.reading.notebooks import cell_text
from autograder.sandbox.session import SessionLost
from autograder.sandbox.wire.cell_result import CodeCell
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
    for kind, cells in groupby(_cells_to_run(graded, masters), key=partial(_kind_of, masters)):
        together = list(cells)
        if kind == "plain":  # an instructor's own tests are not sent ahead, for cells before them to read
            session.prefetch([CodeCell(cell_text(cell)) for cell in together])
        for cell in together:
            if kind == "asks":
                _ask_about(cell, graded, session)
                continue
            outcome = _run(cell, session, as_written=kind == "tests")
            if kind == "tests":
                grade_id = _marks(cell)["grade_id"]
                graded.scores[grade_id] = score_of(cell["outputs"], graded.points[grade_id])
            elif outcome == "raised" and cell.get("id") in pieces:
                repairs += _define_the_rest(pieces[cell["id"]], cell["outputs"], session)
    graded.seconds = time.perf_counter() - start
    return graded


def _cells_to_run(graded: GradedNotebook, masters: Mapping[str, str]) -> list[Cell]:
    """Number the code cells, write down what each cell can score, and leave out those that the judge answers."""
    code = [cell for cell in graded.notebook["cells"] if cell["cell_type"] == "code"]
    for count, cell in enumerate(code, 1):
        cell["execution_count"] = count
    for cell in graded.notebook["cells"]:
        if (marks := _marks(cell)).get("grade"):
            grade_id = marks.get("grade_id", "")
            graded.points[grade_id], graded.scores[grade_id] = float(marks["points"]), None
    return [cell for cell in code if _kind_of(masters, cell) != "judged"]


def _kind_of(masters: Mapping[str, str], cell: Cell) -> str:
    """Find what a code cell is there for: "judged", "asks", "tests" of an instructor's own, or "plain"."""
    marks = _marks(cell)
    if marks.get("grade") and graded_exercise(masters.get(marks.get("grade_id", ""), "")):
        return "judged"
    if marks.get("locked") and asked_exercise(cell_text(cell)):
        return "asks"
    return "tests" if marks.get("grade") and not marks.get("solution") else "plain"


def _marks(cell: Cell) -> dict[str, Any]:
    """What nbgrader has written into a cell."""
    return dict(cell["metadata"].get("nbgrader", {}))


def _run(cell: Cell, session: Session, *, as_written: bool) -> str:
    """Run a cell, and keep its outputs in it; how it ended."""
    result = session.run_cell(cell_text(cell), cell.get("id", ""), as_written=as_written)
    cell["outputs"] = list(result.outputs)
    for output in cell["outputs"]:
        if output["output_type"] == "execute_result":
            output["execution_count"] = cell["execution_count"]
    return result.outcome


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
        if cell["cell_type"] != "code" or _kind_of(masters, cell) != "judged":
            continue
        grade_id = _marks(cell)["grade_id"]
        exercise = graded_exercise(masters[grade_id])
        assert exercise
        verdict = verdicts[exercise]
        score = None if verdict.status == "ungraded" else score_of_share(verdict.share, graded.points[grade_id])
        graded.verdicts[grade_id], graded.scores[grade_id] = verdict, score
        cell["outputs"] = verdict_outputs(verdict, score, cell["execution_count"])


def _ask_about(cell: Cell, graded: GradedNotebook, session: Session) -> None:
    """Judge the answers and show the card; it counts where the course has given the cell points."""
    exercise, grade_id = asked_exercise(cell_text(cell)), _marks(cell).get("grade_id", "")
    assert exercise
    answered = graded.answered[grade_id] = judge_answers(
        exercise, graded.notebook["cells"], lambda name, attempt: session.ask_about(name, attempt=attempt)
    )
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
