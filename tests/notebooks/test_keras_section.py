"""The sections of application after its training: Keras, what was learned, a better network, one's own layers."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder import plain_layers, solutions
from autograder.authoring.source_notebooks import ROOT, source_path
from cnn_utils import figures
from cnn_utils.figures import costs_beside
from cnn_utils.figures.training_view import LiveTraining
from cnn_utils.network.initial_weights import initial_parameters
from cnn_utils.network.predictions import graph_probabilities
from cnn_utils.network.training import layers_from_notebook, layers_of, train_with
from cnn_utils.notebook import is_interactive

SIZE = (64, 64, 3)


def cell(cell_id, assignment="application"):
    cells = json.loads(source_path(assignment).read_text(encoding="utf-8"))["cells"]
    return next("".join(cell["source"]) for cell in cells if cell["id"] == cell_id)


def pictures(m, seed=0):
    """Pictures of random numbers and one-hot labels."""
    rng = np.random.RandomState(seed)
    return rng.rand(m, *SIZE), np.eye(6)[rng.randint(6, size=m)]


@pytest.mark.tensorflow
def test_the_keras_model_has_the_published_parameter_counts_and_ends_in_probabilities():
    network = solutions.convolutional_model(SIZE)
    assert [count for layer in network.layers if (count := layer.count_params())] == [392, 528, 390]
    probabilities = network(pictures(3)[0]).numpy()
    assert probabilities.shape == (3, 6)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-6)


@pytest.mark.tensorflow
def test_graph_and_keras_answer_alike_with_the_same_weights():
    parameters, X = initial_parameters(), pictures(4)[0]
    parameters["b3"] = np.linspace(-1, 1, 6, dtype=np.float32)
    of_graph = graph_probabilities(solutions.forward_propagation, parameters, X)
    network = solutions.convolutional_model(SIZE)
    W1, W2, W3, b3 = parameters.values()
    network.set_weights([W1, np.zeros(8), W2, np.zeros(16), W3, b3])
    np.testing.assert_allclose(network(X).numpy(), of_graph, atol=1e-6)


@pytest.mark.tensorflow
def test_a_forward_pass_that_is_still_the_stub_gives_no_probabilities():
    with pytest.raises(TypeError, match=r"^forward_propagation returns no tensor that a session can run$"):
        graph_probabilities(lambda X, parameters: None, initial_parameters(), pictures(1)[0])


@pytest.mark.tensorflow
def test_probabilities_do_not_overflow_on_large_scores():
    parameters = initial_parameters()
    parameters["W3"] = parameters["W3"] * np.float32(1e4)
    found = graph_probabilities(solutions.forward_propagation, parameters, pictures(2)[0])
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-6)


@pytest.mark.tensorflow
def test_training_is_shown_with_its_published_lines_or_not_at_all(capsys):
    X, Y = pictures(6)
    solutions.model(X, Y, X, Y, num_epochs=6, minibatch_size=4, print_cost=False)
    assert capsys.readouterr().out == ""
    solutions.model(X, Y, X, Y, num_epochs=6, minibatch_size=4)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines if line.startswith("Cost")] == [
        "Cost after epoch 0",
        "Cost after epoch 5",
    ]
    assert [line.split(" · ")[0] for line in lines if line.startswith("epoch")] == [
        f"epoch {n} of 6" for n in range(1, 7)
    ]
    assert [line.split(":")[0] for line in lines[-2:]] == ["Train accuracy", "Test accuracy"]


@pytest.mark.tensorflow
def test_own_layers_follow_the_costs_of_the_graph(capsys):
    X, Y = pictures(8)
    settings = {"num_epochs": 2, "minibatch_size": 4}
    solutions.model(X, Y, X, Y, **settings)
    of_graph = LiveTraining.latest.costs
    of_layers = train_with(layers_of(vars(plain_layers)), X, Y, X, Y, **settings).costs
    np.testing.assert_allclose(of_layers, of_graph, rtol=1e-3)


def test_the_solved_step_by_step_gives_its_layers():
    layers = layers_from_notebook(source_path("step_by_step"))
    Z, _ = layers.conv_forward(
        np.ones((1, 3, 4, 1)), np.ones((2, 2, 1, 1)), np.ones((1, 1, 1, 1)), {"stride": 1, "pad": 0}
    )
    np.testing.assert_array_equal(Z, np.full((1, 2, 3, 1), 5.0))


@pytest.mark.tensorflow
def test_the_better_network_takes_pictures_and_gives_probabilities():
    from tensorflow import keras

    names = {"keras": keras}
    exec(cell("vary_pictures") + "\n\n" + cell("better_network"), names)
    assert names["better_network"]()(pictures(2)[0]).shape == (2, 6)
    X = pictures(2)[0].astype("float32")
    np.testing.assert_array_equal(names["vary"](X, training=False), X)
    assert np.abs(names["vary"](X, training=True).numpy() - X).max() > 0.1


@pytest.mark.slow
@pytest.mark.tensorflow
@pytest.mark.filterwarnings("ignore:Seed 1 from outer graph:UserWarning")  # a seed that another test has set
def test_the_better_network_trains_and_is_tested_where_somebody_watches(monkeypatch):
    from tensorflow import keras

    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    (X_train, Y_train), (X_test, Y_test), shown = pictures(12), pictures(6, seed=1), []
    names = {
        "keras": keras,
        "np": np,
        "is_interactive": is_interactive,
        "LiveTraining": LiveTraining,
        "figures": figures,
    }
    names |= {"X_train": X_train, "Y_train": Y_train, "X_test": X_test, "display": shown.append}
    names |= {"Y_test_orig": Y_test.argmax(axis=1)[None], "classes": np.arange(6)}
    for name in ("hold_back", "vary_pictures", "better_network"):
        exec(cell(name), names)
    names["better_epochs"] = 2
    exec(cell("train_better"), names)
    exec(cell("test_better"), names)
    assert len(LiveTraining.latest.costs) == 2
    assert np.isfinite(LiveTraining.latest.costs).all()
    assert names["answers"].shape == (6, 6)
    assert len(shown) == 1


def test_one_product_is_the_loops_convolution():
    names = {"np": np, "is_interactive": lambda: False}
    exec(cell("product", "step_by_step"), names)
    rng = np.random.RandomState(0)
    picture, W = rng.randn(5, 7, 3), rng.randn(2, 2, 3, 4)
    Z, _ = solutions.conv_forward(picture[None], W, np.zeros((1, 1, 1, 4)), {"stride": 1, "pad": 0})
    np.testing.assert_allclose(names["as_one_product"](picture, W), Z[0], atol=1e-12)


def test_the_reference_of_the_better_network_is_a_solution_and_loads_no_tensorflow():
    code = "import sys; from autograder.solutions import improved_model; print('tensorflow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
    assert "improved_model" in solutions.__all__


# Helpers of those sections ----------------------------------------------------------------------------------------


def test_two_trainings_stand_beside_each_other_on_one_scale(monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    drawing = costs_beside({"Your own layers": [1.8, 1.5], "TensorFlow": [1.81, 0.4, 0.3]})
    assert drawing.alt == "The cost after each epoch. Your own layers: 1.800, 1.500; TensorFlow: 1.810, 0.400, 0.300."
    assert costs_beside({"Your own layers": []}).alt == "The cost after each epoch. Your own layers: ."


def test_no_library_is_timed_while_a_notebook_is_graded(monkeypatch):
    from cnn_utils.figures.speeds import installed_convolutions

    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert installed_convolutions() == {}


def test_own_layers_are_found_beside_application_and_next_door(tmp_path, monkeypatch):
    lines = cell("own_layers").splitlines()[0]
    for place in ("application/step_by_step.ipynb", "step_by_step/step_by_step.ipynb"):
        folder = tmp_path / place.split("/")[0]
        (tmp_path / "application").mkdir(exist_ok=True)
        folder.mkdir(exist_ok=True)
        monkeypatch.chdir(tmp_path / "application")
        shutil.copy(ROOT / "source" / "step_by_step" / "step_by_step.ipynb", tmp_path / place)
        names = {"Path": Path}
        exec(lines, names)
        assert [path.is_file() for path in names["my_notebooks"]].count(True) == 1
        (tmp_path / place).unlink()
