"""The catalogue: each record fails a case and is named, alone, from its own outputs; combinations name both."""

import pytest

from autograder.cases import reference_for
from autograder.exercises import exercises_of
from autograder.judge import judge
from autograder.misconceptions import catalogue, misconceptions_of
from cnn_utils.calling.observe import observe
from cnn_utils.compare.calls import Call

NAMES = [exercise.name for exercise in exercises_of("step_by_step")]
RECORDS = catalogue("step_by_step")


def judged(record, **options):
    return judge(record.exercise, lambda call: observe(record.variant, Call(call.exercise, call.args)), **options)


def test_there_are_far_more_than_forty_and_every_exercise_has_some():
    assert len(RECORDS) >= 200
    assert min(len(misconceptions_of(name)) for name in NAMES) >= 10


def test_ids_are_stable_words_and_unique_in_their_exercise():
    ids = [(record.exercise, record.id) for record in RECORDS]
    assert len(set(ids)) == len(ids)
    assert all(record.id.replace("-", "").isalnum() and record.exercise not in record.id for record in RECORDS)


def test_every_hint_has_three_sentences_and_no_code_that_solves():
    for record in RECORDS:
        for text in (record.what, record.where, record.why):
            assert text.endswith((".", "?"))
            assert "np.zeros(" not in text
            assert "range(" not in text


@pytest.mark.sampled(12)
@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"{record.exercise}-{record.id}")
def test_each_costs_points_and_is_named_alone_from_its_own_outputs(record):
    verdict = judged(record, key=b"one")
    assert [hint.misconception for hint in verdict.hints] == [record.id]
    empty = {"unfilled"} if record.id == "nothing-returned" else set()  # an empty function does no other thing
    assert verdict.status in {"failed", "error"} | empty
    assert verdict.share < 1


def test_the_reference_triggers_none():
    for name in NAMES:
        verdict = judge(name, lambda call: observe(reference_for(call.exercise), call))
        assert (verdict.status, verdict.hints, verdict.notes) == ("passed", (), ())


def test_right_in_v1_and_named_elsewhere():
    record = next(r for r in misconceptions_of("conv_single_step") if r.id == "bias-in-every-product")
    assert judged(record, edition="v1").status == "passed"
    assert [hint.misconception for hint in judged(record, edition="v2").hints] == ["bias-in-every-product"]
    (note,) = judged(record, edition="v1").notes
    assert note == f"Not charged in this edition: {record.what} {record.why}"


def test_pad_0_is_shown_named_and_free_in_foreign_editions():
    record = next(r for r in misconceptions_of("conv_backward") if r.id == "unpadded-up-to-minus-pad")
    own, foreign = judged(record), judged(record, edition="2021")
    assert (own.status, own.share) == ("error", pytest.approx(0.9))
    assert (foreign.status, foreign.share) == ("passed", 1.0)
    assert foreign.notes == (f"Not charged in this edition: {record.what} {record.why}",)


SOURCES = {
    "zero_pad": "def zero_pad(X, pad):\n    return np.pad(X, ((0, 0), (0, 0), (pad, pad), (pad, pad)))\n",
    "conv_single_step": "def conv_single_step(a, W, b):\n    return np.sum(a * W + b)\n",
    "conv_forward": (
        "def conv_forward(A_prev, W, b, hparameters):\n"
        "    f, s, pad = W.shape[0], hparameters['stride'], hparameters['pad']\n"
        "    n_H, n_W = [(n - f + 2 * pad) // s + 1 for n in A_prev.shape[1:3]]\n"
        "    P, Z = zero_pad(A_prev, pad), np.zeros((len(A_prev), n_H, n_W, W.shape[3]))\n"
        "    for i, h, w, c in np.ndindex(Z.shape):\n"
        "        Z[i, h, w, c] = conv_single_step(P[i, TOP:TOP + f, LEFT:LEFT + f], W[..., c], b[..., c])\n"
        "    return Z, (A_prev, W, b, hparameters)\n"
    ),
}


def notebook(top="h * s", left="w * s", helper=None):
    """A namespace as a student's: right but for the helper named and the corners given."""
    import numpy as np

    names = {"np": np, "zero_pad": reference_for("zero_pad"), "conv_single_step": reference_for("conv_single_step")}
    if helper:
        exec(SOURCES[helper], names)
    exec(SOURCES["conv_forward"].replace("TOP", f"({top})").replace("LEFT", f"({left})"), names)
    return names


def verdict_on(names, exercise):
    return judge(exercise, lambda c: observe(names[exercise], c, {h: reference_for(h) for h in c.helpers}))


def test_a_helper_pays_for_its_mistake_alone():
    names = notebook(helper="zero_pad")
    assert [h.misconception for h in verdict_on(names, "zero_pad").hints] == ["width-and-channels-padded"]
    verdict = verdict_on(names, "conv_forward")
    assert (verdict.status, verdict.share, verdict.hints) == ("passed", 1.0, ())
    assert verdict.notes == (
        "conv_forward uses your zero_pad, whose mistake is not charged again here. With the right one in place, it "
        "gives what it should.",
    )


@pytest.mark.parametrize(
    ("helper", "mistake"),
    [("zero_pad", "width-and-channels-padded"), ("conv_single_step", "bias-in-every-product")],
)
def test_two_mistakes_in_different_functions_are_both_named(helper, mistake):
    names = notebook(top="h", left="w", helper=helper)
    assert [h.misconception for h in verdict_on(names, helper).hints] == [mistake]
    assert [h.misconception for h in verdict_on(names, "conv_forward").hints] == ["stride-ignored"]


def test_two_mistakes_in_one_function_are_both_named_where_they_touch_different_parts():
    from autograder.solutions import conv_backward

    def both(dZ, cache):
        dA_prev, dW, db = conv_backward(dZ, cache)
        return dA_prev, dW / len(dZ), db * 2

    verdict = judge("conv_backward", lambda call: observe(both, call))
    assert {h.misconception for h in verdict.hints} == {"dW-averaged", "db-doubled"}


V1_STEP = "def conv_single_step(a, W, b):\n    return np.sum(a * W + b)\n"


@pytest.mark.parametrize(("top", "left", "name"), [("h", "w", "stride-ignored"), ("h * f", "w * f", "step-of-f")])
def test_a_mistake_in_a_v1_notebook_is_named_by_the_rules_of_v1(top, left, name):
    names = notebook(top, left)
    exec(V1_STEP, names)

    def observed(call):
        return observe(names["conv_forward"], call, {h: reference_for(h, "v1") for h in call.helpers})

    verdict = judge("conv_forward", observed, edition="v1")
    assert [hint.misconception for hint in verdict.hints] == [name]


def test_advice_does_not_repeat_what_is_charged_already():
    record = next(r for r in misconceptions_of("conv_backward") if r.id == "dW-averaged")
    verdict = judged(record, edition="2021")
    assert [hint.misconception for hint in verdict.hints] == ["dW-averaged"]
    assert verdict.notes == ()
