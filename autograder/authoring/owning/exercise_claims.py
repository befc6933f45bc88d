"""Hold every exercise that a course added, or gives hints of its own, against its own claims."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from autograder.cases import cases_for, reference_for, weights_for
from autograder.exercises import ADDED, EXERCISES
from autograder.judge import judge
from autograder.misconceptions import misconceptions_of
from cnn_utils.calling.observe import observe
from cnn_utils.compare.calls import Call
from cnn_utils.compare.verdict import Verdict

_OF_EVERY_CALL = {"output size", "inputs unchanged"}


def broken_claims() -> Iterator[str]:
    """A sentence for each claim that does not hold."""
    for exercise in EXERCISES.values():
        if exercise.added:
            for sentence in (*_of_the_cases(exercise.name), *_of_the_mistakes(exercise.name)):
                yield f"{ADDED}/{exercise.name}.py: {sentence}"
        has_hints = exercise.added or exercise.hints
        if has_hints and not len(set(exercise.hints)) == len(exercise.hints) == 3:
            yield f"{ADDED}/{exercise.name}.toml: hint() gives three hints that differ; here are {exercise.hints}."


def _of_the_cases(name: str) -> Iterator[str]:
    verdict = _judged(name, reference_for(name))
    if verdict.status != "passed":
        yield f"the notebook's own solution does not pass: {verdict.message}"
    weights = weights_for(name)
    if abs(sum(weights.values()) - 1) > 1e-9:
        yield f"WEIGHTS add up to {sum(weights.values()):g}; they must add up to 1."
    spoken_for = {prop for case in cases_for(name) for prop in case.properties}
    for prop in sorted(spoken_for ^ (set(weights) - _OF_EVERY_CALL)):
        where = "WEIGHTS" if prop in spoken_for else "the lines of SEEDED and HIDDEN"
        yield f"the property {prop!r} is missing in {where}."


def _of_the_mistakes(name: str) -> Iterator[str]:
    records = misconceptions_of(name)
    if not records:
        yield "MISCONCEPTIONS is empty; name at least one mistake."
    for record in records:
        verdict = _judged(name, record.variant)
        named = [hint.misconception for hint in verdict.hints]
        if verdict.share == 1:
            yield f"the mistake {record.id!r} costs nothing: no case shows it."
        elif named != [record.id]:
            yield f"the mistake {record.id!r} is named {', '.join(named) or 'nothing'}."


def _judged(name: str, function: Callable[..., Any]) -> Verdict:
    return judge(name, lambda call: observe(function, Call(call.exercise, call.args)))
