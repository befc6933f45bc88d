"""Grade one file that someone has: any notebook or script of any edition, without a course and without a gradebook."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from autograder.cases import reference_for
from autograder.cases.points import points_of
from autograder.exercises import exercises_of
from autograder.judge import judge
from autograder.reading import NotANotebook, Submission, inlined_helpers, is_stub, needed_definitions, read_submission
from autograder.sandbox.engine import SandboxUnavailable
from autograder.sandbox.session import SessionLost
from cnn_utils.calling.plain_values import to_plain
from cnn_utils.compare.calls import Call, Observation, Plain
from cnn_utils.compare.verdict import Finding, Verdict


class Session(Protocol):
    """A confined process in which a notebook's functions are prepared and called."""

    def load(self, request: Plain, seconds: float | None = None) -> Plain:
        """Run definitions; answer with what had to be repaired, or raise `SessionLost`."""

    def observe(
        self, call: Call, answer_helper: Callable[[str, tuple[Plain, ...]], Plain] | None = None
    ) -> Observation:
        """Call one of the functions."""

    def prefetch(self, calls: Sequence[Call]) -> None:
        """Make calls ahead that `observe` will ask for, in this order."""


# Definitions take milliseconds; more is a mistake in the notebook, except for importing what TensorFlow loads lazily.
_LOAD_SECONDS = {"step_by_step": 10.0, "application": 60.0}

OpenSession = Callable[[str], AbstractContextManager[Session]]


@dataclass(frozen=True)
class Mark:
    """One exercise of a checked file.

    Attributes
    ----------
    verdict : Verdict
    score : float or None
        None where the grader itself could not run the function.
    max_score : float
    """

    verdict: Verdict
    score: float | None
    max_score: float

    @property
    def message(self) -> str:
        """What the verdict says, its notes included."""
        return " ".join([self.verdict.message, *self.verdict.notes])


@dataclass(frozen=True)
class Checked:
    """A file after grading.

    Attributes
    ----------
    file : str
    assignment, edition : str or None
        None for a file that is no notebook.
    marks : tuple of Mark
    repairs : tuple of str
    problem : str
        What the file is, if it is no notebook; else "".
    """

    file: str
    assignment: str | None
    edition: str | None
    marks: tuple[Mark, ...] = ()
    repairs: tuple[str, ...] = ()
    problem: str = ""

    @property
    def score(self) -> float | None:
        """Sum of the scores that could be given; None if there is none."""
        scores = [mark.score for mark in self.marks if mark.score is not None]
        return round(sum(scores), 2) if scores else None

    @property
    def max_score(self) -> float | None:
        """The most that the exercises that could be graded are worth; None if there is none."""
        points = [mark.max_score for mark in self.marks if mark.score is not None]
        return round(sum(points), 2) if points else None

    def to_json(self) -> dict[str, Any]:
        """The object that `autograder check --json` prints as one line; its keys and their order are a contract."""
        line: dict[str, Any] = {
            "file": self.file,
            "assignment": self.assignment,
            "edition": "own" if self.edition == "current" else self.edition,  # the contract's word
            "score": self.score,
            "max_score": self.max_score,
            "repairs": list(self.repairs),
            "exercises": [_exercise_json(mark) for mark in self.marks],
        }
        return line | {"error": self.problem} if self.problem else line


def check_file(path: Path, open_session: OpenSession, assignment: str | None = None) -> Checked:
    """Read, run and judge one file; whatever it is, an answer comes back.

    Parameters
    ----------
    path : Path
    open_session : callable
        Takes the assignment, returns a context that yields a fresh `Session`.
    assignment : str, optional
        Recognised from the file if not given.
    """
    try:
        submission = read_submission(path, assignment=assignment)
    except NotANotebook as error:
        return Checked(str(path), assignment, None, problem=str(error))
    names = graded_names(submission)
    verdicts = {name: verdict for name in names if (verdict := _without_running(submission, name))}
    repairs = list(submission.repairs)
    open_names = [name for name in names if name not in verdicts]
    if open_names:
        try:
            verdicts |= _judge_together(submission, open_names, open_session, repairs)
        except SandboxUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - the engine itself; as above
            verdicts |= {name: _ungraded(name, error) for name in open_names}
    repairs = list(dict.fromkeys(repairs))
    points = points_of(submission.assignment)
    marks = tuple(_mark(verdicts[name], points[name]) for name in names)
    return Checked(str(path), submission.assignment, submission.edition, marks, tuple(repairs))


def graded_names(submission: Submission) -> list[str]:
    """Exercises to grade: all of the assignment, or the one function that the 2021 edition builds the network in.

    Editions before it do not have that function, and ours has all: it is graded where it is defined.
    """
    own = submission.edition == "current"
    names = [exercise.name for exercise in exercises_of(submission.assignment) if own or not exercise.added]
    if "convolutional_model" not in names:
        return names
    others = [name for name in names if name != "convolutional_model"]
    there = {*submission.functions, *submission.broken}
    if "convolutional_model" not in there and submission.edition != "2021":
        return others
    return names if there & set(others) and submission.edition != "2021" else ["convolutional_model"]


def _without_running(submission: Submission, name: str) -> Verdict | None:
    """The verdict where the text alone decides: no such function, one that does not parse, or the stub."""
    if name in submission.functions:
        text = submission.functions[name]
        if is_stub(text):
            return judge(name, _nothing, stub=True)
        return _not_by_itself(inlined_helpers(text)) if name == "model" else None
    if name in submission.broken:
        return Verdict(name, "error", 0.0, findings=(Finding("", "", submission.broken[name]),))
    message = f"The file defines no function {name}."
    return Verdict(name, "missing", 0.0, findings=(Finding("", "", message),))


def _not_by_itself(helpers: Sequence[str]) -> Verdict | None:
    """Leave a training ungraded that stands on a network of its own: no mistake, but nothing to hold it against."""
    if not helpers:
        return None
    message = (
        f"model does the work of {' and '.join(helpers)} itself, so its training cannot be judged apart from its "
        "network: it is left ungraded, and costs nothing."
    )
    return Verdict("model", "ungraded", 0.0, findings=(Finding("", "", message),))


def _nothing(_call: Call) -> Observation:
    return Observation("missing")


def _judge_together(
    submission: Submission, names: Sequence[str], open_session: OpenSession, repairs: list[str]
) -> dict[str, Verdict]:
    """Judge exercises in one session; where its code ends the session, each in a session of its own."""
    with open_session(submission.assignment) as session:
        try:
            repairs += _load(submission, names, session)
        except SessionLost as lost:
            if len(names) == 1:
                message = f"The code around {names[0]} could not be run: {lost}"
                return {names[0]: Verdict(names[0], lost.outcome, 0.0, findings=(Finding("", "", message),))}  # type: ignore[arg-type]
        else:
            return _judge_in_order(submission, names, session)
    alone = [_judge_together(submission, [name], open_session, repairs) for name in names]
    return {name: verdict for found in alone for name, verdict in found.items()}


def _judge_in_order(submission: Submission, names: Sequence[str], session: Session) -> dict[str, Verdict]:
    verdicts: dict[str, Verdict] = {}
    for name in names:  # helpers come first
        right = {done for done, verdict in verdicts.items() if verdict.status == "passed"}
        verdicts[name] = _judge(submission, name, session, right)
    return verdicts


def _load(submission: Submission, names: Sequence[str], session: Session) -> list[str]:
    needed = needed_definitions(submission.pieces, names)
    pieces = tuple((piece.label, piece.source) for piece in needed.pieces)
    answer = session.load((pieces, tuple(sorted(needed.free))), _LOAD_SECONDS[submission.assignment])
    return [text for text in answer if isinstance(text, str)] if isinstance(answer, list) else []


def _judge(submission: Submission, name: str, session: Session, right: Collection[str]) -> Verdict:
    def answer_helper(helper: str, args: tuple[Plain, ...]) -> Plain:
        return to_plain(reference_for(helper, submission.edition)(*args))

    def observe(call: Call) -> Observation:
        return session.observe(call, answer_helper)

    try:
        return judge(name, observe, edition=submission.edition, right=right, prefetch=session.prefetch)
    except Exception as error:  # noqa: BLE001 - a fault of the grader's is reported as such and costs no points
        return _ungraded(name, error)


def _ungraded(name: str, error: Exception) -> Verdict:
    message = f"The grader itself failed: {type(error).__name__}: {error}"
    return Verdict(name, "ungraded", 0.0, findings=(Finding("", "", message),))


def _mark(verdict: Verdict, points: float) -> Mark:
    score = None if verdict.status == "ungraded" else round(min(max(verdict.share, 0.0), 1.0) * points, 2)
    return Mark(verdict, score, points)


def _exercise_json(mark: Mark) -> dict[str, Any]:
    return {
        "exercise": mark.verdict.exercise,
        "status": mark.verdict.status,
        "score": mark.score,
        "max_score": mark.max_score,
        "misconceptions": [hint.misconception for hint in mark.verdict.hints],
        "message": mark.message,
    }
