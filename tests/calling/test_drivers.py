from __future__ import annotations

import random
from importlib.util import find_spec

import numpy as np
import pytest

from autograder.cases import cases_for
from autograder.cases.application.graph_records import RECORDS
from cnn_utils.calling.drivers import CALLERS
from cnn_utils.calling.observe import observe
from cnn_utils.compare.calls import Call, Foreign
from cnn_utils.network.tf_graph import tf as v1  # imports TensorFlow at its first use

pytestmark = [
    pytest.mark.tensorflow,
    pytest.mark.skipif(find_spec("tensorflow") is None, reason="TensorFlow is not installed"),
]

GRAPH_EXERCISES = ["create_placeholders", "initialize_parameters", "forward_propagation", "compute_cost"]


def see(function, exercise, *args):
    return observe(function, Call(exercise, args, kind=exercise))


def solution(exercise):
    from autograder import solutions

    return getattr(solutions, exercise)


def test_there_is_a_driver_for_every_exercise():
    assert set(CALLERS) == {*GRAPH_EXERCISES, "model", "convolutional_model"}


def test_placeholders_are_described():
    X, Y = see(solution("create_placeholders"), "create_placeholders", 64, 64, 3, 6).value
    assert X == {"op": "Placeholder", "dtype": "float32", "shape": (None, 64, 64, 3)}
    assert Y == {"op": "Placeholder", "dtype": "float32", "shape": (None, 6)}


def test_a_placeholder_without_a_shape_is_described_too():
    record = see(lambda *_: v1.placeholder(v1.int32), "create_placeholders", 1, 1, 1, 1).value
    assert record == {"op": "Placeholder", "dtype": "int32", "shape": None}


def test_initial_values_are_the_oracle_s():
    record = see(solution("initialize_parameters"), "initialize_parameters").value
    expected = RECORDS["initialize_parameters"]()
    assert record["shapes"] == {"W1": (4, 4, 3, 8), "W2": (2, 2, 8, 16)}
    assert record["trainable"] == ("W1", "W2")
    for name in ("W1", "W2"):
        np.testing.assert_array_equal(record["values"][name], expected["values"][name])


@pytest.mark.parametrize(
    "make", [lambda shape: v1.zeros(shape), lambda shape: v1.get_variable("w", shape, trainable=False)]
)
def test_what_no_optimizer_changes_is_not_trainable(make):
    assert see(lambda: {"W1": make((2, 2))}, "initialize_parameters").value["trainable"] == ()


@pytest.mark.parametrize(("returned", "record"), [(None, None), ({}, {"shapes": {}, "values": {}, "trainable": ()})])
def test_parameters_that_are_none_are_handed_over_as_they_are(returned, record):
    assert see(lambda: returned, "initialize_parameters").value == record


def test_scores_follow_from_the_given_weights_whatever_the_layer_drew():
    for case in cases_for("forward_propagation"):
        seen = observe(solution("forward_propagation"), case.call).value
        expected = RECORDS["forward_propagation"](*case.call.args)
        np.testing.assert_allclose(seen, expected, atol=1e-4 * np.abs(expected).max())


def test_a_longer_kernel_repeats_the_given_rows():
    def forward_propagation(X, parameters):
        return v1.matmul(v1.reshape(X, (-1, 12)), v1.get_variable("w", (12, 6)))

    kernel, X = np.random.RandomState(0).randn(4, 6), np.random.RandomState(1).randn(3, 2, 2, 3)
    Z3 = see(forward_propagation, "forward_propagation", X, {"W1": np.ones((1, 1))}, kernel, np.zeros(6)).value
    np.testing.assert_allclose(Z3, X.reshape(3, 12) @ np.resize(kernel, (12, 6)), atol=1e-5)


def test_a_cost_is_a_number():
    Z3, Y = np.random.RandomState(0).randn(2, 4, 6)
    cost = see(solution("compute_cost"), "compute_cost", Z3, Y).value
    assert cost.shape == ()
    assert float(cost) == pytest.approx(RECORDS["compute_cost"](Z3, Y), rel=1e-5)


def test_a_keras_model_is_run_with_the_given_weights():
    def convolutional_model(input_shape):
        layers = v1.keras.layers
        model = [v1.keras.Input(input_shape), layers.Conv2D(8, 4, activation="relu", padding="same")]
        model += [layers.MaxPool2D(8), layers.Conv2D(16, 2, activation="relu", padding="same"), layers.MaxPool2D(4)]
        return v1.keras.Sequential([*model, layers.Flatten(), layers.Dense(6, activation="softmax")])

    call = cases_for("convolutional_model")[-1].call
    record = observe(convolutional_model, call).value
    assert record["parameters"] == (392, 528, 390)
    np.testing.assert_allclose(record["output"], RECORDS["convolutional_model"](*call.args)["output"], atol=1e-5)


def test_a_keras_model_that_was_never_built_is_built():
    def convolutional_model(input_shape):
        return v1.keras.Sequential([v1.keras.layers.Flatten(), v1.keras.layers.Dense(6)])

    assert see(convolutional_model, "convolutional_model", (2, 2, 3), [], np.zeros((0, 2, 2, 3))).value == {
        "parameters": (78,),
        "output": None,
    }


def test_what_is_no_model_is_foreign():
    assert see(
        lambda shape: object(), "convolutional_model", (64, 64, 3), [], np.zeros((0, 64, 64, 3))
    ).value == Foreign("object")


@pytest.mark.parametrize("exercise", [*GRAPH_EXERCISES, "model"])
def test_a_call_leaves_the_notebook_as_it_was(exercise):
    call = cases_for(exercise)[0].call
    np.random.seed(7)
    random.seed(7)
    expected = np.random.rand(), random.random()
    np.random.seed(7)
    random.seed(7)
    with v1.Graph().as_default() as graph, v1.Session() as session:
        mine = v1.constant(1.0)
        observe(solution(exercise), call)
        assert v1.get_default_graph() is graph
        assert v1.get_default_session() is session
        assert len(graph.get_operations()) == 1
        assert session.run(mine) == 1.0
    assert (np.random.rand(), random.random()) == expected
    assert v1.executing_eagerly()


def test_a_function_may_reset_the_default_graph_inside_a_notebook_s_own():
    def initialize_parameters():
        v1.reset_default_graph()
        return {"W1": v1.get_variable("W1", (1,), initializer=v1.ones_initializer())}

    with v1.Graph().as_default() as graph:
        record = see(initialize_parameters, "initialize_parameters").value
        assert v1.get_default_graph() is graph
    assert record["values"]["W1"].tolist() == [1.0]


def test_the_graph_is_left_after_an_exception_too():
    observation = see(lambda *_: 1 / 0, "create_placeholders", 1, 1, 1, 1)
    assert observation.raised is not None
    assert observation.raised.type_name == "ZeroDivisionError"
    assert v1.executing_eagerly()


def test_nothing_is_written_to_stderr(capfd):
    for exercise in GRAPH_EXERCISES:
        observe(solution(exercise), cases_for(exercise)[0].call)
    assert capfd.readouterr().err == ""
