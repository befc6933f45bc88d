import contextlib
import json
import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.sandbox.wire.channel import (
    DTYPES,
    Packer,
    call_from_plain,
    call_to_plain,
    observation_from_plain,
    observation_to_plain,
    unpack,
)
from autograder.sandbox.wire.frames import MAX_HEADER, ChannelError
from cnn_utils.compare.calls import Call, Foreign, Observation, Raised


def through(value):
    packer = Packer()
    form = json.loads(json.dumps(packer.pack(value), allow_nan=False))
    return unpack(form, [memoryview(blob) for blob in packer.blobs])


def same(one, other):
    if isinstance(one, np.ndarray):
        return (
            type(other) is np.ndarray
            and (one.dtype, one.shape) == (other.dtype, other.shape)
            and one.tobytes() == other.tobytes()
        )
    if isinstance(one, float) and math.isnan(one):
        return isinstance(other, float) and math.isnan(other)
    if isinstance(one, tuple | list):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return type(other) is dict and list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    return type(one) is type(other) and one == other


arrays = hnp.arrays(st.sampled_from(list(DTYPES.values())), hnp.array_shapes(min_dims=0, max_dims=4, min_side=0))
leaves = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text() | arrays
plain = st.recursive(
    leaves | st.builds(Foreign, st.text(max_size=20)),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(plain)
def test_plain_values_come_through_bit_for_bit(value):
    assert same(value, through(value))


@pytest.mark.parametrize("value", [False, 2, 1.5, 1 + 2j])
def test_an_array_without_axes_stays_an_array(value):
    assert same(np.array(value), through(np.array(value)))


@given(
    st.recursive(st.none() | st.integers() | st.text() | st.booleans(), st.lists, max_leaves=10), st.binary(max_size=40)
)
def test_any_json_is_a_value_or_a_channel_error(form, blob):
    with contextlib.suppress(ChannelError):
        unpack(form, [memoryview(blob)])


@pytest.mark.parametrize(
    "value", [float("inf"), -0.0, 5e-324, "x" * 10_000, "\ud800", [], (), {}, b"bytes", {1: 2}, 2**63]
)
def test_edges(value):
    expected = {bytes: Foreign("bytes")}.get(type(value), value)
    if value == {1: 2}:
        expected = Foreign("dict")
    if value == 2**63:
        expected = Foreign("int")
    assert same(expected, through(value))


def test_an_array_that_is_received_can_be_written_to():
    assert through(np.zeros(3)).flags.writeable


def test_other_byte_orders_and_long_doubles_become_native():
    assert same(np.array([1.0, 2.0]), through(np.array([1.0, 2.0], ">f8")))
    assert same(np.array([1.5]), through(np.array([1.5], np.longdouble)))


def test_memory_order_is_not_carried():
    array = np.arange(6.0).reshape(2, 3).T
    assert np.array_equal(through(array), array)


@pytest.mark.parametrize("array", [np.array([object()]), np.array(["a"]), np.zeros(2, "M8[s]"), np.zeros(2, "f8,i4")])
def test_arrays_of_other_dtypes_are_named_only(array):
    assert through(array) == Foreign(f"ndarray of dtype {array.dtype}")


def test_bytes_that_are_no_bool_become_one():
    assert unpack(["a", ["bool", [3], 0]], [memoryview(b"\x00\x01\xff")]).tobytes() == b"\x00\x01\x01"


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (1.5, "a value has no form that the channel knows"),
        ({}, "a value has no form that the channel knows"),
        (["q", 1], "a value has no form that the channel knows"),
        (["__reduce__", "os.system"], "a value has no form that the channel knows"),
        (2**63, "a whole number is out of range"),
        (-(2**63) - 1, "a whole number is out of range"),
        (["f", "1_0"], "a float is not written as one"),
        (["f", "0x1p9999"], "a float is not written as one"),
        (["f", "0x1." + "0" * 40 + "p+0"], "a float is not written as one"),
        (["a", ["object", [1], 0]], "an array has a dtype that the channel does not carry"),
        (["a", ["float64", [2**40, 2**40], 0]], "an array's shape does not fit its bytes"),
        (["a", ["float64", [-1], 0]], "an array has a shape that cannot be"),
        (["a", ["float64", [True], 0]], "an array has a shape that cannot be"),
        (["a", ["float64", [0, 2**62, 2**62], 1]], "an array has a shape that cannot be"),
        (["a", ["float64", [1] * 33, 0]], "an array has a shape that cannot be"),
        (["a", ["float64", [1], 7]], "a value points to bytes that are not there"),
        (["a", ["float64", [1], -1]], "a value points to bytes that are not there"),
        (["s", None], "a value points to bytes that are not there"),
        (["d", [["a"]]], "a dict is not written as one"),
        (["d", [[["a"], 1]]], "a dict is not written as one"),
        (["t", None], "a sequence is not written as one"),
        (["x", 1], "the name of a type is not a text"),
    ],
)
def test_forms_that_stand_for_nothing_are_refused(form, message):
    with pytest.raises(ChannelError) as caught:
        unpack(form, [memoryview(b"12345678"), memoryview(b"")])
    assert str(caught.value) == message


def test_bytes_are_handed_out_once():
    array = ["a", ["float64", [1], 0]]
    with pytest.raises(ChannelError, match="two values point to the same bytes"):
        unpack(["l", [array, array]], [memoryview(b"12345678")])


def test_deep_values_are_refused_before_the_stack_ends():
    form = None
    for _ in range(1000):
        form = ["l", [form]]
    with pytest.raises(ChannelError):
        unpack(form, [])


def test_a_pickle_stays_bytes():
    blob = pickle.dumps(print)
    assert unpack(["s", 0], [memoryview(blob)]) == blob.decode("utf-8", "replace")


def test_however_many_short_texts_there_are_the_header_stays_small():
    texts = ["[{,가" * 50] * 10_000
    packer = Packer()
    assert len(json.dumps(packer.pack(texts))) < MAX_HEADER
    assert through(texts) == texts


def test_calls_come_through():
    call = Call("conv_forward", (np.ones((1, 2, 2, 1)), {"pad": 1}), "plain", ("zero_pad",))
    back = call_from_plain(through(call_to_plain(call)))
    assert (back.exercise, back.kind, back.helpers) == ("conv_forward", "plain", ("zero_pad",))
    assert same(call.args, back.args)


def test_observations_come_through():
    seen = Observation("raised", None, (np.ones(2),), Raised("ValueError", "no", 3, "x = 1"), "hello", 0.25)
    back = observation_from_plain(through(observation_to_plain(seen)))
    assert back.raised == seen.raised
    assert (back.outcome, back.printed, back.seconds) == ("raised", "hello", 0.25)
    assert same(seen.args_after, back.args_after)


@pytest.mark.parametrize(
    ("forged", "message"),
    [
        (None, "an observation has six parts"),
        (("passed", 1, (), None, "", 1.0), "an observation has an outcome that is not the child's to give"),
        (("ungraded", None, (), None, "", 1.0), "an observation has an outcome that is not the child's to give"),
        (("killed", None, (), None, "", 1.0), "an observation has an outcome that is not the child's to give"),
        (("returned", 1, [], None, "", 1.0), "an observation has parts of the wrong type"),
        (("returned", 1, (), None, 3, 1.0), "an observation has parts of the wrong type"),
        (("returned", 1, (), None, "", float("nan")), "an observation took no sensible time"),
        (("returned", 1, (), None, "", -1.0), "an observation took no sensible time"),
        (("returned", 1, (), None, "", float("inf")), "an observation took no sensible time"),
        (("raised", 1, (), ("a",), "", 1.0), "an exception has four parts"),
        (("raised", 1, (), ("a", "b", "c", "d"), "", 1.0), "an exception has parts of the wrong type"),
    ],
)
def test_forged_observations_are_refused(forged, message):
    with pytest.raises(ChannelError) as caught:
        observation_from_plain(forged)
    assert str(caught.value) == message


def test_of_what_a_child_says_at_too_great_length_the_beginning_is_kept():
    raised = ("n" * 201, "m" * 4_001, 3, "s" * 1_001)
    seen = observation_from_plain(("raised", None, (), raised, "p" * 100_001, 1.0))
    assert seen.raised == Raised("n" * 200, "m" * 4_000, 3, "s" * 1_000)
    assert seen.printed == "p" * 100_000
    assert unpack(["x", "t" * 201], []) == Foreign("t" * 200)
