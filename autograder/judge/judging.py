"""Judge one exercise from what its calls do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from autograder.cases import FIXED_KEY, Case, cases_for, relations_for, weights_for
from autograder.exercises import EXERCISES
from autograder.judge.asking import CallLog, Observe, Prefetch
from autograder.judge.fallbacks import GeneralMistake
from autograder.judge.naming import name_mistakes
from autograder.judge.results import Result, Violation, as_it_should, ask_case, violations_of
from autograder.judge.scoring import LOOKED_UP, is_looked_up, properties_of, share_of, status_of
from autograder.misconceptions import Misconception
from cnn_utils.compare.outputs import same
from cnn_utils.compare.verdict import Finding, Property, Verdict
from cnn_utils.language.speaking import listed, say, say_number, together


@np.errstate(all="ignore")  # a value that overflows is a wrong one, and no warning of the grader's
def judge(
    exercise: str,
    observe: Observe,
    *,
    edition: str = "current",
    key: bytes = FIXED_KEY,
    stub: bool = False,
    right: Collection[str] = (),
    prefetch: Prefetch = lambda calls: None,
) -> Verdict:
    """Judge one exercise.

    Parameters
    ----------
    exercise : str
        Name of the graded function.
    observe : callable
        Makes a `Call` of the student's function, wherever that lives, and reports the `Observation`. Where a call names
        helpers, the reference of these functions (`autograder.cases.reference_for`) stands in for the student's.
    edition : str
        Whose published rules hold: "current", "v1", "v2" or "2021".
    key : bytes
        Draws the hidden cases; see `autograder.cases.key_for`.
    stub : bool
        Whether the text of the function is known to be the stub: then nothing is asked.
    right : collection of str
        Exercises that the same student has right: as helpers, they need no reference in their place.
    prefetch : callable
        Is told the calls that `observe` will be asked for next, in this order: they can be made ahead.

    Returns
    -------
    Verdict
    """
    weights = weights_for(exercise)
    if stub:
        unmet = tuple(Property(name, weight, holds=False) for name, weight in weights.items())
        return Verdict(exercise, "unfilled", 0.0, unmet)
    log = CallLog(observe, prefetch)
    run = run_cases(exercise, log, cases_for(exercise, edition, key), right, edition)
    violations = _violations(exercise, log, run, key, right)
    properties = properties_of(weights, run.results, violations)
    notes = [say(LOOKED_UP, exercise=exercise)] if is_looked_up(run.results) else []
    status = status_of(run.results, violations)
    share = 0.0 if status in ("missing", "ungraded", "unfilled") else share_of(properties)
    named = [] if status == "passed" else _names(run, edition)
    if not named and status in ("failed", "error", "unfilled"):
        named = _said_in_general(GeneralMistake(exercise, edition, run.results, log, run.helpers))
    return Verdict(
        exercise,
        status,
        share,
        properties,
        _findings(run.results, violations),
        tuple(record.hint for record in named),
        (*notes, *run.notes, *_advice(run.results, named, passed=status == "passed")),
        cases=sum(result.observation.outcome == "returned" for result in run.results),
        seconds=log.seconds,
    )


@dataclass
class CaseRun:
    """What the cases showed: with the student's own helpers, and, where that was fairer, with the right ones."""

    results: list[Result]
    helpers: tuple[str, ...] = ()
    others: list[Result] = field(default_factory=list)
    notes: tuple[str, ...] = ()


def run_cases(exercise: str, log: CallLog, cases: Sequence[Case], right: Collection[str], edition: str) -> CaseRun:
    """Ask every case; where some fail, ask those again with the reference in place of the helpers."""
    log.prefetch([case.call for case in cases])
    own = [ask_case(log, case) for case in cases]
    # A driver brings what its function builds on: there is nothing to put in a helper's place.
    is_plain = all(case.call.kind == "plain" for case in cases)
    if not is_plain or all(result.holds for result in own) or log.given_up is not None:
        return CaseRun(own)
    helpers = _to_replace(exercise, log, own, right)
    helped = _ask_with_helpers(log, own, helpers, edition) if helpers else None
    if helped is None:
        return CaseRun(own)
    rescued = [after for before, after in zip(own, helped, strict=True) if after.holds and not before.holds]
    if not rescued:
        return CaseRun(own, others=helped)
    used = _helpers_behind(log, rescued, helpers)
    note = say_number(
        "{exercise} uses your {helpers}, whose mistake is not charged again here. With the right one in place, "
        "it gives what it should.",
        "{exercise} uses your {helpers}, whose mistake is not charged again here. With the right ones in place, "
        "it gives what it should.",
        len(used),
        exercise=exercise,
        helpers=listed(used),
    )
    return CaseRun(helped, helpers, own, (note,))


def _suspects(exercise: str, right: Collection[str]) -> tuple[str, ...]:
    """Helpers that the student is not known to have right."""
    return tuple(name for name in EXERCISES[exercise].helpers if name not in right)


def _to_replace(exercise: str, log: CallLog, own: Sequence[Result], right: Collection[str]) -> tuple[str, ...]:
    """Pick the helpers that may be to blame for what fails: the wrong ones.

    A right one may be to blame too, for an exception over the form of its answer or for what it rounds: where the wrong
    ones do not explain a failing case, it is tried with all of them.
    """
    helpers, wrong = EXERCISES[exercise].helpers, _suspects(exercise, right)
    failing = [r for r in own if not r.holds and r.observation.outcome in ("returned", "raised")]
    if wrong == helpers or not failing:
        return wrong
    telling = min(failing, key=lambda r: (r.observation.outcome != "raised", r.case.visible))
    if wrong and ask_case(log, telling.case, wrong).holds:
        return wrong
    with_all = ask_case(log, telling.case, helpers)
    stopped = telling.observation.outcome == "raised"
    return helpers if with_all.holds or (stopped and with_all.observation.outcome == "returned") else wrong


def _ask_with_helpers(
    log: CallLog, own: Sequence[Result], helpers: tuple[str, ...], edition: str
) -> list[Result] | None:
    """Ask the failing cases again with the right helpers; None where that changes nothing.

    Each helper's answer comes from outside the student's process, so a large case takes thousands of messages. The
    hidden cases are the small ones. Where the helpers change none of them, or put all of them right, they decide for
    the large seeded ones as well.
    """
    helped = list(own)
    hidden, seeded = (
        [i for i, result in enumerate(own) if not result.holds and result.case.visible == visible]
        for visible in (False, True)
    )
    log.prefetch([own[i].case.call for i in hidden], helpers)
    for i in hidden:
        helped[i] = ask_case(log, own[i].case, helpers)
    changed = not hidden or any(not _same_observation(own[i], helped[i]) for i in hidden)
    if not changed:
        return None
    is_decided = bool(hidden) and all(helped[i].holds for i in hidden)
    if not is_decided:
        log.prefetch([own[i].case.call for i in seeded], helpers)
    for i in seeded:
        if is_decided:
            helped[i] = as_it_should(own[i].case, edition)
        else:
            again = ask_case(log, own[i].case, helpers)
            helped[i] = again if again.observation.outcome in ("returned", "raised") else own[i]
    return helped if hidden or any(not _same_observation(own[i], helped[i]) for i in seeded) else None


def _same_observation(one: Result, other: Result) -> bool:
    a, b = one.observation, other.observation
    return a.outcome == b.outcome and a.raised == b.raised and same(a.value, b.value)


def _helpers_behind(log: CallLog, rescued: Sequence[Result], helpers: tuple[str, ...]) -> tuple[str, ...]:
    """Find the helpers whose replacement alone puts a case right; all of them where it takes more than one."""
    smallest = min(rescued, key=lambda result: result.case.visible)
    alone = tuple(name for name in helpers if ask_case(log, smallest.case, (name,)).holds)
    return alone or helpers


def _violations(exercise: str, log: CallLog, run: CaseRun, key: bytes, right: Collection[str]) -> list[Violation]:
    if log.given_up is not None or not any(result.holds for result in run.results):
        return []
    helpers = _suspects(exercise, right)
    trials = [run.helpers] if run.helpers or not helpers else [(), helpers]
    return violations_of(log, relations_for(exercise, key), trials)


def _names(run: CaseRun, edition: str) -> list[Misconception]:
    """Name the mistakes in what was graded, else in what was seen with the other set of helpers."""
    graded, others = ([r for r in results if not r.case.advice] for results in (run.results, run.others))
    try:
        return name_mistakes(graded, edition) or name_mistakes(others, edition)
    except Exception:  # noqa: BLE001 - what no known mistake can even be compared with has no name
        return []


def _said_in_general(mistake: GeneralMistake) -> list[Misconception]:
    try:
        return mistake.named()
    except Exception:  # noqa: BLE001 - as above
        return []


def _findings(results: Sequence[Result], violations: Sequence[Violation]) -> tuple[Finding, ...]:
    """Say what failed: what students can see for themselves first, one finding for each call."""
    failing: dict[int, Result] = {}
    for result in results:
        if not result.case.advice and not result.holds:
            failing.setdefault(id(result.case.call), result)
    findings = [result.finding() for result in sorted(failing.values(), key=lambda r: not r.case.visible)]
    spoilt = next((r for r in results if not r.leaves_arguments_unchanged), None)
    if spoilt is not None:
        message = say(
            "The function changes an array that it was given: work on a copy, because the caller still needs it."
        )
        findings.append(Finding(spoilt.case.id, say(spoilt.case.title), message, spoilt.case.visible))
    return (*findings, *(violation.finding() for violation in violations))


def _advice(results: Sequence[Result], named: Sequence[Misconception], *, passed: bool) -> tuple[str, ...]:
    """Show and name, without taking points, where an edition's own rules fall short of what is right.

    A function that fails anyway fails there too: then only what has a name, and one not yet given, is worth a note.
    """
    short = [result for result in results if result.case.advice and not result.holds]
    if not short:
        return ()
    also = name_mistakes(short, None)
    if {record.id for record in also} & {record.id for record in named}:
        return ()
    texts = [together([say(record.what), say(record.why)]) for record in also]
    if passed and not texts:
        texts = [short[0].finding().message]
    return tuple(say("Not charged in this edition: {advice}", advice=text) for text in texts)
