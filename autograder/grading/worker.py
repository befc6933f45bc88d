"""One worker: a warm engine that turns the bytes of a submission into everything the course keeps of it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from autograder.cases import cases_for, key_for, relations_for
from autograder.course.records import Record, summary_of
from autograder.course_languages import instructors_language
from autograder.grading.active_content import harmless
from autograder.grading.feedback import feedback_page
from autograder.grading.grade_cells import graded_exercise
from autograder.grading.graded_notebook import GradedNotebook, put_verdicts, run_notebook
from autograder.grading.judge_submission import is_run, judge_submission, last_words
from autograder.grading.plan import Plan
from autograder.grading.restore_cells import sanitise
from autograder.own_course import set_course
from autograder.reading import NotANotebook, Submission, read_submission
from autograder.reading.matching import restore_grade_ids
from autograder.sandbox.engine import Engine
from autograder.sandbox.options import EngineOptions
from autograder.sandbox.session import Session
from cnn_utils.compare.verdict import Verdict
from cnn_utils.language.speaking import language_in_use, later, say, speaking

_FAULT = later(
    "The grader itself failed on this notebook, which is no mistake of yours: your instructor will look at it."
)


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

    def grade(
        self,
        plan: Plan,
        student: str,
        content: bytes,
        beside: Mapping[str, bytes] | None = None,
        *,
        is_second_try: bool = False,
    ) -> Graded:
        """Grade a submission; whatever it is, an answer comes back.

        Parameters
        ----------
        plan : Plan
        student : str
        content : bytes
            The notebook file as it was handed in.
        beside : mapping of str to bytes, optional
            Modules that were handed in with it, by name.
        is_second_try : bool
            Whether it had its time once already, on a machine that was too busy.
        """
        self._take_course()
        with speaking(language_in_use() if self._course is None else instructors_language(self._course)):
            return self._read_and_grade(plan, student, content, beside or {}, is_second_try=is_second_try)

    def _read_and_grade(
        self, plan: Plan, student: str, content: bytes, beside: Mapping[str, bytes], *, is_second_try: bool
    ) -> Graded:
        fingerprint = plan.fingerprint(student, content, beside)
        name = f"{plan.notebook}.ipynb"
        try:
            submission = read_submission(content, name=name, assignment=plan.assignment, beside=beside)
        except NotANotebook as error:
            return without_run(plan, student, fingerprint, error.sentence, 0.0)  # as nbgrader marks a missing notebook
        except Exception:  # noqa: BLE001 - as below
            return left_by_a_fault(plan, student, fingerprint)
        with speaking(submission.language):
            try:
                limits = self._engine.limits
                end = time.monotonic() + (limits.second_try_seconds if is_second_try else limits.submission_seconds)
                return self._grade(plan, student, fingerprint, submission, end)
            except Exception:  # noqa: BLE001 - one submission that breaks the grader must not stop a class; it is reported
                return left_by_a_fault(plan, student, fingerprint)

    def _take_course(self) -> None:
        """Work in the course of this worker; another one in this process may have taken its own meanwhile."""
        if self._course is not None:
            set_course(self._course)

    def _grade(self, plan: Plan, student: str, fingerprint: str, submission: Submission, end: float) -> Graded:
        exercises = list(dict.fromkeys(filter(None, map(graded_exercise, plan.masters.values()))))
        keys = {name: key_for(plan.secret, student, name) for name in exercises}
        # While the cells run, there is time to draw the cases.
        drawn = {
            name: self._background.submit(_draw, name, submission.edition, key)
            for name, key in keys.items()
            if is_run(submission, name)
        }
        repairs = [
            *restore_grade_ids(submission.notebook, plan.cells),
            *sanitise(submission.notebook, plan, submission.language),
        ]
        with Session(self._engine, end) as session:
            graded = run_notebook(submission, plan.masters, session, repairs)
        repairs += session.notes

        def key_once_drawn(exercise: str) -> bytes:
            drawn[exercise].result()
            return keys[exercise]

        judged = judge_submission(submission, exercises, lambda: Session(self._engine, end), key_once_drawn)
        put_verdicts(graded, plan.masters, judged.verdicts)
        wait(drawn.values())
        record = _record(student, fingerprint, graded, list(dict.fromkeys([*judged.repairs, *repairs])), judged.faults)
        comments = {verdict.exercise: _comment(verdict) for verdict in graded.verdicts.values()}
        # On one line: with an indent Python itself encodes, and not its C code, which takes 3 ms of a submission.
        text = json.dumps(graded.notebook, ensure_ascii=False) + "\n"
        page = feedback_page(plan.assignment, record, graded)
        return Graded(record, text.encode("utf-8", "replace"), page.encode("utf-8", "replace"), comments)


def _draw(exercise: str, edition: str, key: bytes) -> None:
    """Draw cases and relations, which are then kept for whoever asks next."""
    cases_for(exercise, edition, key)
    relations_for(exercise, key)


def _record(student: str, fingerprint: str, graded: GradedNotebook, repairs: list[str], faults: list[str]) -> Record:
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
        faults=faults,
        answered=[answered.to_json() for answered in graded.answered.values()],
        language=language_in_use(),
    )


def left_by_a_fault(plan: Plan, student: str, fingerprint: str) -> Graded:
    """Answer, while an exception is handled, for a submission on which the grader itself failed."""
    return without_run(plan, student, fingerprint, say(_FAULT), None, [last_words()])


def without_run(
    plan: Plan, student: str, fingerprint: str, reason: str, score: float | None, faults: Sequence[str] = ()
) -> Graded:
    """Answer for a submission that was not run: every grade cell gets the same score, None for "a person must look"."""
    points = {cell.grade_id: cell.points for cell in plan.cells if cell.grade}
    scores: dict[str, float | None] = dict.fromkeys(points, score)
    language = language_in_use()
    record = Record(student, fingerprint, scores, points, problem=reason, faults=list(faults), language=language)
    page = feedback_page(plan.assignment, record, None)  # the reason may name a file, whose name may be no text
    return Graded(record, b"", page.encode("utf-8", "replace"), {})


def _comment(verdict: Verdict) -> str | None:
    if verdict.status == "unfilled":
        return say("No response.")
    # nbgrader's feedback page takes a comment for markdown, and the message may quote what the student raised.
    return None if verdict.status == "passed" else harmless(verdict.message)
