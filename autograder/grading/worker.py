"""One worker: a warm engine that turns the bytes of a submission into everything the course keeps of it."""

from __future__ import annotations

import json
import traceback
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Any, Self

from autograder.cases import cases_for, key_for, reference_for, relations_for
from autograder.course.records import Record, summary_of
from autograder.grading import Cells, GradedNotebook, grade_notebook
from autograder.grading.active_content import harmless
from autograder.grading.feedback import feedback_page
from autograder.grading.grade_cells import graded_exercise
from autograder.grading.plan import Plan
from autograder.grading.restore_cells import sanitise
from autograder.judge import judge
from autograder.own_course import set_course
from autograder.reading import NotANotebook, Submission, is_stub, read_submission
from autograder.reading.matching import restore_grade_ids
from autograder.sandbox.engine import Engine
from autograder.sandbox.options import EngineOptions
from autograder.sandbox.session import Session
from cnn_utils.calling.plain_values import to_plain
from cnn_utils.compare.calls import Call, Observation, Plain
from cnn_utils.compare.verdict import Verdict
from cnn_utils.questions.question import Asked


@dataclass(frozen=True)
class Graded:
    """What one submission leaves behind.

    Attributes
    ----------
    record : Record
    notebook : bytes
        The executed notebook for autograded/; empty if there was none to run.
    feedback : bytes
        The page for feedback/.
    comments : dict of str to str or None
        Automatic comment by the grade_id of the solution cell.
    """

    record: Record
    notebook: bytes
    feedback: bytes
    comments: dict[str, str | None]


class Worker:
    """Grades submissions of one assignment, one after the other, each in a confined session of its own.

    Parameters
    ----------
    options : EngineOptions
        Of the course: its folder is hidden, except its datasets/.
    """

    def __init__(self, options: EngineOptions) -> None:
        self._engine, self._course = Engine(options), options.course
        self._background = ThreadPoolExecutor(1, "background")

    def __enter__(self) -> Self:
        self._take_course()
        self._engine.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._background.shutdown()
        self._engine.__exit__(kind, error, where)

    def grade(self, plan: Plan, student: str, content: bytes) -> Graded:
        """Grade a submission; whatever it is, an answer comes back.

        Parameters
        ----------
        plan : Plan
        student : str
        content : bytes
            The notebook file as it was handed in.
        """
        self._take_course()
        fingerprint = plan.fingerprint(student, content)
        try:
            submission = read_submission(content, name=f"{plan.notebook}.ipynb", assignment=plan.assignment)
        except NotANotebook as error:
            return without_run(plan, student, fingerprint, str(error), 0.0)  # as nbgrader marks a missing notebook
        try:
            return self._grade(plan, student, fingerprint, submission)
        except Exception:  # noqa: BLE001 - one submission that breaks the grader must not stop a class; it is reported
            return without_run(plan, student, fingerprint, f"The grader itself failed: {_last_words()}", None)

    def _take_course(self) -> None:
        """Work in the course of this worker; another one in this process may have taken its own meanwhile."""
        if self._course is not None:
            set_course(self._course)

    def _grade(self, plan: Plan, student: str, fingerprint: str, submission: Submission) -> Graded:
        notebook = submission.notebook
        repairs = [*submission.repairs, *restore_grade_ids(notebook, plan.cells), *sanitise(notebook, plan)]
        stubs = frozenset(
            name for name, text in submission.functions.items() if name not in submission.broken and is_stub(text)
        )

        right: set[str] = set()
        exercises = filter(None, map(graded_exercise, plan.masters.values()))
        keys = {name: key_for(plan.secret, student, name) for name in exercises}
        # While the first cells run, there is time to draw the cases.
        drawn = {name: self._background.submit(_draw, name, key) for name, key in keys.items() if name not in stubs}

        def ask(exercise: str, cells: Cells, stub: bool) -> Verdict:
            key = keys[exercise]
            try:
                if exercise in drawn:
                    drawn[exercise].result()
                verdict = judge(exercise, cells.observe, key=key, stub=stub, right=right, prefetch=cells.prefetch)
                # Another definition further down may be a wrong one.
                if verdict.status == "passed" and submission.is_defined_once(exercise):
                    right.add(exercise)
                return verdict
            except Exception:  # noqa: BLE001 - a judge that fails leaves one exercise to a person, not the submission
                return Verdict(exercise, "ungraded", 0.0, notes=(f"The grader itself failed: {_last_words()}",))

        with Session(self._engine) as session:
            graded = grade_notebook(notebook, plan.masters, _Confined(session), ask, stubs=stubs)
            repairs += session.notes
        wait(drawn.values())
        record = _record(student, fingerprint, graded, repairs)
        comments = {verdict.exercise: _comment(verdict) for verdict in graded.verdicts.values()}
        text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
        page = feedback_page(plan.assignment, student, record, graded)
        return Graded(record, text.encode("utf-8", "replace"), page.encode("utf-8", "replace"), comments)


def _draw(exercise: str, key: bytes) -> None:
    """Draw cases and relations, which are then kept for whoever asks next."""
    cases_for(exercise, "current", key)
    relations_for(exercise, key)


def _record(student: str, fingerprint: str, graded: GradedNotebook, repairs: list[str]) -> Record:
    exercises = [
        summary_of(verdict, graded.scores[grade_id], graded.points[grade_id])
        for grade_id, verdict in graded.verdicts.items()
    ]
    return Record(
        student,
        fingerprint,
        graded.scores,
        graded.points,
        exercises,
        repairs,
        round(graded.seconds, 3),
        answered=[answered.to_json() for answered in graded.answered.values()],
    )


def without_run(plan: Plan, student: str, fingerprint: str, reason: str, score: float | None) -> Graded:
    """Answer for a submission that was not run: every grade cell gets the same score, None for "a person must look"."""
    points = {cell.grade_id: cell.points for cell in plan.cells if cell.grade}
    record = Record(student, fingerprint, dict.fromkeys(points, score), points, problem=reason)
    return Graded(record, b"", feedback_page(plan.assignment, student, record, None).encode(), {})


class _Confined:
    """A session as `grade_notebook` wants it, with the reference standing in for helpers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def run_cell(self, source: str, cell_id: str, *, as_written: bool) -> list[dict[str, Any]]:
        return self._session.run_cell(source, cell_id, as_written=as_written).outputs

    def observe(self, call: Call) -> Observation:
        return self._session.observe(call, _answer_helper)

    def prefetch(self, calls: Sequence[Call]) -> None:
        self._session.prefetch(calls)

    def ask_about(self, exercise: str, attempt: int) -> Asked:
        return self._session.ask_about(exercise, attempt=attempt)


_reference = cache(reference_for)  # asked for at every window of a convolution


def _answer_helper(name: str, args: tuple[Plain, ...]) -> Plain:
    return to_plain(_reference(name)(*args))


def _last_words() -> str:
    return traceback.format_exc(limit=-3).strip()


def _comment(verdict: Verdict) -> str | None:
    if verdict.status == "unfilled":
        return "No response."
    # nbgrader's feedback page takes a comment for markdown, and the message may quote what the student raised.
    return None if verdict.status == "passed" else harmless(verdict.message)
