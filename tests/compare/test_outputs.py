"""Comparison runs in a fixed order, broadcasts nothing and asks no object of the student's to compare itself."""

import numpy as np
import pytest

from cnn_utils.compare.calls import Foreign
from cnn_utils.compare.expected import Anything, Array, Exactly, Fields, Number, Parts
from cnn_utils.compare.outputs import compare, same
from cnn_utils.compare.verdict import Extent

Z = Array("Z", np.arange(1.0, 7.0).reshape(2, 3))


def stage_of(value, expected=Z):
    difference = compare(value, expected)
    return None if difference is None else (difference.stage, difference.got, difference.expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ("returned", "None", "an ndarray of shape (2, 3)")),
        ({}, ("type", "an empty dict", "an ndarray of shape (2, 3)")),
        ((), ("type", "a tuple of 0", "an ndarray of shape (2, 3)")),
        (Foreign("Tensor"), ("type", "an object of type Tensor", "an ndarray of shape (2, 3)")),
        (0.0, ("type", "a float", "an ndarray of shape (2, 3)")),
        (np.array(0.0), ("type", "a single float64 number", "an ndarray of shape (2, 3)")),
        (np.zeros((3, 2)), ("shape", "(3, 2)", "(2, 3)")),
        (np.zeros((1, 3)), ("shape", "(1, 3)", "(2, 3)")),
        (Z.value.astype(complex), ("dtype", "complex128", "float64")),
        (np.where(Z.value == 2, np.nan, Z.value), ("finite", "nan", "2")),
        (Z.value + 1e-3, ("values", "1.001", "1")),
    ],
)
def test_the_first_difference_in_order_is_reported(value, expected):
    assert stage_of(value) == expected


@pytest.mark.parametrize("right", [Z.value, Z.value.astype(np.float32), Z.value.astype(int), Z.value * (1 + 1e-7)])
def test_right_values_of_other_precision_are_right(right):
    assert compare(right, Z) is None


def test_whole_numbers_cannot_hold_fractions():
    assert stage_of(np.ones(2, int), Array("A", np.array([0.5, 1.5])))[0] == "dtype"


def test_a_scalar_zero_is_no_array_of_zeros():
    assert stage_of(0.0, Array("X_pad", np.zeros((2, 2))))[0] == "type"


def test_nan_is_never_near():
    assert stage_of(np.full((2, 3), np.nan))[0] == "finite"


@pytest.mark.parametrize("value", [-6.5, np.array(-6.5), np.full((1, 1, 1), -6.5), np.array(-6.5, np.float32)])
def test_a_number_may_come_as_float_scalar_or_single_entry(value):
    assert compare(value, Number("Z", -6.5)) is None


@pytest.mark.parametrize("value", [True, "6", np.ones(2), [6.5], float("nan"), 10**400])
def test_what_is_no_such_number_is_none(value):
    assert compare(value, Number("Z", 1.0)) is not None


def test_a_number_off_by_a_factor_says_which():
    assert compare(12.0, Number("Z", 4.0)).factor == 3.0


def test_parts_are_compared_in_order_and_counted():
    expected = Parts("output", (Z, Exactly("cache", (1, {"pad": 2}))))
    assert compare((Z.value, (1, {"pad": 2})), expected) is None
    assert compare((Z.value,), expected).expected == "a tuple (Z, cache)"
    assert compare((Z.value, (1, {"pad": 0})), expected).part == "cache"
    assert compare((None, None), expected).part == "Z"


def test_fields_must_be_there_and_more_are_welcome():
    expected = Fields("parameters", {"W1": Z, "W2": Anything("W2")})
    assert compare({"W1": Z.value, "W2": None, "b": 1}, expected) is None
    assert compare({}, expected).got == "an empty dict"
    assert compare(None, expected).expected == "a dict with the keys W1, W2"


def test_a_dict_that_only_describes_what_is_returned_is_called_by_that():
    expected = Fields("X", {"dtype": Exactly("dtype of X", "float32")}, "a placeholder")
    assert compare(None, expected).expected == "a placeholder"


def test_a_mask_may_be_zeros_and_ones():
    mask = Array("mask", np.array([[True, False]]))
    assert compare(np.array([[1, 0]]), mask) is None
    assert compare(np.array([[1.0, 0.0]]), mask) is None
    assert compare(np.array([[3.0, 0.0]]), mask).stage == "dtype"
    assert compare(np.array([[True, True]]), mask).index == (0, 1)


def test_a_constant_factor_and_the_extent_are_found():
    difference = compare(Z.value * 3, Z)
    assert (difference.factor, difference.extent, difference.share) == (3.0, Extent("everywhere", size=6), 1.0)


def test_same_knows_kinds_shapes_and_nan():
    assert same(np.array([np.nan, 1.0]), np.array([np.nan, 1.0]))
    assert not same(np.zeros((1, 2)), np.zeros(2))
    assert not same({"a": 1}, {"a": 2})
    assert same([1, 2.0], (1, 2))
    assert same(np.array(2.0), 2.0)
    assert not same("1", 1)


@pytest.mark.parametrize(("got", "factor"), [(6.0, 2.0), (-3.0, -1.0), (0.75, 0.25), (9.93, None), (0.0, None)])
def test_a_factor_between_two_numbers_is_told_where_it_is_a_simple_one(got, factor):
    difference = compare(got, Number("Z", 3.0))
    assert difference is not None
    assert difference.factor == (factor if factor is None else pytest.approx(factor))


def test_minus_zero_is_written_as_zero():
    difference = compare(np.array([-0.0, 1.0]), Array("A", np.array([2.0, 1.0])))
    assert difference is not None
    assert difference.got == "0"


@pytest.mark.parametrize(("got", "stage"), [(1e308, "values"), (10**400, "finite"), (-(10**400), "finite")])
def test_a_number_beyond_all_others_is_wrong_and_times_nothing(got, stage):
    difference = compare(got, Number("Z", 1e-10))
    assert difference is not None
    assert (difference.stage, difference.factor) == (stage, None)
