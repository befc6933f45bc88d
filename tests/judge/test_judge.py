"""The judge: status, share, properties, findings and notes, from observations alone."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from student_functions import RIGHT

from autograder.cases import cases_for, reference_for, relations_for
from autograder.exercises import exercises_of
from autograder.judge import judge
from cnn_utils.calling.observe import observe
from cnn_utils.checks.card import html_card
from cnn_utils.compare.calls import Foreign, Observation, Raised

NAMES = [exercise.name for exercise in exercises_of("step_by_step")]

HOSTILE = [
    None, (), [], {}, True, 0, -1, 1.5, float("nan"), float("inf"), 10**400, "text", Foreign("Evil"), np.array(True),
    np.array([]), np.zeros((0, 3)), np.full((2, 2), np.nan), np.array("text"), np.array([1 + 2j]), np.arange(10**5),
    (None, None), (None, None, None), ((), ()), ({}, {}), [[[[]]]], {"Z": {"Z": ({},)}}, (np.zeros(3), ({},)),
    (Foreign("A"), Foreign("B")), ("a", 1, None), tuple(range(9000)), np.array(["a"]), np.ones(1, np.float32),
]  # fmt: skip


def judged(function, name, **options):
    return judge(name, lambda call: observe(function, call, {h: reference_for(h) for h in call.helpers}), **options)


def always(observation):
    return lambda call: observation


@pytest.mark.sampled(12)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_no_returned_value_disturbs_the_judge(name, number):
    value = HOSTILE[number]
    verdict = judge(name, always(Observation("returned", value, args_after=(value,))))
    assert verdict.status == ("unfilled" if value is None else "failed")
    assert verdict.share <= 0.1


def zeros(value):
    return tuple(map(zeros, value)) if isinstance(value, tuple) else np.zeros_like(value)


@pytest.mark.parametrize("name", ["zero_pad", "conv_backward", "distribute_value", "create_mask_from_window"])
def test_nothing_but_zeros_earns_nothing_for_its_shape(name):
    verdict = judge(name, lambda call: Observation("returned", zeros(observe(reference_for(name), call).value)))
    assert (verdict.status, verdict.share) == ("failed", 0.0)


def test_a_right_function_passes_with_every_property():
    verdict = judged(reference_for("conv_forward"), "conv_forward")
    assert (verdict.status, verdict.share, verdict.message) == ("passed", 1.0, "All cases hold.")
    assert [p.name for p in verdict.properties] == [
        "published example", "values", "bias", "padding", "stride above 1", "height and width apart",
        "everything together", "cache", "output size", "inputs unchanged",
    ]  # fmt: skip
    assert [p.name for p in verdict.properties if p.visible] == ["published example"]
    assert verdict.cases == len(cases_for("conv_forward"))


def test_the_share_is_the_weight_of_the_properties_that_hold():
    from autograder.misconceptions import misconceptions_of

    record = next(r for r in misconceptions_of("pool_forward") if r.id == "stride-ignored")
    verdict = judged(record.variant, "pool_forward")
    fallen = {p.name for p in verdict.properties if not p.holds}
    assert fallen == {"published example", "stride above 1", "everything together"}
    assert verdict.share == pytest.approx(1 - 0.15 - 0.15 - 0.05)


@pytest.mark.parametrize(
    ("outcome", "asked"), [("timeout", 1), ("memory", 2), ("killed", 2), ("missing", 1), ("ungraded", 2)]
)
def test_what_does_not_come_back_is_not_asked_for_ever(outcome, asked):
    calls = []

    def observe_nothing(call):
        calls.append(call)
        return Observation(outcome)

    verdict = judge("conv_forward", observe_nothing)
    assert (verdict.status, verdict.share, len(calls)) == (outcome, 0.0, asked)


def test_a_timeout_late_keeps_what_was_right_before():
    def slow_with_large_strides(call):
        if call.args[3]["stride"] == 3:
            return Observation("timeout", seconds=5.0)
        return observe(reference_for("conv_forward"), call)

    verdict = judge("conv_forward", slow_with_large_strides)
    assert verdict.status == "timeout"
    assert {p.name for p in verdict.properties if p.holds} >= {"published example", "values", "bias", "padding"}
    assert 5.0 <= verdict.seconds < 6.0


def test_an_error_keeps_its_line_and_the_message_says_it():
    raised = Raised("NameError", "name 'n_H' is not defined", 7, "Z = np.zeros((m, n_H))")
    verdict = judge("conv_forward", always(Observation("raised", raised=raised)))
    assert (verdict.status, verdict.share) == ("error", 0.0)
    assert (verdict.findings[0].line, verdict.findings[0].source) == (7, "Z = np.zeros((m, n_H))")
    assert [hint.misconception for hint in verdict.hints] == ["name-not-defined"]
    assert verdict.message == (
        f"{verdict.hints[0].what} conv_forward stops with NameError at `Z = np.zeros((m, n_H))`: name 'n_H' is not "
        "defined"
    )


def test_a_helper_that_is_the_whole_trouble_is_not_asked_for_on_large_cases():
    asked = []

    def ask(call):
        asked.append(call)
        if call.helpers:
            return observe(reference_for("conv_forward"), replace(call, helpers=()))
        return observe(lambda A_prev, W, b, hparameters: (np.zeros(3), None), call)

    verdict = judge("conv_forward", ask)
    assert (verdict.status, verdict.share) == ("passed", 1.0)
    seeded = {id(case.call.args) for case in cases_for("conv_forward") if case.visible}
    assert seeded
    assert not any(call.helpers and id(call.args) in seeded for call in asked)


def helpers_put_in(function, **options):
    """The sets of helpers that the judge had the reference stand in for, with the number of calls of each."""
    asked = Counter()

    def note(call):
        asked[call.helpers] += 1
        return observe(function, call, {name: reference_for(name) for name in call.helpers})

    judge("conv_forward", note, **options)
    return asked


def test_only_helpers_that_may_be_wrong_are_put_right():
    def rounded(A_prev, W, b, hparameters):
        Z, cache = reference_for("conv_forward")(A_prev, W, b, hparameters)
        return Z + 1, cache

    both = "zero_pad", "conv_single_step"
    assert helpers_put_in(rounded)[both] > 1
    with_one_right = helpers_put_in(rounded, right={"conv_single_step"})
    assert with_one_right.keys() == {(), ("zero_pad",), both}
    assert with_one_right["zero_pad",] > with_one_right[both] == 1
    with_both_right = helpers_put_in(rounded, right={*both})
    assert with_both_right.keys() == {(), both}
    assert with_both_right[both] == 1  # a right one may be to blame: see below


def test_a_right_helper_may_still_be_behind_an_exception():
    names = {}
    exec("def conv_forward(A_prev, W, b, hparameters): return conv_single_step(A_prev[0], W, b).lower()", names)
    names["conv_single_step"] = lambda a, W, b: np.float32(3)
    right = {"zero_pad", "conv_single_step"}
    assert helpers_put_in(names["conv_forward"], right=right).keys() == {(), ("zero_pad", "conv_single_step")}


def test_a_right_helper_may_still_be_behind_a_wrong_value():
    """The smallest entry plus the range is the largest entry, until the sum is rounded."""
    names = {"np": np, "distribute_value": reference_for("distribute_value")}
    exec(RIGHT["pool_backward"], names)
    names["create_mask_from_window"] = lambda x: x == x.min() + np.ptp(x)

    def ask(call):
        return observe(names["pool_backward"], call, {name: reference_for(name) for name in call.helpers})

    verdict = judge("pool_backward", ask, right={"create_mask_from_window", "distribute_value"})
    assert (verdict.status, verdict.share) == ("passed", 1.0)
    assert verdict.notes == (
        "pool_backward uses your create_mask_from_window, whose mistake is not charged again here. "
        "With the right one in place, it gives what it should.",
    )


def test_calls_are_announced_in_the_order_in_which_they_are_made():
    ahead, made = [], []

    def note(call):
        made.append(call)
        return observe(reference_for("conv_forward"), call)

    verdict = judge("conv_forward", note, prefetch=ahead.extend)
    assert verdict.status == "passed"
    assert [id(call) for call in ahead] == [id(call) for call in made]


def test_a_known_stub_is_not_asked_at_all():
    verdict = judge("zero_pad", lambda call: pytest.fail("asked"), stub=True)
    assert (verdict.status, verdict.share, verdict.message) == ("unfilled", 0.0, "zero_pad is still the stub.")
    assert not any(p.holds for p in verdict.properties)


def test_what_returns_none_everywhere_is_unfilled_too():
    assert judge("zero_pad", always(Observation("returned", None))).status == "unfilled"


def test_visible_findings_come_first_and_hidden_ones_give_no_number_away():
    verdict = judged(lambda X, pad: np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), constant_values=1), "zero_pad")
    visible = [finding.visible for finding in verdict.findings]
    assert visible == sorted(visible, reverse=True)
    assert {True, False} == set(visible)
    for finding in verdict.findings:
        assert ("expected 0" in finding.message) == (finding.visible and finding.difference is not None)


@pytest.mark.parametrize(
    ("stop", "error"),
    [
        (lambda: np.sum(np.ones(2), axis=1), "AxisError"),
        (lambda: np.linalg.inv(np.zeros((2, 2))), "LinAlgError"),
        (lambda: np.ones(2) + "text", "UFuncTypeError"),
        (lambda: {}["f"], "KeyError"),
    ],
)
def test_an_exception_of_python_or_numpy_is_named_on_a_hidden_call(stop, error):
    messages = [
        finding.message for finding in judged(lambda X, pad: stop(), "zero_pad").findings if not finding.visible
    ]
    assert messages
    withheld = f"zero_pad stops with {error}: its message is not shown, because this call is hidden."
    assert all(message == withheld for message in messages)


def test_a_number_in_place_of_a_cached_dictionary_is_said_to_be_wrong():
    def pool_forward(A_prev, hparameters, mode="max"):
        return reference_for("pool_forward")(A_prev, hparameters, mode)[0], (A_prev, hparameters["stride"])

    hidden = [finding.message for finding in judged(pool_forward, "pool_forward").findings if not finding.visible]
    assert "cache[1] is 2, which is not right." in hidden


def test_a_negative_zero_on_a_hidden_call_is_said_to_be_0():
    hidden = [
        finding.message for finding in judged(lambda *_: -0.0, "conv_single_step").findings if not finding.visible
    ]
    assert set(hidden) == {"Z is 0, which is not right."}


def test_a_function_that_changes_its_input_is_told_so():
    def zero_pad(X, pad):
        framed = np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
        X *= 0
        return framed

    verdict = judged(zero_pad, "zero_pad")
    assert (verdict.status, verdict.share) == ("failed", pytest.approx(0.95))
    assert verdict.message == "The result is right, but the function changes an array that it was given."


def test_an_answer_that_changes_from_call_to_call_is_noticed():
    count = iter(range(10**6))

    def distribute_value(dz, shape):
        return np.full(shape, dz / (shape[0] * shape[1])) * (1 if next(count) < 7 else 1.5)

    verdict = judged(distribute_value, "distribute_value")
    assert verdict.status == "failed"


def test_one_call_is_observed_once_for_all_its_cases():
    calls = []

    def counting(call):
        calls.append(call)
        return observe(reference_for("conv_backward"), call)

    judge("conv_backward", counting)
    cases = {id(case.call) for case in cases_for("conv_backward")}
    relations = {id(call) for relation in relations_for("conv_backward") for call in relation.calls}
    assert len(calls) == len(cases) + len(relations)
    assert len(cases) < len(cases_for("conv_backward"))


@pytest.mark.parametrize("edition", ["v1", "v2", "2021"])
@pytest.mark.parametrize("name", NAMES)
def test_the_rules_of_each_edition_pass_by_their_own_numbers(name, edition):
    verdict = judge(name, lambda call: observe(reference_for(name, edition), call), edition=edition)
    assert (verdict.status, verdict.share) == ("passed", 1.0)


def test_a_dependent_function_that_is_wrong_with_the_right_helper_too_is_charged():
    def conv_forward(A_prev, W, b, hparameters):
        Z, cache = reference_for("conv_forward")(A_prev, W, b, hparameters)
        return Z + 1, cache

    verdict = judged(conv_forward, "conv_forward")
    assert verdict.status == "failed"
    assert verdict.notes == ()


def test_a_wrong_gradient_does_not_cost_the_right_one_through_a_law_on_both():
    def only_dW_wrong(dZ, cache):
        dA_prev, dW, db = reference_for("conv_backward")(dZ, cache)
        return dA_prev, 2 * dW, db

    verdict = judge("conv_backward", lambda call: observe(only_dW_wrong, call))
    held = {prop.name: prop.holds for prop in verdict.properties}
    assert (held["dA_prev"], held["dW"], held["db"]) == (True, False, True)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("value", [1e308, -1e308, 5e-324, float("inf"), 10**400, np.full((1, 1, 1), 1e308)])
@pytest.mark.parametrize("name", NAMES)
def test_a_number_as_large_as_can_be_is_a_wrong_one(name, value):
    verdict = judge(name, always(Observation("returned", value)))
    assert (verdict.status, verdict.share) == ("failed", 0.0)


@pytest.mark.parametrize("otherwise", [0.0, None, np.ones((2, 2))])
@pytest.mark.parametrize("name", NAMES)
def test_a_table_of_the_published_examples_earns_nothing(name, otherwise):
    published = {id(case.call) for case in cases_for(name) if case.visible}

    def look_up(call):
        if id(call) in published:
            return observe(reference_for(name), call)
        return Observation("returned", otherwise)

    verdict = judge(name, look_up)
    assert (verdict.status, verdict.share) == ("failed", 0.0)
    assert verdict.notes == (f"{name} gives the published values and none other: a table of them earns nothing.",)


def hidden_numbers(name):
    calls = [case.call for case in cases_for(name) if not case.visible]
    calls += [call for relation in relations_for(name) for call in relation.calls]
    arrays = [arg for call in calls for arg in call.args if isinstance(arg, np.ndarray) and arg.dtype.kind == "f"]
    return {f"{abs(number):.7f}"[:8] for array in arrays for number in array.flat if abs(number) > 0.01}


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "letter",
    [
        lambda args: Observation("raised", raised=Raised("ValueError", repr(args), 1, repr(args)[:400])),
        lambda args: Observation("raised", raised=Raised(repr(args)[:200], "")),
        lambda args: Observation("returned", Foreign(repr(args)[:200])),
        lambda args: Observation("returned", {repr(args)[:200]: 1}),
        lambda args: Observation("returned", np.array(args[0], dtype=float)),
        lambda args: Observation("returned", np.zeros((0, 2, *(int(1e7 * abs(n)) for n in np.ravel(args[0])[:2])))),
    ],
)
@pytest.mark.parametrize("name", ["zero_pad", "conv_single_step", "conv_forward", "pool_forward"])
def test_no_page_carries_what_a_hidden_call_was_given(name, letter):
    with np.printoptions(precision=10, suppress=True, threshold=100_000):
        verdict = judge(name, lambda call: letter(call.args))
    shown = [html_card(replace(verdict, findings=(finding,))) for finding in verdict.findings if not finding.visible]
    shown += [finding.message for finding in verdict.findings if not finding.visible] + [verdict.message]
    assert not [number for number in hidden_numbers(name) for page in shown if number in page]
