from __future__ import annotations

import inspect

import numpy as np
import pytest

from autograder.cases import cases_for
from autograder.cases.application.graph_records import RECORDS
from autograder.judge import judge
from cnn_utils.calling import model_driver as training_call
from cnn_utils.calling.observe import observe
from cnn_utils.compare.calls import Call

pytestmark = pytest.mark.tensorflow
pytest.importorskip("tensorflow")


@pytest.fixture(scope="module")
def model():
    from autograder.solutions import model

    return model


@pytest.fixture(scope="module")
def calls():
    return list({id(case.call): case.call for case in cases_for("model")}.values())


def test_the_solution_trains_as_the_oracle_does(model, calls):
    for call in calls:
        seen, expected = observe(model, call).value, RECORDS["model"](*call.args)
        for name, weights in expected["trained"].items():
            np.testing.assert_allclose(seen["trained"][name], weights, rtol=1e-3, atol=1e-4)
        assert {epoch: pytest.approx(float(cost), rel=1e-4) for epoch, cost in seen["costs"].items()} == expected[
            "costs"
        ]
        assert seen["train_accuracy"] == pytest.approx(expected["train_accuracy"])
        assert seen["test_accuracy"] == pytest.approx(expected["test_accuracy"])
        assert (seen["returned"], seen["bypassed"]) == (3, ())


def test_the_four_functions_of_the_notebook_are_put_back(model, calls):
    before = {name: model.__globals__[name] for name in ("create_placeholders", "compute_cost")}
    observe(model, calls[0])
    assert {name: model.__globals__[name] for name in before} == before


def test_what_the_function_prints_is_still_printed(model, calls):
    assert "Cost after epoch 0: " in observe(model, calls[0]).printed


def test_a_model_that_builds_everything_itself_is_told_apart(calls):
    record = observe(lambda *args: (0.0, 0.0, {}), calls[0]).value
    assert record["bypassed"] == ("forward_propagation", "initialize_parameters")
    assert record["trained"] is record["sizes"] is None


def test_placeholders_and_cost_written_out_come_to_the_same(model, calls):
    source = inspect.getsource(model)
    written_out = {
        "create_placeholders(n_H0, n_W0, n_C0, n_y)": (
            "tf.compat.v1.placeholder('float32', [None, n_H0, n_W0, n_C0]), "
            "tf.compat.v1.placeholder('float32', [None, n_y])"
        ),
        "compute_cost(Z3, Y)": (
            "tf.reduce_mean(tf.compat.v1.nn.softmax_cross_entropy_with_logits_v2(logits=Z3, labels=Y))"
        ),
    }
    for call_of_a_helper, its_body in written_out.items():
        assert call_of_a_helper in source
        source = source.replace(call_of_a_helper, its_body)
    names = dict(model.__globals__)
    exec(source, names)
    for call in calls:
        assert observe(names["model"], call).value["sizes"] == RECORDS["model"](*call.args)["sizes"]
    assert judge("model", lambda call: observe(names["model"], call)).status == "passed"


def test_one_returned_value_is_no_accuracy(calls):
    record = observe(lambda *args: 0.5, calls[0]).value
    assert (record["returned"], record["train_accuracy"], record["test_accuracy"]) == (1, None, None)


def test_an_exception_names_the_student_s_line(calls):
    def model(*args):
        raise KeyError("seed")

    observation = observe(model, calls[0])
    assert observation.outcome == "raised"
    assert observation.raised is not None
    assert observation.raised.source == 'raise KeyError("seed")'


@pytest.mark.parametrize(
    ("line", "costs"),
    [
        ("Cost after epoch 0: 1.917929", {"0": 1.917929}),
        ("Cost after epoch 5:0.5\nCost after epoch 10: 1e-3", {"5": 0.5}),
        ("epoch 15, cost = 2.5e-01", {"15": 0.25}),
        ("Cost after epoch 3: 1.5", {}),
        ("The cost over 6 epochs: 5.506 after the first", {}),
        ("Train Accuracy: 0.94", {}),
    ],
)
def test_costs_are_read_from_cost_lines_of_every_fifth_epoch(line, costs):
    assert {k: pytest.approx(float(v)) for k, v in training_call.costs_told(line, []).items()} == costs


def test_a_plotted_curve_goes_before_rounded_lines():
    costs = training_call.costs_told("Cost after epoch 0: 1.92", [np.array([1.9179, 1.8])])
    assert costs == {"0": np.float32(1.9179)}


def test_a_figure_is_neither_shown_nor_left_open(calls):
    plt = pytest.importorskip("matplotlib.pyplot")
    before = plt.get_fignums()

    def model(*args):
        plt.plot([3.0, 2.0, 1.0, 1.0, 1.0, 0.5])
        plt.show()
        return 0.0, 0.0, {}

    call = Call("model", calls[0].args, kind="model")
    assert observe(model, call).value["costs"] == {"0": np.float32(3), "5": np.float32(0.5)}
    assert plt.get_fignums() == before
