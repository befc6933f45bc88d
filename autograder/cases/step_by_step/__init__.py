"""Cases of the NumPy exercises: seeded calls of an edition, then hidden ones, with what the solutions return.

Hidden calls are drawn anew for each student; the loops of the layers would take as long over them as everything else
the judge does. There the plain layers answer, which the loops must agree with in every test of the cases.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from autograder import plain_layers, solutions
from autograder.cases.case import Case, Relation
from autograder.cases.hidden import HiddenCall, hidden_calls
from autograder.cases.solution_outputs import expected_of, magnitudes, with_terms
from autograder.cases.step_by_step.hidden_lines import LINES
from autograder.cases.step_by_step.published import PUBLISHED
from autograder.cases.step_by_step.relations import relations_of
from autograder.cases.step_by_step.seeded import Seeded
from autograder.cases.step_by_step.weights import WEIGHTS
from autograder.exercises import EXERCISES
from autograder.own_course import kept
from cnn_utils.compare.calls import Call, Plain
from cnn_utils.compare.expected import Anything, Expected, Parts
from cnn_utils.compare.sentences import title_of

_PUBLISHED_BY = {"current": ("v2", "2021"), "v1": ("v1",), "v2": ("v2",), "2021": ("2021",)}


@kept(maxsize=128)
def cases_for(exercise: str, edition: str, key: bytes) -> tuple[Case, ...]:
    """See `autograder.cases.cases_for`."""
    return seeded_cases(exercise, edition) + _hidden_cases(exercise, edition, key)


@kept(maxsize=64)
def relations_for(exercise: str, key: bytes) -> tuple[Relation, ...]:
    """See `autograder.cases.relations_for`."""
    return relations_of(exercise, key)


def weights_for(exercise: str) -> dict[str, float]:
    """See `autograder.cases.weights_for`."""
    return WEIGHTS[exercise]


def reference_for(exercise: str, edition: str) -> Callable[..., Any]:
    """See `autograder.cases.reference_for`."""
    return by_the_rules_of(edition, exercise, getattr(solutions, exercise))


def by_the_rules_of(edition: str, exercise: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """See `autograder.cases.by_the_rules_of`: v1 adds the bias to every product."""
    return _V1_RULES[exercise](function) if edition == "v1" and exercise in _V1_RULES else function


@kept(maxsize=64)
def seeded_cases(exercise: str, edition: str) -> tuple[Case, ...]:
    """Build the published cases that count under an edition's rules, and those that are shown as advice."""
    wanted = _PUBLISHED_BY[edition]
    cases = [
        _seeded_case(seeded)
        for seeded in PUBLISHED
        if seeded.exercise == exercise and set(wanted) & set(seeded.editions)
    ]
    if edition == "v1" and exercise in _V1_RULES:
        # What v1 teaches falls short of what is right: say so, and take no points.
        cases += [_seeded_case(s, advice=True) for s in PUBLISHED if (s.exercise, s.name) == (exercise, "v2")]
    return tuple(cases)


def _seeded_case(seeded: Seeded, advice: bool = False) -> Case:
    edition = "v1" if seeded.editions == ("v1",) else "v2"
    call = Call(seeded.exercise, _completed(seeded, edition))
    return Case(
        id=f"{seeded.exercise}/{seeded.name}",
        title=title_of(call, EXERCISES[call.exercise].parameters),
        call=call,
        expected=_expected(call, edition),
        properties=() if advice else ("published example",),
        visible=True,
        edition="all" if len(seeded.editions) == len(_PUBLISHED_BY) - 1 else seeded.editions[-1],
        advice=advice,
    )


def _completed(seeded: Seeded, edition: str) -> tuple[Plain, ...]:
    """Arguments of a published call: conv_backward takes the forward pass's own Z for dZ."""
    if seeded.exercise != "conv_backward":
        return seeded.args
    Z, cache = reference_for("conv_forward", edition)(*seeded.args)
    # Seven digits of dZ: enough for every published number, and the same on every processor.
    return Z.astype(np.float32).astype(np.float64), cache


def _hidden_cases(exercise: str, edition: str, key: bytes) -> tuple[Case, ...]:
    return tuple(case for hidden in hidden_calls(exercise, LINES[exercise], key) for case in _cases_of(hidden, edition))


def _cases_of(hidden: HiddenCall, edition: str) -> list[Case]:
    """Split one hidden call into the cases that speak for different properties; all share the call."""
    call = hidden.call
    title = title_of(call, EXERCISES[call.exercise].parameters)
    expected = _expected_quickly(call, edition)
    # The published hint X[pad:-pad] is empty for pad 0: only our own notebooks teach the slice that always works.
    advice = "without padding" in hidden.properties and call.exercise == "conv_backward" and edition != "current"

    def case(suffix: str, expected: Expected, *properties: str) -> Case:
        name = f"{call.exercise}/hidden-{hidden.name}{suffix}"
        return Case(name, title, call, expected, properties, advice=advice)

    if not isinstance(expected, Parts):
        return [case("", expected, *hidden.properties)]
    if call.exercise == "conv_backward":
        if "everything together" in hidden.properties:
            return [case("", expected, *hidden.properties)]
        if "dW" in hidden.properties:
            return [case(f"-{name}", _only(expected, name), name) for name in hidden.properties]
        return [case("", _only(expected, "dA_prev", "dW"), *hidden.properties)]
    output = EXERCISES[call.exercise].returns[0]
    return [
        case("", _only(expected, output), *hidden.properties),
        case("-cache", _only(expected, "cache"), "cache"),
    ]


def _only(expected: Parts, *names: str) -> Parts:
    """Compare these parts alone."""
    return Parts(expected.name, tuple(item if item.name in names else Anything(item.name) for item in expected.items))


def _expected(call: Call, edition: str) -> Expected:
    """What the reference returns, as a tree with the notebook's names."""
    return _with_allowance(call, edition, expected_of(call.exercise, reference_for(call.exercise, edition)(*call.args)))


def _expected_quickly(call: Call, edition: str) -> Expected:
    return _with_allowance(call, edition, expected_of(call.exercise, _quick(call.exercise, edition)(*call.args)))


@kept()
def _quick(exercise: str, edition: str) -> Callable[..., Any]:
    has_quick = exercise.endswith(("_forward", "_backward"))
    return by_the_rules_of(edition, exercise, getattr(plain_layers if has_quick else solutions, exercise))


def _with_allowance(call: Call, edition: str, expected: Expected) -> Expected:
    """Allow for rounding in the terms that are added up: no right solution in single precision fails where they cancel.

    All sums of these exercises are linear in each argument, so the magnitudes of the arguments give those of the terms.
    """
    if call.exercise == "create_mask_from_window":  # adds up nothing
        return expected

    @cache
    def added() -> Expected:
        return expected_of(call.exercise, _quick(call.exercise, edition)(*map(magnitudes, call.args)))

    return with_terms(expected, added)


def _bias_in_every_product(step: Callable[..., Any]) -> Callable[..., Any]:
    """Add the bias to every product before the sum, as v1 prints it."""
    return lambda a_slice_prev, W, b: step(a_slice_prev, W, b * a_slice_prev.size)


def _bias_for_every_product(layer: Callable[..., Any]) -> Callable[..., Any]:
    """Count the bias once for each of the f * f * n_C_prev products."""

    def conv_forward(A_prev: np.ndarray, W: np.ndarray, b: np.ndarray, hparameters: dict[str, int]) -> Any:  # noqa: ANN401 - whatever the layer returns
        counted = b * np.prod(W.shape[:3])

        def given(value: Any) -> Any:  # noqa: ANN401
            if isinstance(value, tuple):
                return tuple(map(given, value))
            return b if value is counted else value

        return given(layer(A_prev, W, counted, hparameters))

    return conv_forward


_V1_RULES: dict[str, Callable[..., Any]] = {
    "conv_single_step": _bias_in_every_product,
    "conv_forward": _bias_for_every_product,
}
