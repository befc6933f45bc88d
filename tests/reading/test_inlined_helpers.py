from __future__ import annotations

import inspect

import pytest

from autograder.reading import inlined_helpers

CALLS = """def model(X_train, Y_train):
    X, Y = tf.placeholder("float", [None, 64, 64, 3]), tf.placeholder("float", [None, 6])
    parameters = initialize_parameters()
    Z3 = forward_propagation(X, parameters)
    cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=Z3, labels=Y))
"""


def test_placeholders_and_cost_may_be_written_out():
    assert inlined_helpers(CALLS) == ()


@pytest.mark.parametrize(
    ("call", "instead", "helpers"),
    [
        ("initialize_parameters()", '{"W1": tf.get_variable("W1", [4, 4, 3, 8])}', ("initialize_parameters",)),
        ("forward_propagation(X, parameters)", 'tf.nn.conv2d(X, W1, [1] * 4, "SAME")', ("forward_propagation",)),
        ("forward_propagation(X, parameters)", "tf.keras.layers.Conv2D(8, 4)(X)", ("forward_propagation",)),
        ("forward_propagation(X, parameters)", "None", ()),
        ("initialize_parameters()", "None", ()),
    ],
)
def test_what_does_the_work_of_a_helper_is_found(call, instead, helpers):
    assert inlined_helpers(CALLS.replace(call, instead)) == helpers


def test_the_solution_calls_all_of_them():
    solutions = pytest.importorskip("autograder.solutions.application")
    assert inlined_helpers(inspect.getsource(solutions.model)) == ()


def test_text_that_does_not_parse_writes_nothing_out():
    assert inlined_helpers("def model(:") == ()
