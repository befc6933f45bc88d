"""Name the mistakes: hold what was seen against every known wrong variant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from autograder.cases import by_the_rules_of
from autograder.cases.case import Case
from autograder.judge.results import Result
from autograder.misconceptions import Misconception, misconceptions_of
from autograder.own_course import kept
from cnn_utils.calling.observe import observe_freely
from cnn_utils.compare.calls import Call, Observation
from cnn_utils.compare.mistakes import WrongParts, best, branch_of, explain, wrong_parts_of

# What is kept of the variants, by case: all that one file after the other asks for where they are asked the same cases.
_KEPT = 1 << 14


def name_mistakes(results: Sequence[Result], edition: str | None) -> list[Misconception]:
    """Find the misconceptions that give the outputs seen.

    Those that explain everything go before all others, so they are looked for first: the others are then run no further
    than it takes to see that they are none of them.

    Parameters
    ----------
    results : sequence of Result
        Of one exercise; seeded cases first, because what the variants do on them is mostly at hand.
    edition : str or None
        Leaves out the records that this edition's rules call right; None leaves out none.
    """
    if not results:
        return []
    seen = [wrong_parts_of(r.observation, r.case.call, r.case.expected) for r in results]
    if all(wrong_parts is None for wrong_parts in seen):
        return []
    cases = [result.case for result in results]
    branches = [branch_of(case.call) for case in cases]
    records = {r.id: r for r in misconceptions_of(cases[0].exercise) if edition not in r.right_in and not r.general}
    for whole in (True, False):
        found = {
            name: explain(seen, partial(_wrong_in, record, cases, edition or "current"), branches, whole=whole)
            for name, record in records.items()
        }
        if named := best({name: match for name, match in found.items() if match is not None}):
            return [records[name] for name in named]
        if whole and any(found.values()):
            return []
    return []


def _wrong_in(record: Misconception, cases: Sequence[Case], edition: str, number: int) -> WrongParts | None:
    return variant_wrong_parts(record, cases[number], edition)


@kept(_KEPT)
def variant_wrong_parts(record: Misconception, case: Case, edition: str = "current") -> WrongParts | None:
    """Run a wrong variant on a case and collect what is wrong then."""
    return wrong_parts_of(observe_variant(record, case.call, edition), case.call, case.expected)


@kept(1)  # cases that speak for different properties share a call
def observe_variant(record: Misconception, call: Call, edition: str = "current") -> Observation:
    """Run a wrong variant on a call as a student's function would be, wrong in nothing else by the edition's rules."""
    variant = by_the_rules_of(edition, record.exercise, record.variant)
    # Variants of the other kinds answer as the driver does, so they take the arguments themselves.
    seen = observe_freely(variant, Call(call.exercise, call.args))
    # The line of a variant's code is nobody's business: what it does travels to students.
    return replace(seen, raised=replace(seen.raised, line=None, source="")) if seen.raised else seen
