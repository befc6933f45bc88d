"""Extent, factor and window say where to look."""

import numpy as np
import pytest

from cnn_utils.compare.calls import Call
from cnn_utils.compare.verdict import Difference, Extent
from cnn_utils.compare.where import extent_of, factor_of, window_of


def wrong_at(*where):
    wrong = np.zeros((2, 4, 5, 3), bool)
    wrong[where] = True
    return wrong


@pytest.mark.parametrize(
    ("wrong", "extent"),
    [
        (np.ones((2, 2), bool), Extent("everywhere", size=4)),
        (wrong_at(1), Extent("example", 1, 120)),
        (wrong_at(slice(None), slice(None), slice(None), 2), Extent("channel", 2, 120)),
        (wrong_at(slice(None), -1), Extent("last row", 3, 120)),
        (wrong_at(slice(None), slice(None), 0), Extent("first column", 0, 120)),
        (wrong_at(slice(None), slice(None), 2), Extent("column", 2, 120)),
        (wrong_at([0, 1], [0, 3], [1, 0], [0, 1]), Extent("border", size=120)),
        (wrong_at([0, 1], [1, 2], [1, 2], [0, 1]), Extent("scattered", 2, 120)),
    ],
)
def test_extent_says_what_the_wrong_entries_have_in_common(wrong, extent):
    assert extent_of(wrong) == extent


def test_factor_is_found_only_where_it_is_one():
    want = np.array([1.0, -2.0, 0.0, 4.0])
    assert factor_of(want * 0.25, want) == 0.25
    assert factor_of(want + 1, want) is None
    assert factor_of(want, want) is None
    assert factor_of(want * 0, want) is None
    assert factor_of(np.ones(2), np.zeros(2)) is None


def difference(part, *index):
    return Difference("values", part, "0", "1", index=index)


def test_window_of_a_convolution_is_cut_from_the_padded_input():
    A_prev = np.random.RandomState(0).randn(2, 4, 4, 3)
    call = Call("conv_forward", (A_prev, np.zeros((2, 2, 3, 8)), np.zeros((1, 1, 1, 8)), {"pad": 1, "stride": 2}))
    window = window_of(call, difference("Z", 1, 1, 0, 7))
    assert window.text == "A_prev_pad[1, 2:4, 0:2, :]"
    np.testing.assert_array_equal(window.values, np.pad(A_prev, ((0, 0), (1, 1), (1, 1), (0, 0)))[1, 2:4, 0:2, :])


def test_window_of_pooling_keeps_the_channel():
    call = Call("pool_forward", (np.zeros((2, 5, 5, 3)), {"f": 3, "stride": 2}, "max"))
    assert window_of(call, difference("A", 0, 1, 1, 2)).text == "A_prev[0, 2:5, 2:5, 2]"


def test_window_of_a_gradient_is_the_outputs_that_saw_the_entry():
    cache = (np.zeros((1, 5, 5, 2)), np.zeros((3, 3, 2, 4)), np.zeros((1, 1, 1, 4)), {"pad": 1, "stride": 2})
    call = Call("conv_backward", (np.zeros((1, 3, 3, 4)), cache))
    assert window_of(call, difference("dA_prev", 0, 1, 2, 0)).text == "dZ[0, 0:2, 1:2, :]"


def test_window_of_padding_is_the_border_or_the_entry():
    call = Call("zero_pad", (np.zeros((1, 2, 2, 1)), 1))
    border = window_of(call, difference("X_pad", 0, 0, 0, 0))
    assert border.sentence == "It comes from the border, which is zero."
    assert window_of(call, difference("X_pad", 0, 1, 2, 0)).text == "X[0, 0, 1, 0]"


def test_an_entry_that_no_window_reaches_says_so():
    call = Call("pool_backward", (np.zeros((1, 1, 1, 1)), (np.zeros((1, 5, 5, 1)), {"f": 2, "stride": 2}), "max"))
    window = window_of(call, difference("dA_prev", 0, 4, 4, 0))
    assert (window.text, window.sentence) == ("dA", "It comes from no window of {window}: its gradient is 0.")


def test_there_is_no_window_for_arguments_that_do_not_fit():
    assert window_of(Call("conv_forward", (1, 2)), difference("Z", 0, 0, 0, 0)) is None
    assert window_of(Call("distribute_value", (2.0, (2, 2))), difference("a", 0, 0)) is None
