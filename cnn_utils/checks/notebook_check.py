"""check(function): run the visible cases in the notebook and show a card."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnn_utils.calling.observe import observe
from cnn_utils.checks.blanks import first_blank
from cnn_utils.checks.card import html_card, plain_card
from cnn_utils.checks.progress_card import record
from cnn_utils.checks.visible_cases import VisibleCase, exercises, load
from cnn_utils.compare.calls import Observation
from cnn_utils.compare.mistakes import best, branch_of, explain, wrong_parts_of
from cnn_utils.compare.outputs import compare, leaves_arguments_unchanged
from cnn_utils.compare.sentences import describe, describe_failure
from cnn_utils.compare.verdict import Finding, Hint, Status, Verdict
from cnn_utils.compare.where import window_of
from cnn_utils.language.speaking import say, together
from cnn_utils.notebook import executed_for


class CheckFailedError(AssertionError):
    """Raised by `check` under nbgrader's Validate alone, whose report is made of exceptions."""

    def _render_traceback_(self) -> list[str]:
        """Give Jupyter the card's own words in place of a traceback."""
        return str(self).splitlines()


class CheckResult:
    """What `check` returns: true if the visible checks passed. It was shown already, so it displays nothing."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict

    @property
    def passed(self) -> bool:
        """Whether the visible checks passed."""
        return self.verdict.status == "passed"

    def __bool__(self) -> bool:
        return self.passed

    def __repr__(self) -> str:
        return plain_card(self.verdict, visible_only=True)

    def _ipython_display_(self) -> None:
        """Keep a notebook from showing the card twice."""


def check(function: Callable[..., Any], exercise: str | None = None) -> CheckResult:
    """Run the visible checks of an exercise on your function and show what they found.

    Your function is called on copies of published inputs, with output and warnings set aside; your session stays as it
    is. The card says what was compared, what you returned, what was expected and where they first differ.

    Parameters
    ----------
    function : callable
        Your function, for example ``zero_pad``.
    exercise : str, optional
        The exercise it answers, if the function has another name.

    Returns
    -------
    CheckResult
        True if the visible checks passed. More is tested when the notebook is graded.

    Raises
    ------
    TypeError
        If `function` cannot be called.
    ValueError
        If there is no exercise of that name.
    """
    name = _exercise_of(function, exercise)
    verdict = check_silently(function, name)
    record(verdict)
    _show(verdict)
    if verdict.status != "passed" and executed_for() == "validate":
        raise CheckFailedError(plain_card(verdict, visible_only=True))
    return CheckResult(verdict)


def check_silently(function: Callable[..., Any], exercise: str) -> Verdict:
    """Run the visible checks and return the verdict without showing it."""
    cases = load(exercise)
    seen = [observe(function, case.call) for case in cases]
    blank = first_blank(function) if any(map(_stops_at_none, seen)) else None
    findings = tuple(
        finding for case, one in zip(cases, seen, strict=True) if (finding := _finding(case, one, blank)) is not None
    )
    seconds = sum(one.seconds for one in seen)
    status = _status(seen, findings, blank)
    hints = () if status in ("passed", "unfilled") else _hints(cases, seen)
    share = 1 - len({finding.case for finding in findings}) / len(cases)
    return Verdict(exercise, status, share, (), findings, hints, cases=len(cases), seconds=seconds)


def _exercise_of(function: Callable[..., Any], exercise: str | None) -> str:
    if not callable(function):
        found = repr(type(function).__name__)
        msg = say("check() takes a function, as in check(zero_pad); it was given {found}.", found=found)
        raise TypeError(msg)
    name = exercise or getattr(function, "__name__", type(function).__name__)
    known = exercises()
    if name not in known:
        listed = ", ".join(known)
        msg = say("There is no exercise {exercise}. The exercises are: {known}.", exercise=repr(name), known=listed)
        raise ValueError(msg)
    return name


def _finding(case: VisibleCase, seen: Observation, blank: str | None) -> Finding | None:
    if seen.outcome != "returned":
        raised = seen.raised
        line, source = (raised.line, raised.source) if raised else (None, "")
        message = describe_failure(case.call.exercise, seen)
        if blank is not None and _stops_at_none(seen):
            # The line that stops may be the blank itself: then it is told once.
            waiting = say("Still to be filled in: `{line}`.", line=blank)
            until = say("Until then {message}", message=message)
            message = waiting if blank in source else together([waiting, until])
        return Finding(case.id, case.title, message, line=line, source=source)
    difference = compare(seen.value, case.expected)
    if difference is not None:
        message = describe(difference, reveal=True)
        return Finding(case.id, case.title, message, True, difference, window_of(case.call, difference))
    if not leaves_arguments_unchanged(seen, case.call):
        message = say("The values are right, but the function changes its input: work on a copy.")
        return Finding(case.id, case.title, message)
    return None


def _status(seen: list[Observation], findings: tuple[Finding, ...], blank: str | None) -> Status:
    if not findings:
        return "passed"
    if all(
        (one.outcome == "returned" and _is_nothing(one.value)) or (blank is not None and _stops_at_none(one))
        for one in seen
    ):
        return "unfilled"
    return "failed" if any(one.outcome == "returned" for one in seen) else "error"


def _is_nothing(value: Any) -> bool:  # noqa: ANN401 - any plain value
    """Whether a stub returned this: None, a tuple that begins with nothing, or a record of nothing."""
    if isinstance(value, dict):
        return all(map(_is_nothing, value.values()))
    return value is None or (isinstance(value, tuple) and all(map(_is_nothing, value[:1])))


def _stops_at_none(seen: Observation) -> bool:
    """Whether a None led to the error, as a line does that is not filled in."""
    return seen.raised is not None and "None" in seen.raised.message + seen.raised.source


def _hints(cases: tuple[VisibleCase, ...], seen: list[Observation]) -> tuple[Hint, ...]:
    """Name the known mistakes that give exactly these outputs."""
    ours = [wrong_parts_of(one, case.call, case.expected) for case, one in zip(cases, seen, strict=True)]
    known = {hint.misconception: hint for case in cases for hint, _ in case.mistakes}
    matches = {}
    for name in known:
        theirs = [next((d for hint, d in case.mistakes if hint.misconception == name), None) for case in cases]
        match = explain(ours, theirs.__getitem__, [branch_of(case.call) for case in cases])
        if match is not None:
            matches[name] = match
    return tuple(known[name] for name in best(matches))


def _show(verdict: Verdict) -> None:
    if _in_notebook():
        from IPython.display import display

        text = plain_card(verdict, visible_only=True)
        display({"text/html": html_card(verdict, visible_only=True), "text/plain": text}, raw=True)
    else:
        print(plain_card(verdict, visible_only=True))


def _in_notebook() -> bool:
    """Whether a front end that shows HTML is listening: an IPython kernel is, a terminal is not."""
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    shell = get_ipython()
    return shell is not None and hasattr(shell, "kernel")
