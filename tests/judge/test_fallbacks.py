"""What is said where no named variant fits: true of every function that shows it."""

from pathlib import Path

import numpy as np
import pytest

import cnn_utils
from autograder import solutions
from autograder.judge import judge
from autograder.misconceptions import catalogue
from autograder.solutions import conv_backward, conv_forward, pool_forward
from cnn_utils.calling.observe import observe


def named(exercise, function, **options):
    verdict = judge(exercise, lambda call: observe(function, call), **options)
    return [hint.misconception for hint in verdict.hints]


def test_right_at_stride_1_only():
    def odd(A_prev, W, b, hparameters):
        Z, cache = conv_forward(A_prev, W, b, hparameters)
        return Z + np.arange(Z.size).reshape(Z.shape) * (hparameters["stride"] > 1), cache

    assert named("conv_forward", odd) == ["right-at-stride-1-only"]


@pytest.mark.parametrize("exercise", ["conv_single_step", "zero_pad", "distribute_value"])
def test_complex_numbers_are_wrong_ones_and_nothing_is_warned_of(exercise, recwarn):
    verdict = judge(exercise, lambda call: observe(lambda *args: getattr(solutions, exercise)(*args) * (1 + 1j), call))
    assert (verdict.status, [str(warning.message) for warning in recwarn]) == ("failed", [])


def test_one_mode_wrong():
    def odd(A_prev, hparameters, mode="max"):
        A, cache = pool_forward(A_prev, hparameters, mode)
        return np.sin(A) if mode == "average" else A, cache

    assert named("pool_forward", odd) == ["average-wrong"]


def test_one_gradient_wrong():
    def odd(dZ, cache):
        dA_prev, dW, db = conv_backward(dZ, cache)
        return dA_prev, np.cos(dW), db

    assert named("conv_backward", odd) == ["only-dW-wrong"]


@pytest.mark.parametrize(
    ("stop", "name"),
    [
        (lambda: np.zeros((2, 3)) * np.zeros((4, 5)), "shapes-that-do-not-match"),
        (lambda: np.zeros(3)[3], "index-out-of-range"),
        (lambda: np.zeros(3)[1.5], "index-of-the-wrong-kind"),
        (lambda: range(2.0), "index-of-the-wrong-kind"),
        (lambda: len((1, 2))[0], "number-indexed"),
        (lambda: np.zeros(0).max(), "empty-window"),
        (lambda: np.distribute_value(1), "name-of-nothing"),
        (lambda: np.zeros(shapes=3), "call-that-does-not-fit"),
        (lambda: {} * 2, "kinds-that-do-not-mix"),
        (lambda: np.max[0], "function-indexed"),
        (lambda: float(np.zeros(3)), "array-for-a-number"),
        (lambda: max(np.eye(2)), "array-as-a-condition"),
        (lambda: np.pad(np.eye(2), -1), "pad-width-that-does-not-fit"),
        (lambda: np.eye(2).sum(axis=4), "axis-not-there"),
        (lambda: {"f": 2}["stride"], "key-missing"),
        (lambda: 1 // 0, "division-by-zero"),
        (lambda: np.pad(np.eye(2), 1, mode="zeros"), "value-refused"),
        (lambda: np.dtype("no such"), "kind-refused"),
        (lambda: (lambda a, b: a)(*np.zeros(3)), "call-that-does-not-fit"),
        (lambda: np.zeros((2, 2)).T.shape[0] + np.array([1, 2]).reshape(3), "shapes-that-do-not-match"),
    ],
)
def test_an_exception_is_named_by_its_kind(stop, name):
    assert named("zero_pad", lambda X, pad: stop()) == [name]


def test_a_named_mistake_goes_first():
    assert named("pool_forward", lambda A_prev, hparameters, mode="max": pool_forward(A_prev, hparameters, "max")) == [
        "maximum-in-both-modes"
    ]


def padded(X, pad):
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (lambda X, pad: np.pad(X, ((0, 0), (pad + 1, pad), (pad, pad), (0, 0))), "rows-miscounted"),
        (lambda X, pad: padded(X, pad)[:, pad % 2 :, pad // 2 :], "rows-or-columns-miscounted"),
        (lambda X, pad: np.pad(X, ((0, 0), (pad, pad), (pad, pad), (1, 0))), "channels-miscounted"),
        (lambda X, pad: padded(X, pad)[0], "axes-miscounted"),
        (lambda X, pad: padded(X, pad).T, "lengths-in-another-order"),
        (lambda X, pad: padded(X, pad) + 1, "shifted"),
        (lambda X, pad: np.abs(padded(X, pad)), "signs-lost"),
        (lambda X, pad: np.round(padded(X, pad)), "in-whole-numbers"),
        (lambda X, pad: padded(X, pad).astype(np.float16), "nearly-right"),
        (lambda X, pad: padded(X, pad)[:, ::-1], "in-other-places"),
        (lambda X, pad: padded(X, pad).mean(axis=0) + 0 * padded(X, pad), "examples-alike"),
        (lambda X, pad: padded(X, pad) if pad else None, "nothing-returned"),
        (lambda X, pad: str(padded(X, pad)), "no-array-returned"),
        (lambda X, pad: padded(X, pad).astype(complex), "dtype-that-cannot-hold-it"),
    ],
)
def test_what_wrong_values_have_in_common_is_named(function, name):
    assert named("zero_pad", function) == [name]


def test_a_return_that_was_forgotten_is_named_where_there_is_no_stub():
    verdict = judge("zero_pad", lambda call: observe(lambda X, pad: print(padded(X, pad)), call))
    assert (verdict.status, verdict.share) == ("unfilled", 0.0)
    assert verdict.message == "There are calls that return None."


def test_a_name_that_is_missing_in_one_branch_is_told_so():
    def one_way(X, pad):
        return padded(X, pad) if pad else nowhere  # noqa: F821 - the mistake

    assert named("zero_pad", one_way) == ["undefined-on-one-way"]


def test_what_fits_nothing_has_no_name():
    assert named("zero_pad", lambda X, pad: np.sin(np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0))))) == []


def test_general_records_are_not_published_to_students():
    text = (Path(cnn_utils.__file__).parent / "data" / "step_by_step.json").read_text(encoding="utf-8")
    assert '"stride-ignored"' in text
    assert not [record.id for record in catalogue("step_by_step") if record.general and f'"{record.id}"' in text]
