"""The network in NumPy against the TensorFlow graph: the same weights, gradients, costs and results."""

import subprocess
import sys
from dataclasses import replace

import h5py
import numpy as np
import pytest

from autograder import fast_layers, solutions
from autograder.networks.numpy_model import FAST_LAYERS, numpy_model
from cnn_utils import random_mini_batches
from cnn_utils.network.initial_weights import initial_parameters
from cnn_utils.network.layers import softmax_cross_entropy
from cnn_utils.network.training import Layers, backward, forward, train_with

NAMES = ("W1", "W2", "W3", "b3")


def pictures(m, seed=0):
    """Random blots that differ by class enough to be learned."""
    rng = np.random.default_rng(seed)
    labels = np.arange(m) % 6
    X = 0.3 * rng.random((m, 64, 64, 3))
    for example, label in enumerate(labels):
        X[example, 8 * label : 8 * label + 16, 10:50, label % 3] += 0.6
    return X, np.eye(6)[labels]


@pytest.fixture(scope="module")
def signs(signs_file):
    with h5py.File(signs_file) as file:
        return np.array(file["train_set_x"]) / 255.0, np.eye(6)[np.array(file["train_set_y"])]


class Graph:
    """The notebook's graph, one step at a time."""

    def __init__(self, learning_rate):
        from cnn_utils.network.tf_graph import tf

        with tf.Graph().as_default() as graph:
            tf.set_random_seed(1)
            self.X, self.Y = solutions.create_placeholders(64, 64, 3, 6)
            Z3 = solutions.forward_propagation(self.X, solutions.initialize_parameters())
            self.convolutions = [op.outputs[0] for op in graph.get_operations() if op.type == "Conv2D"]
            self.cost = solutions.compute_cost(Z3, self.Y)
            optimizer = tf.train.AdamOptimizer(learning_rate=learning_rate)
            pairs = optimizer.compute_gradients(self.cost)
            self.gradients, self.variables = zip(*pairs, strict=True)
            self.step = optimizer.apply_gradients(pairs)
            start = tf.global_variables_initializer()
        self.session = tf.Session(graph=graph)
        self.session.run(start)

    def parameters(self):
        return dict(zip(NAMES, self.session.run(self.variables), strict=True))

    def train(self, X, Y):
        """Z1 and Z2, gradients and cost before the step."""
        fetches = [self.convolutions, self.gradients, self.cost, self.step]
        return self.session.run(fetches, feed_dict={self.X: X, self.Y: Y})[:3]

    def costs(self, X, Y, epochs):
        batches = [random_mini_batches(X, Y, 64, 4 + epoch) for epoch in range(epochs)]
        return [sum(self.train(*batch)[2] for batch in epoch) / (len(X) // 64) for epoch in batches]


@pytest.fixture
def graph():
    pytest.importorskip("tensorflow")
    made = []

    def make(learning_rate=0.009):
        made.append(Graph(learning_rate))
        return made[-1]

    yield make
    for one in made:
        one.session.close()


@pytest.mark.tensorflow
def test_it_starts_from_tensorflows_weights_to_the_last_bit(graph):
    theirs = graph().parameters()
    for name, values in initial_parameters().items():
        np.testing.assert_array_equal(values, theirs[name])


def checked_against(convolutions):
    """The fast layers, each convolution held against TensorFlow's numbers, which then go on in place of its own.

    Where two windows differ by rounding alone, the order of a sum decides which of them a max pooling takes. OpenBLAS
    has another order for every processor, so both networks are given the same numbers to choose from.
    """
    numbers = iter(convolutions)

    def conv_forward(*arguments):
        Z, cache = fast_layers.conv_forward(*arguments)
        theirs = next(numbers)
        np.testing.assert_allclose(Z, theirs, rtol=0, atol=2e-6 * np.abs(theirs).max())
        return theirs, cache

    return replace(FAST_LAYERS, conv_forward=conv_forward)


@pytest.mark.slow
@pytest.mark.tensorflow
def test_every_step_of_four_epochs_has_tensorflows_numbers_on_signs(signs, graph):
    X, Y = signs
    network = graph()
    for epoch in range(4):
        for batch_X, batch_Y in random_mini_batches(X, Y, 64, 4 + epoch):
            batch_X, batch_Y, parameters = batch_X.astype(np.float32), batch_Y.astype(np.float32), network.parameters()
            convolutions, theirs, their_cost = network.train(batch_X, batch_Y)
            cost, _ = softmax_cross_entropy(forward(FAST_LAYERS, batch_X, parameters)[0], batch_Y)
            assert cost == pytest.approx(their_cost, abs=1e-6)
            Z3, caches = forward(checked_against(convolutions), batch_X, parameters)
            ours = backward(FAST_LAYERS, softmax_cross_entropy(Z3, batch_Y)[1], caches)
            for name, gradient in zip(NAMES, theirs, strict=True):
                np.testing.assert_allclose(ours[name], gradient, rtol=0, atol=2e-5 * np.abs(gradient).max())


# Training at the published rate is chaotic: rounding alone parts TensorFlow on one thread from TensorFlow on two by
# more than 0.001 within ten epochs. A smaller step shows the same arithmetic without the chaos.
@pytest.mark.slow
@pytest.mark.tensorflow
def test_costs_of_ten_epochs_on_signs_follow_tensorflow(signs, graph):
    X, Y = signs
    ours = train_with(FAST_LAYERS, X, Y, X[:64], Y[:64], learning_rate=0.0005, num_epochs=10).costs
    np.testing.assert_allclose(ours, graph(0.0005).costs(X, Y, 10), rtol=0, atol=1e-3)


@pytest.mark.slow
@pytest.mark.tensorflow
def test_costs_at_the_published_rate_follow_tensorflow_until_rounding_takes_over(signs, graph):
    X, Y = signs
    ours = train_with(FAST_LAYERS, X, Y, X[:64], Y[:64], num_epochs=3).costs
    theirs = graph().costs(X, Y, 3)
    assert ours[0] == pytest.approx(1.917949, abs=5e-5)
    np.testing.assert_allclose(ours[0], theirs[0], rtol=0, atol=5e-5)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=3e-3)


@pytest.mark.slow
def test_it_learns_signs(signs):
    X, Y = signs
    train_accuracy, test_accuracy, parameters = numpy_model(X[:960], Y[:960], X[960:], Y[960:], print_cost=False)
    assert train_accuracy > 0.85
    assert test_accuracy > 0.6
    assert {name: values.shape for name, values in parameters.items()} == {
        "W1": (4, 4, 3, 8),
        "W2": (2, 2, 8, 16),
        "W3": (64, 6),
        "b3": (6,),
    }


@pytest.mark.tensorflow
def test_pictures_give_the_costs_of_the_graph(graph):
    X, Y = pictures(150)
    ours = train_with(FAST_LAYERS, X, Y, X[:6], Y[:6], num_epochs=3).costs
    np.testing.assert_allclose(ours, graph().costs(X, Y, 3), rtol=0, atol=1e-3)


def test_it_prints_what_the_tensorflow_model_prints(capsys):
    X, Y = pictures(12)
    train_accuracy, test_accuracy, _ = numpy_model(X, Y, X[:6], Y[:6], num_epochs=6, minibatch_size=6)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "Cost after epoch 0",
        "Cost after epoch 5",
        "Train accuracy",
        "Test accuracy",
    ]
    assert lines[2:] == [f"Train accuracy: {train_accuracy}", f"Test accuracy: {test_accuracy}"]


def test_it_is_quiet_where_asked(capsys):
    X, Y = pictures(6)
    numpy_model(X, Y, X, Y, num_epochs=1, print_cost=False)
    assert capsys.readouterr().out == ""


def test_layers_of_every_kind_train_the_same_network():
    X, Y = pictures(6)
    slow_pooling = replace(
        FAST_LAYERS,
        pool_forward=solutions.pool_forward,
        pool_backward=fast_layers.pool_backward,
        conv_weight_gradients=None,
    )
    X = X + 1e-3 * np.random.default_rng(1).random(X.shape)  # no ties
    costs = [train_with(layers, X, Y, X, Y, num_epochs=2).costs for layers in (FAST_LAYERS, slow_pooling)]
    np.testing.assert_allclose(costs[0], costs[1], rtol=1e-4)


def test_a_last_partial_minibatch_counts_as_a_whole_one():
    X, Y = pictures(9)
    zero_rate = train_with(FAST_LAYERS, X, Y, X, Y, learning_rate=0.0, num_epochs=1, minibatch_size=6)
    batches = random_mini_batches(X.astype(np.float32), Y, 6, 4)
    costs = [softmax_cross_entropy(forward(FAST_LAYERS, x, initial_parameters())[0], y)[0] for x, y in batches]
    assert len(costs) == 2
    assert zero_rate.costs == [pytest.approx(sum(costs), rel=1e-6)]


def test_fast_layers_are_layers():
    assert isinstance(FAST_LAYERS, Layers)


def test_without_numba_it_trains_with_the_plain_layers():
    code = (
        "import importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'numba' else find(name, *rest)\n"
        "import numpy as np; from autograder.networks.numpy_model import numpy_model\n"
        "X, Y = np.ones((6, 64, 64, 3)), np.eye(6)\n"
        "print(numpy_model(X, Y, X, Y, num_epochs=1, print_cost=False)[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(done.stdout) == pytest.approx(1 / 6)  # six equal pictures
