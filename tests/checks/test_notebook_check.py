"""check(function): the visible cases, shown as a card, without disturbing anything."""

import numpy as np
import pytest

from autograder.solutions import conv_forward, create_mask_from_window, distribute_value, pool_forward, zero_pad
from cnn_utils import check
from cnn_utils.checks.notebook_check import CheckFailedError


def wrong_zero_pad(X, pad):
    return np.pad(X, ((0, 0), (pad, 0), (pad, 0), (0, 0)))


def unfilled(*args, **kwargs):
    return None


def stub_pair(*args, **kwargs):
    return None, None


def test_a_right_function_passes_and_the_card_claims_no_more(capsys):
    result = check(zero_pad)
    assert result
    assert capsys.readouterr().out == "✓ zero_pad: the visible checks passed\n"


def test_a_known_mistake_is_named_with_the_place(capsys):
    result = check(wrong_zero_pad, exercise="zero_pad")
    assert not result.passed
    shown = capsys.readouterr().out
    assert shown.startswith("✗ zero_pad: not yet\n  Zeros are added only above and to the left.\n")
    assert "X_pad has shape (4, 5, 5, 2); expected (4, 7, 7, 2)." in shown


@pytest.mark.parametrize(("function", "exercise"), [(unfilled, "zero_pad"), (stub_pair, "conv_forward")])
def test_a_stub_is_still_to_be_written(function, exercise):
    assert check(function, exercise=exercise).verdict.status == "unfilled"


class AlwaysEqual:
    def __eq__(self, other):
        return True

    __hash__ = None


@pytest.mark.parametrize("value", [{}, (), 0.0, AlwaysEqual(), [], np.float64(0.0), np.zeros((1, 1))])
def test_what_is_no_answer_is_never_accepted(value):
    for exercise in ("zero_pad", "conv_forward", "pool_forward", "conv_backward", "pool_backward"):
        assert not check(lambda *args, value=value: value, exercise=exercise)


def test_a_function_that_changes_its_input_is_told(capsys):
    def spoils(X, pad):
        padded = zero_pad(X, pad)
        X *= 0
        return padded

    assert not check(spoils, exercise="zero_pad")
    assert "The values are right, but the function changes its input: work on a copy." in capsys.readouterr().out


def test_an_exception_is_shown_with_its_line(capsys):
    def stops(X, pad):
        return X.nonsense

    assert check(stops, exercise="zero_pad").verdict.status == "error"
    assert "zero_pad stops with AttributeError at `return X.nonsense`" in capsys.readouterr().out


def test_the_random_stream_of_the_session_goes_on_as_if_nothing_happened():
    np.random.seed(5)
    first = np.random.RandomState(5).rand()
    check(pool_forward)
    assert np.random.rand() == first


@pytest.mark.parametrize("function", [zero_pad, conv_forward, create_mask_from_window, distribute_value])
def test_float32_styles_pass(function):
    def in_float32(*args):
        result = function(*args)
        if isinstance(result, tuple):
            return result[0].astype(np.float32), result[1]
        return result if result.dtype == bool else result.astype(np.float32)

    assert check(in_float32, exercise=function.__name__)


def test_what_is_no_function_or_no_exercise_gets_a_clear_error():
    with pytest.raises(TypeError, match=r"check\(\) takes a function, as in check\(zero_pad\); it was given 'int'\."):
        check(3)
    with pytest.raises(ValueError, match=r"There is no exercise 'unfilled'\. The exercises are: zero_pad, "):
        check(unfilled)


def test_under_validate_a_failed_check_raises_the_cards_words(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(CheckFailedError, match="Zeros are added only above") as caught:
        check(wrong_zero_pad, exercise="zero_pad")
    assert caught.value._render_traceback_()[0] == "✗ zero_pad: not yet"
    assert check(zero_pad)
