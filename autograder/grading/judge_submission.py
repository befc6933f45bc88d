"""The one way in which a submission's functions are judged: for check, a class run, Gradescope and nbgrader alike."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

from autograder.cases import FIXED_KEY, differs, reference_for
from autograder.exercises import EXERCISES
from autograder.judge import judge
from autograder.reading import Submission, binds, inlined_helpers, is_stub, needed_definitions
from autograder.sandbox.engine import SandboxUnavailable
from autograder.sandbox.session import SessionLost
from autograder.sandbox.wire.cell_result import CellResult, CodeCell
from autograder.sandbox.wire.notices import sentence_of
from cnn_utils.calling.plain_values import to_plain
from cnn_utils.compare.calls import Call, Observation, Plain
from cnn_utils.compare.sentences import describe_failure
from cnn_utils.compare.verdict import Finding, Status, Verdict
from cnn_utils.language.speaking import later, listed, say
from cnn_utils.questions.question import Asked

# Definitions take milliseconds; more is a mistake in the notebook, except for importing what TensorFlow loads lazily.
LOAD_SECONDS = {"step_by_step": 10.0, "application": 60.0}
_FAULT = later("The grader itself failed here, which is no mistake of yours: your instructor will look at it.")


class Session(Protocol):
    """A confined process in which a notebook's cells run and its functions are called.

    Attributes
    ----------
    notes : list of str
        What a reader should know; complete once the session has ended.
    """

    notes: list[str]

    def load(self, request: Plain, seconds: float | None = None) -> Plain:
        """Prepare the namespace; answer with what had to be repaired, or raise `SessionLost`."""

    def run_cell(
        self, source: str, cell_id: str = "", *, pictures: bool = True, as_written: bool = False
    ) -> CellResult:
        """Run one code cell; `as_written` past the notebook's own hooks."""

    def observe(
        self, call: Call, answer_helper: Callable[[str, tuple[Plain, ...]], Plain] | None = None
    ) -> Observation:
        """Call one of the functions."""

    def prefetch(self, requests: Sequence[Call | CodeCell]) -> None:
        """Make calls ahead that `observe` will ask for, or run cells that `run_cell` will, in this order."""

    def ask_about(self, exercise: str, *, attempt: int = 1) -> Asked:
        """Make questions about one of the functions."""


OpenSession = Callable[[], AbstractContextManager[Session]]


@dataclass
class Judged:
    """What the judge says of a submission.

    Attributes
    ----------
    verdicts : dict of str to Verdict
        By exercise.
    repairs : list of str
        One sentence for each thing that was missing and given, or failed and was skipped.
    faults : list of str
        The grader's own tracebacks where it failed, for the instructor alone.
    """

    verdicts: dict[str, Verdict] = field(default_factory=dict)
    repairs: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def judge_submission(
    submission: Submission,
    names: Sequence[str],
    open_session: OpenSession,
    key_for: Callable[[str], bytes] = lambda exercise: FIXED_KEY,
) -> Judged:
    """Judge exercises by the definitions in a submission, whatever the notebook around them does.

    Parameters
    ----------
    submission : Submission
    names : sequence of str
        Exercises, helpers first.
    open_session : callable
        Returns a context that yields a fresh `Session`.
    key_for : callable
        Takes an exercise and gives the key that its hidden cases are drawn from.
    """
    by_text = {name: verdict for name in names if (verdict := _without_running(submission, name))}
    judged = Judged(dict(by_text), list(submission.repairs))
    open_names = [name for name in names if name not in by_text]
    if open_names:
        try:
            _Judging(submission, open_session, key_for, judged).together(open_names)
        except SandboxUnavailable:  # true of every submission
            raise
        except Exception:  # noqa: BLE001 - the engine itself: what is not judged by now is left to a person
            judged.faults.append(last_words())
    judged.verdicts = {name: judged.verdicts.get(name) or ungraded(name) for name in names}
    judged.repairs = list(dict.fromkeys(judged.repairs))
    return judged


def ungraded(exercise: str) -> Verdict:
    """The verdict where the grader itself failed: one sentence, no score, and none of its inner life."""
    return _said(exercise, "ungraded", say(_FAULT))


def last_words() -> str:
    """The end of the traceback of the exception that is being handled."""
    return traceback.format_exc(limit=-3).strip()


def _said(exercise: str, status: Status, message: str) -> Verdict:
    return Verdict(exercise, status, 0.0, findings=(Finding("", "", message),))


def is_run(submission: Submission, name: str) -> bool:
    """Whether an exercise is judged by what its function does; else its text alone decides."""
    return _without_running(submission, name) is None


def _without_running(submission: Submission, name: str) -> Verdict | None:
    """The verdict where the text alone decides: no such function, one that does not parse, or the stub."""
    if name in submission.functions:
        text = submission.functions[name]
        if is_stub(text):
            return judge(name, lambda _: Observation("missing"), stub=True)
        return _not_by_itself(inlined_helpers(text)) if name == "model" else None
    if name in submission.broken:
        return _said(name, "error", submission.broken[name])
    return None if binds(submission.pieces, name) else _said(name, "missing", _missing(name))


def _missing(name: str) -> str:
    return describe_failure(name, Observation("missing"))


def _not_by_itself(helpers: Sequence[str]) -> Verdict | None:
    """Leave a training ungraded that stands on a network of its own: no mistake, but nothing to hold it against."""
    if not helpers:
        return None
    message = later(
        "model does the work of {helpers} itself, so its training cannot be judged apart from its network: "
        "it is left ungraded, and costs nothing."
    )
    return _said("model", "ungraded", say(message, helpers=listed(helpers)))


@dataclass
class _Judging:
    """One submission under way."""

    submission: Submission
    open_session: OpenSession
    key_for: Callable[[str], bytes]
    judged: Judged
    right_by_ours: set[str] = field(default_factory=set)

    def together(self, names: Sequence[str]) -> None:
        """Judge exercises in one session; where the code around them ends it, each in a session of its own."""
        with self.open_session() as session:
            is_done = self._in_one_session(names, session)
        self.judged.repairs += session.notes
        if not is_done:
            for name in names:
                self.together([name])

    def _in_one_session(self, names: Sequence[str], session: Session) -> bool:
        """Judge exercises as far as the code around them lets; whether that was far enough."""
        try:
            failed = self._load(names, session)
        except SessionLost as lost:
            if len(names) > 1:
                return False
            message = say("The code around {exercise} could not be run: {why}", exercise=names[0], why=lost.reason)
            self.judged.verdicts[names[0]] = _said(names[0], lost.outcome, message)  # type: ignore[arg-type] # never "returned"
        else:
            self._in_order(names, session, failed)
        return True

    def _load(self, names: Sequence[str], session: Session) -> Mapping[str, str]:
        """Run what the exercises need; the sentence of each definition that failed, by the name it would have bound."""
        needed = needed_definitions(self.submission.pieces, names)
        pieces = tuple((piece.label, piece.source) for piece in needed.pieces)
        request = ("judge", pieces, tuple(sorted(needed.free)), tuple(self.submission.modules.items()))
        answer = session.load(request, LOAD_SECONDS[self.submission.assignment])
        repairs, failed = answer if type(answer) is tuple and len(answer) == 2 else ([], {})
        if isinstance(repairs, list):
            self.judged.repairs += filter(None, map(sentence_of, repairs))
        found = failed if isinstance(failed, dict) else {}
        return {name: sentence for name, notice in found.items() if (sentence := sentence_of(notice))}

    def _in_order(self, names: Sequence[str], session: Session, failed: Mapping[str, str]) -> None:
        right: set[str] = set()
        for name in names:  # helpers come first
            verdict = self._judge(name, session, right)
            if verdict.status == "missing":
                verdict = (
                    _said(name, "error", failed[name]) if name in failed else _said(name, "missing", _missing(name))
                )
            if verdict.status == "passed":
                right.add(name)
            self.judged.verdicts[name] = verdict

    def _judge(self, name: str, session: Session, right: Collection[str]) -> Verdict:
        edition = self.submission.edition
        # Where an edition teaches less than what is right, nobody loses points by being right.
        editions = [edition, "current"] if differs(edition, name) else [edition]
        if self.right_by_ours.intersection(EXERCISES[name].helpers):  # that one is no mistake of theirs
            editions.reverse()
        verdicts: dict[str, Verdict] = {}
        for rules in editions:
            verdict = verdicts[rules] = self._judge_by_the_rules_of(rules, name, session, right)
            if verdict.status == "passed" and rules != edition:
                self.right_by_ours.add(name)
                return verdict
            if verdict.status != "failed":
                break
        return verdicts.get(edition, verdict)

    def _judge_by_the_rules_of(self, edition: str, name: str, session: Session, right: Collection[str]) -> Verdict:
        reference = cache(lambda helper: reference_for(helper, edition))  # asked for at every window of a convolution

        def observe(call: Call) -> Observation:
            return session.observe(call, lambda helper, args: to_plain(reference(helper)(*args)))

        try:
            return judge(name, observe, edition=edition, key=self.key_for(name), right=right, prefetch=session.prefetch)
        except Exception:  # noqa: BLE001 - a fault of the grader's leaves one exercise to a person, not the submission
            self.judged.faults.append(last_words())
            return ungraded(name)
