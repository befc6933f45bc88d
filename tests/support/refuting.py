"""Whether the definition of a name speaks against its being given: the variant's outputs beside the function's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.cases import cases_for
from autograder.judge.naming import observe_variant
from autograder.misconceptions import Misconception
from cnn_utils.calling.observe import observe
from cnn_utils.compare.mistakes import alike, wrong_parts_of


def refuted(record: Misconception, function: Callable[..., Any], key: bytes) -> bool:
    """Whether a case speaks against a name: what the variant gets wrong anywhere is not as the variant has it."""
    against = {}
    for case in cases_for(record.exercise, "current", key):
        branch = case.call.args[-1] if isinstance(case.call.args[-1], str) else "max"
        ours, theirs = (
            wrong_parts_of(seen, case.call, case.expected)
            for seen in (observe(function, case.call), observe_variant(record, case.call))
        )
        if ours is None or theirs is None:
            continue
        stops = [parts.get("raised") for parts in (ours, theirs)]
        if ours and theirs and any(stops) and not (all(stops) and alike(*stops)):
            continue  # only one of them stops, or both over other shapes: nothing to compare
        touched, wrong = against.setdefault(branch, (set(), set()))
        touched.update(theirs)
        wrong.update(part for part in theirs if part not in ours or not alike(ours[part], theirs[part]))
        wrong.update(ours.keys() - theirs.keys())
    return bool(against) and all(touched & wrong for touched, wrong in against.values() if touched)
