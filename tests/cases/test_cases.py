"""Cases: published numbers, what is drawn from a key, and that the solutions satisfy every case and relation."""

import numpy as np
import pytest

from autograder.cases import FIXED_KEY, cases_for, key_for, reference_for, relations_for, weights_for
from autograder.cases.keys import stream
from autograder.cases.step_by_step import seeded_cases
from autograder.cases.step_by_step.published import PUBLISHED
from autograder.exercises import exercises_of
from cnn_utils.calling.observe import observe
from cnn_utils.calling.plain_values import to_plain
from cnn_utils.compare.outputs import compare

NAMES = [exercise.name for exercise in exercises_of("step_by_step")]
EDITIONS = ("current", "v1", "v2", "2021")


def returned(seeded):
    edition = "v1" if seeded.editions == ("v1",) else "v2"
    cases = {case.id: case for case in seeded_cases(seeded.exercise, "v1" if edition == "v1" else "current")}
    case = cases[f"{seeded.exercise}/{seeded.name}"]
    return reference_for(seeded.exercise, edition)(*case.call.args), case


def measured(fact, value):
    """Take the published measure of what a solution returns; of a cache, the entry that the index names."""
    part, index = value if fact.part is None else value[fact.part], fact.index
    if isinstance(part, tuple):
        part, index = part[index[0]], index[1:]
    part = np.asarray(part)
    return {"shape": part.shape, "mean": part.mean(), "sum": part.sum(), "entries": part[index]}[fact.measure]


@pytest.mark.parametrize("seeded", PUBLISHED, ids=lambda s: f"{s.exercise}-{s.name}")
def test_the_solutions_give_the_published_numbers(seeded):
    value, case = returned(seeded)
    assert compare(to_plain(value), case.expected) is None
    for fact in seeded.facts:
        np.testing.assert_allclose(measured(fact, value), fact.value, rtol=1e-6, atol=1e-8)


def test_the_drawn_inputs_are_the_published_ones():
    x = next(s for s in PUBLISHED if (s.exercise, s.name) == ("zero_pad", "v2")).args[0]
    rows = [[0.90085595, -0.68372786], [-0.12289023, -0.93576943], [-0.26788808, 0.53035547]]
    np.testing.assert_allclose(x[1, 1], rows, atol=1e-8)
    dA = next(s for s in PUBLISHED if (s.exercise, s.name) == ("pool_backward", "max")).args[0]
    assert dA.mean() == pytest.approx(0.145713902729)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", NAMES)
def test_every_property_has_a_weight_and_cases(name, edition):
    weights = weights_for(name)
    spoken_for = {prop for case in cases_for(name, edition) for prop in case.properties}
    assert sum(weights.values()) == pytest.approx(1)
    assert spoken_for | {"output size", "inputs unchanged"} >= weights.keys()
    assert spoken_for <= weights.keys()
    assert {p for relation in relations_for(name) for p in relation.properties} <= weights.keys()


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("key", [FIXED_KEY, b"another"])
def test_ids_are_unique_and_seeded_cases_come_first(edition, key):
    for name in NAMES:
        cases = cases_for(name, edition, key)
        assert len({case.id for case in cases}) == len(cases)
        visible = [case.visible for case in cases]
        assert visible == sorted(visible, reverse=True)


def test_hidden_cases_differ_between_students_and_stay_the_same_for_one():
    ada, bob = (key_for(b"secret", student, "conv_forward") for student in ("ada", "bob"))
    first, other = cases_for("conv_forward", "current", ada), cases_for("conv_forward", "current", bob)
    hidden = [case for case in first if not case.visible]
    others = [case for case in other if not case.visible]
    assert not any(np.array_equal(a.call.args[0], b.call.args[0]) for a, b in zip(hidden, others, strict=True))
    np.testing.assert_array_equal(stream(ada, "x").randn(4), stream(ada, "x").randn(4))


def test_the_key_is_the_hmac_of_student_and_exercise():
    assert key_for(b"s", "ab", "c") != key_for(b"s", "a", "bc")
    assert key_for(b"s", "ab", "c") == key_for(b"s", "ab", "c") != key_for(b"t", "ab", "c")
    assert len(key_for(b"s", "ab", "c")) == 32


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("key", [FIXED_KEY, b"1", b"2", b"3"])
def test_the_solutions_obey_every_law(name, key):
    for relation in relations_for(name, key):
        observations = [observe(reference_for(name), call) for call in relation.calls]
        assert relation.broken(observations) is None, relation.id


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "value", [None, (), {}, 0.0, np.nan, "text", np.array([]), (None, None), [[1.0], {}], (1, (2,))]
)
def test_no_law_fails_on_any_plain_value(name, value):
    from cnn_utils.compare.calls import Observation

    for relation in relations_for(name):
        answer = relation.broken([Observation("returned", value)] * len(relation.calls))
        assert answer is None or isinstance(answer, str)


def test_no_maximum_hangs_on_a_tie():
    for key in (FIXED_KEY, b"1", b"2"):
        for case in cases_for("pool_backward", "current", key):
            A_prev = case.call.args[1][0]
            assert np.unique(A_prev).size == A_prev.size


def test_pad_0_of_conv_backward_counts_here_and_is_advice_elsewhere():
    advice = {edition: [c.id for c in cases_for("conv_backward", edition) if c.advice] for edition in EDITIONS}
    pad_0 = ["conv_backward/hidden-pad-0"]
    assert advice == {"current": [], "v1": pad_0, "v2": pad_0, "2021": pad_0}


def test_pads_strides_and_filters_of_all_sizes_occur_and_all_shapes_are_small():
    calls = [
        case.call
        for key in (b"1", b"2", b"3", b"4", b"5")
        for case in cases_for("conv_forward", "current", key)
        if not case.visible
    ]
    assert {call.args[3]["pad"] for call in calls} == {0, 1, 2, 3}
    assert {call.args[3]["stride"] for call in calls} == {1, 2, 3}
    assert {call.args[1].shape[0] for call in calls} == {1, 2, 3, 4}
    assert max(call.args[0].size for call in calls) < 1000


def test_editions_publish_their_own_cases():
    ids = {
        edition: [c.id for c in cases_for("conv_forward", edition) if c.visible and not c.advice]
        for edition in EDITIONS
    }
    assert ids == {
        "current": ["conv_forward/v2", "conv_forward/2021"],
        "v1": ["conv_forward/v1"],
        "v2": ["conv_forward/v2"],
        "2021": ["conv_forward/2021"],
    }
