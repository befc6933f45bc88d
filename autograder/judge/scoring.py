"""Which weighted properties hold, which share and score that is, and the status that goes with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from autograder.judge.results import Result, Violation
from cnn_utils.compare.mistakes import wrong_parts_of
from cnn_utils.compare.verdict import Property, Status
from cnn_utils.language.speaking import later

SIZE, UNCHANGED = "output size", "inputs unchanged"
"""Properties that every call speaks for; the others are spoken for by the cases that name them."""

LOOKED_UP = later("{exercise} gives the published values and none other: a table of them earns nothing.")

_ENDS: tuple[Status, ...] = ("timeout", "memory", "killed")


def properties_of(
    weights: Mapping[str, float], results: Sequence[Result], violations: Sequence[Violation]
) -> tuple[Property, ...]:
    """Hold every weighted property against the cases and violations that count.

    A property whose cases are all advice under this edition's rules is left out, and so is its weight. Where every
    output is None or nothing but zeros and no value is right, nothing holds: a stub earns no points for a shape.
    """
    counted = [result for result in results if not result.case.advice]
    empty = not _any_value_right(counted) and all(map(_is_empty, counted))
    kept = [_property(name, weight, counted, violations) for name, weight in weights.items()]
    return tuple(Property(p.name, p.weight, p.holds and not empty, p.visible) for p in kept if p is not None)


def share_of(properties: Sequence[Property]) -> float:
    """Add up the weights of what holds, as a share of all; exactly 1.0 where everything holds."""
    if properties and all(p.holds for p in properties):
        return 1.0
    total = sum(p.weight for p in properties)
    return sum(p.weight for p in properties if p.holds) / total if total else 0.0


def score_of_share(share: float, points: float) -> float:
    """Turn a share into a score: a float from 0 to `points`, rounded to a hundredth."""
    return min(max(round(float(share) * points, 2), 0.0), float(points))


def status_of(results: Sequence[Result], violations: Sequence[Violation]) -> Status:
    """Name the state of an exercise: the worst end that was seen, else whether it stops or returns something wrong."""
    outcomes = {result.observation.outcome for result in results}
    for end in ("missing", "ungraded", *_ENDS):
        if end in outcomes:
            return end
    if all(r.observation.outcome == "returned" and r.observation.value is None for r in results):
        return "unfilled"
    failing = [
        result
        for result in results
        if not result.case.advice and not (result.holds and result.leaves_arguments_unchanged)
    ]
    if not failing and not violations:
        return "passed"
    return "error" if failing and all(r.observation.outcome == "raised" for r in failing) else "failed"


def is_looked_up(results: Sequence[Result]) -> bool:
    """Whether the published calls, which everybody has, are right and nothing else is."""
    counted = [result for result in results if not result.case.advice]
    published = [result.holds for result in counted if result.case.visible]
    return bool(published) and all(published) and not _any_value_right(counted)


def _property(name: str, weight: float, results: Sequence[Result], violations: Sequence[Violation]) -> Property | None:
    if name == SIZE:
        return Property(name, weight, _sizes_fit(results), visible=False)
    if name == UNCHANGED:
        # Leaving the inputs alone is no merit of a function that computes nothing right.
        unchanged = _any_value_right(results) and all(r.leaves_arguments_unchanged for r in results)
        return Property(name, weight, unchanged, visible=False)
    speaking = [result for result in results if name in result.case.properties]
    if not speaking:
        return None
    is_earned = not all(r.case.visible for r in speaking) or _any_value_right(results)
    holds = (
        all(r.holds for r in speaking)
        and is_earned
        and not any(_speaks_against(name, violation, results) for violation in violations)
    )
    return Property(name, weight, holds, all(r.case.visible for r in speaking))


def _speaks_against(name: str, violation: Violation, results: Sequence[Result]) -> bool:
    """Whether a violation says something against a property: not where the cases of another one explain it."""
    wrong = {prop for result in results if not result.holds for prop in result.case.properties}
    concerned = set(violation.relation.properties)
    return name in concerned and (name in wrong or not concerned & wrong)


def _sizes_fit(results: Sequence[Result]) -> bool:
    return all(
        r.observation.outcome == "returned"
        and (r.difference is None or r.difference.stage not in ("returned", "type", "shape"))
        for r in results
    )


def _any_value_right(results: Sequence[Result]) -> bool:
    """Whether some value is right that nobody could look up; where all calls are published, whether any is."""
    telling = [result for result in results if "cache" not in result.case.properties]
    hidden = [result for result in telling if not result.case.visible]
    return any(result.holds for result in hidden or telling)


def _is_empty(result: Result) -> bool:
    """Whether a call gave nothing, or nothing but zeros, wherever it is wrong."""
    wrong = wrong_parts_of(result.observation, result.case.call, result.case.expected)
    return not wrong or all(_nothing_in(value) for value in wrong.values())


def _nothing_in(value: object) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biuf" and not value.any()
    if isinstance(value, (tuple, list)):
        return all(map(_nothing_in, value))
    return value is None or (type(value) in (bool, int, float) and value == 0)
