"""Sentences say what was found and what was expected, and keep the numbers of hidden cases to themselves."""

import numpy as np
import pytest

from cnn_utils.compare.calls import Call, Observation, Raised
from cnn_utils.compare.expected import Array
from cnn_utils.compare.outputs import compare
from cnn_utils.compare.sentences import describe, describe_failure, short, title_of

Z = Array("Z", np.arange(1.0, 9.0).reshape(1, 2, 2, 2))


def said(value, reveal=True):
    return describe(compare(value, Z), reveal=reveal)


def test_each_stage_has_its_sentence():
    assert said(None) == "Z is None: nothing is returned for it yet. Expected an ndarray of shape (1, 2, 2, 2)."
    assert said(3.0) == "Z is a float; expected an ndarray of shape (1, 2, 2, 2)."
    assert said(np.zeros((1, 2, 2, 3))) == "Z has shape (1, 2, 2, 3); expected (1, 2, 2, 2)."
    assert said(Z.value * 1j) == "Z has dtype complex128, which cannot hold the result; expected float64."
    assert said(Z.value * np.inf) == "Z[0, 0, 0, 0] is inf: somewhere a number overflowed or was divided by zero."
    assert said(Z.value * 2) == "Z[0, 0, 0, 0] is 2, expected 1. Every entry is wrong, off by the factor 2."


def test_one_channel_is_named():
    value = Z.value.copy()
    value[..., 1] += 1
    assert said(value) == "Z[0, 0, 0, 1] is 3, expected 2. Only channel 1 is wrong."


def test_a_hidden_case_keeps_its_numbers():
    assert said(Z.value * 2, reveal=False) == (
        "Z[0, 0, 0, 0] is 2, which is not right. Every entry is wrong, off by the factor 2."
    )


def test_failures_name_the_exception_and_the_line():
    raised = Observation("raised", raised=Raised("ValueError", "bad axis", 3, "x = np.sum(a, axis=9)"))
    assert describe_failure("f", raised) == "f stops with ValueError at `x = np.sum(a, axis=9)`: bad axis"
    bare = Observation("raised", raised=Raised("AssertionError", "", 3, "assert pad"))
    assert describe_failure("f", bare) == "f stops with AssertionError at `assert pad`."
    assert (
        describe_failure("f", Observation("raised", raised=Raised("KeyError", "", None, "")))
        == "f stops with KeyError."
    )
    assert describe_failure("f", Observation("missing")) == "There is no function named f."
    assert describe_failure("f", Observation("ungraded")) == "The grader could not run f; this is not your mistake."


def test_titles_list_shapes_and_numbers():
    A_prev, W, b = np.zeros((2, 4, 4, 3)), np.zeros((2, 2, 3, 8)), np.zeros((1, 1, 1, 8))
    conv = Call("conv_forward", (A_prev, W, b, {"pad": 2, "stride": 1}))
    title = title_of(conv, ("A_prev", "W", "b", "hparameters"))
    assert title == "A_prev (2, 4, 4, 3), W (2, 2, 3, 8), b (1, 1, 1, 8), pad 2, stride 1"
    pool = Call("pool_backward", (np.zeros((2, 2, 2, 3)), (A_prev, {"f": 2, "stride": 2}), "max"))
    assert title_of(pool, ("dA", "cache", "mode")) == "dA (2, 2, 2, 3), A_prev (2, 4, 4, 3), f 2, stride 2, mode max"
    assert title_of(Call("distribute_value", (2.0, (2, 3))), ("dz", "shape")) == "dz 2.0, shape (2, 3)"
    assert title_of(Call("initialize_parameters", ()), ()) == "no arguments"


@pytest.mark.parametrize(
    ("value", "words"),
    [(3.0, "3"), (-2.0, "−2"), (0.25, "0.25"), (-0.001, "0"), (1.5, "1.5"), (123456.0, "1e5"), (np.nan, "nan"),
     (-np.inf, "−inf"), (1e-12, "0"), (-1e300, "−1e300")],
)  # fmt: skip
def test_numbers_in_cells_are_short(value, words):
    assert short(value) == words
