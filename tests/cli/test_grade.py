"""grade(): points for nbgrader's hidden region, whatever a student's function does."""

import warnings

import numpy as np
import pytest

import autograder
from autograder import grade, solutions
from autograder.exercises import EXERCISES, exercises_of

NAMES = [exercise.name for exercise in exercises_of("step_by_step")]


class AlwaysEqual:
    def __eq__(self, other):
        return True

    __hash__ = None


class Deceiving(np.ndarray):
    """Claims to be near everything."""

    def __array_ufunc__(self, *args, **kwargs):
        return True

    def __array_function__(self, *args, **kwargs):
        return True

    def __eq__(self, other):
        return True

    __hash__ = None


def returning(value):
    return lambda *args, **kwargs: value


@pytest.mark.parametrize("name", NAMES)
def test_a_right_function_gets_all_its_points_as_a_python_float(name):
    points = grade(getattr(solutions, name), points=12.5)
    assert (type(points), points) == (float, 12.5)


@pytest.mark.sampled(6)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        (),
        [],
        0.0,
        1,
        "right",
        AlwaysEqual(),
        np.nan,
        np.zeros(3),
        (AlwaysEqual(), {}),
        np.zeros((2, 2)).view(Deceiving),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_answer_gets_nothing(name, value):
    assert grade(returning(value), points=10, exercise=name) == 0.0


def test_zeros_of_the_right_shape_get_nothing():
    def zero_pad(X, pad):
        return np.zeros((X.shape[0], X.shape[1] + 2 * pad, X.shape[2] + 2 * pad, X.shape[3]))

    assert grade(zero_pad, points=10) == 0.0


def test_a_broadcast_scalar_is_no_array():
    def distribute_value(dz, shape):
        return dz / (shape[0] * shape[1])

    assert grade(distribute_value, points=10) == 0.0


def test_a_nan_never_passes():
    def pool_forward(A_prev, hparameters, mode="max"):
        A, cache = solutions.pool_forward(A_prev, hparameters, mode)
        return np.where(A.max() == A, np.nan, A), cache

    assert grade(pool_forward, points=10) <= 1.0


@pytest.mark.parametrize("name", NAMES)
def test_a_function_that_changes_its_input_loses_points(name):
    right = getattr(solutions, name)

    def spoiling(*args):
        value = right(*args)
        for array in args + tuple(item for arg in args if isinstance(arg, tuple) for item in arg):
            if isinstance(array, np.ndarray):
                array += 1
        return value

    points = grade(spoiling, points=10, exercise=name)
    assert points < 10.0 or name == "distribute_value"  # whose arguments cannot be changed


def test_errors_warnings_and_output_stay_inside(capfd):
    def conv_single_step(a, W, b):
        warnings.warn("look here", stacklevel=1)
        print("printed")
        np.log(np.zeros(1))
        return np.sum(a * W) + float(b)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert grade(conv_single_step, points=3) == 3.0
    assert capfd.readouterr() == ("", "")


def test_exceptions_cost_points_and_nothing_else():
    def zero_pad(X, pad):
        raise KeyError("pad")

    assert grade(zero_pad, points=5) == 0.0


def test_sys_exit_is_an_error_like_any_other():
    def zero_pad(X, pad):
        raise SystemExit(0)

    assert grade(zero_pad, points=5) == 0.0


def test_the_random_state_of_the_session_stays_as_it_is():
    np.random.seed(3)
    expected = np.random.RandomState(3).rand(2)
    grade(solutions.zero_pad)
    np.testing.assert_array_equal(np.random.rand(2), expected)


def test_the_helpers_of_the_session_are_replaced_for_the_time_of_a_call_only():
    names = {"np": np}
    exec("def zero_pad(X, pad):\n    return X\n", names)
    exec(
        "def conv_backward(dZ, cache):\n"
        "    A_prev, W, b, hparameters = cache\n"
        "    padded = zero_pad(A_prev, hparameters['pad'])\n"
        "    f, s, p = W.shape[0], hparameters['stride'], hparameters['pad']\n"
        "    d, dW = np.zeros(padded.shape), np.zeros(W.shape)\n"
        "    for h, w in np.ndindex(*dZ.shape[1:3]):\n"
        "        at = np.s_[:, h * s:h * s + f, w * s:w * s + f]\n"
        "        d[at] += np.einsum('ijpc,mc->mijp', W, dZ[:, h, w])\n"
        "        dW += np.einsum('mijp,mc->ijpc', padded[at], dZ[:, h, w])\n"
        "    return d[:, p:p + A_prev.shape[1], p:p + A_prev.shape[2]], dW, dZ.sum((0, 1, 2), keepdims=True)\n",
        names,
    )
    own = names["zero_pad"]
    assert grade(names["conv_backward"], points=10) == 10.0
    assert names["zero_pad"] is own
    assert grade(own, points=10) < 5


def test_an_unknown_name_is_an_error_that_lists_the_exercises():
    def zero_padding(X, pad):
        return X

    with pytest.raises(ValueError, match="no exercise is named 'zero_padding'") as caught:
        grade(zero_padding)
    assert str(caught.value) == (f"no exercise is named 'zero_padding'; pass exercise= one of {', '.join(EXERCISES)}")


def test_what_cannot_be_called_gets_nothing():
    assert grade(None, points=4, exercise="zero_pad") == 0.0
    assert grade("zero_pad", points=4, exercise="zero_pad") == 0.0


def test_the_package_loads_grade_on_first_use_and_nothing_else():
    with pytest.raises(AttributeError, match="has no attribute 'grades'"):
        autograder.grades  # noqa: B018
