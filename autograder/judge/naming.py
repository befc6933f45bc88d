"""Name the mistakes: hold what was seen against every known wrong variant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from autograder.cases import by_the_rules_of
from autograder.cases.case import Case
from autograder.judge.results import Result
from autograder.misconceptions import Misconception, misconceptions_of
from cnn_utils.calling.observe import observe_freely
from cnn_utils.compare.calls import Call, Observation
from cnn_utils.compare.mistakes import WrongParts, best, branch_of, explain, wrong_parts_of

# What a variant does on a seeded case, by an edition's rules, never changes: kept for the next submission.
_SEEDED: dict[tuple[str, str, str, str], WrongParts | None] = {}


def name_mistakes(results: Sequence[Result], edition: str | None) -> list[Misconception]:
    """Find the misconceptions that give the outputs seen.

    Those that explain everything go before all others, so they are looked for first: the others are then run no further
    than it takes to see that they are none of them.

    Parameters
    ----------
    results : sequence of Result
        Of one exercise; seeded cases first, because what the variants do on them is at hand.
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
    known = {
        name: _Remembered(variant_wrong_parts(record, cases, edition or "current")) for name, record in records.items()
    }
    for whole in (True, False):
        found = {name: explain(seen, known[name], branches, whole=whole) for name in records}
        if named := best({name: match for name, match in found.items() if match is not None}):
            return [records[name] for name in named]
        if whole and any(found.values()):
            return []
    return []


class _Remembered:
    """What an iterator gives, as often as it is asked for, without computing it again."""

    def __init__(self, source: Iterator[WrongParts | None]) -> None:
        self._source, self._given = source, list[WrongParts | None]()

    def __iter__(self) -> Iterator[WrongParts | None]:
        yield from self._given
        for item in self._source:
            self._given.append(item)
            yield item


def variant_wrong_parts(
    record: Misconception, cases: Sequence[Case], edition: str = "current"
) -> Iterator[WrongParts | None]:
    """Run a wrong variant on one case after the other and collect what is wrong each time."""
    last: tuple[int, Observation] | None = None
    for case in cases:
        slot = (edition, record.exercise, record.id, case.id)
        if slot in _SEEDED:
            yield _SEEDED[slot]
            continue
        if last is None or last[0] != id(case.call):
            last = id(case.call), observe_variant(record, case, edition)
        wrong_parts = wrong_parts_of(last[1], case.call, case.expected)
        if case.visible:
            _SEEDED[slot] = wrong_parts
        yield wrong_parts


def observe_variant(record: Misconception, case: Case, edition: str = "current") -> Observation:
    """Run a wrong variant on a case as a student's function would be, wrong in nothing else by the edition's rules."""
    variant = by_the_rules_of(edition, record.exercise, record.variant)
    # Variants of the other kinds answer as the driver does, so they take the arguments themselves.
    seen = observe_freely(variant, Call(case.call.exercise, case.call.args))
    # The line of a variant's code is nobody's business: what it does travels to students.
    return replace(seen, raised=replace(seen.raised, line=None, source="")) if seen.raised else seen
