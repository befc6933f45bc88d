"""Single precision is right: where the terms of a sum nearly cancel, the allowance follows the terms."""

import numpy as np
import pytest

from autograder.cases import FIXED_KEY, key_for, reference_for, relations_for
from autograder.judge import judge
from autograder.solutions import conv_backward, conv_forward, pool_backward, pool_forward, zero_pad
from cnn_utils.calling.observe import observe
from cnn_utils.compare.expected import Number
from cnn_utils.compare.outputs import compare


def conv_single_step(a_slice_prev, W, b):
    s = np.multiply(a_slice_prev, W)
    Z = np.sum(s, dtype=np.float32)
    return Z + float(np.squeeze(b))


def single(value):
    """Arrays in single precision, wherever they stand in a value."""
    if isinstance(value, np.ndarray):
        return value.astype(np.float32)
    return tuple(map(single, value)) if isinstance(value, tuple) else value


def in_single_precision(function):
    def rounded(*args):
        value = single(function(*map(single, args)))
        if function is conv_forward:
            return value[0], args
        return (value[0], args[:2]) if function is pool_forward else value

    rounded.__name__ = function.__name__
    return rounded


def verdict(function, key):
    def see(call):
        return observe(function, call, {name: reference_for(name) for name in call.helpers})

    return judge(function.__name__, see, key=key)


STUDENTS = [FIXED_KEY, *(key_for(b"secret", f"student-{number}", "conv_single_step") for number in range(149))]


def test_a_sum_in_single_precision_passes_under_every_key():
    assert {verdict(conv_single_step, key).status for key in STUDENTS} == {"passed"}


@pytest.mark.parametrize("function", [conv_forward, conv_backward, pool_forward, pool_backward, zero_pad])
def test_layers_in_single_precision_pass(function):
    wrapped = in_single_precision(function)
    found = {verdict(wrapped, key).message for key in STUDENTS[:3]}
    assert found == {"All cases hold."}


def test_the_allowance_follows_the_terms_and_no_further():
    expected = Number("Z", 0.0419171608, terms=60.0)
    assert compare(0.0419177413, expected) is None
    assert compare(0.0429, expected) is not None
    assert compare(0.0419177413, Number("Z", 0.0419171608)) is not None


def test_a_factor_that_reads_as_one_is_never_said():
    difference = compare(0.0419177413, Number("Z", 0.0419171608))
    assert difference.factor is None
    assert compare(-0.0419171608, Number("Z", 0.0419171608)).factor == -1


def test_relations_do_not_hang_on_rounding():
    for key in STUDENTS[:40]:
        for relation in relations_for("conv_backward", key):
            calls = [observe(in_single_precision(conv_backward), call) for call in relation.calls]
            assert relation.broken(calls) is None
