from __future__ import annotations

import importlib
from functools import partial
from pathlib import Path

import pytest

from autograder.judge import judge
from autograder.misconceptions import catalogue
from cnn_utils.calling.observe import observe
from cnn_utils.compare.calls import Call

RECORDS = catalogue("application")


@pytest.mark.sampled(12)
@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"{record.exercise}-{record.id}")
def test_a_mistake_fails_and_is_named_from_its_own_outputs(record):
    verdict = judge(record.exercise, lambda call: observe(record.variant, Call(call.exercise, call.args)))
    assert verdict.status in {"failed", "error"}
    assert verdict.share < 1
    assert [hint.misconception for hint in verdict.hints] == [record.id]


def test_ids_are_unique_within_an_exercise_and_hints_are_sentences():
    assert len({(record.exercise, record.id) for record in RECORDS}) == len(RECORDS)
    for record in RECORDS:
        for sentence in (record.what, record.where, record.why):
            assert sentence[0].isupper() or sentence.startswith("num_epochs "), sentence
            assert sentence.endswith((".", "?")), sentence


def scores(**changes):
    """Build a forward_propagation with TensorFlow's own operations, right but for the changes."""

    def forward_propagation(X, parameters):
        from cnn_utils.network.tf_graph import flatten, fully_connected, tf

        A = X
        for stage, (weights, size) in enumerate((("W1", 8), ("W2", 4)), start=1):
            choice = {"padding": "SAME", "relu": True, "size": size, "stride": size, "pool": tf.nn.max_pool}
            choice |= {key[:-1]: value for key, value in changes.items() if key.endswith(str(stage))}
            A = tf.nn.conv2d(A, parameters[weights], strides=[1, 1, 1, 1], padding=choice["padding"])
            A = tf.nn.relu(A) if choice["relu"] else A
            if choice["pool"]:
                window, steps = ([1, length, length, 1] for length in (choice["size"], choice["stride"]))
                A = choice["pool"](A, ksize=window, strides=steps, padding="SAME")
        Z3 = fully_connected(flatten(A), 6)
        return changes["end"](tf)(Z3) if "end" in changes else Z3

    return forward_propagation


WRONG_NETWORKS = {
    "relu-at-the-end": {"end": lambda tf: tf.nn.relu},
    "softmax-at-the-end": {"end": lambda tf: tf.nn.softmax},
    "first-relu-left-out": {"relu1": False},
    "second-relu-left-out": {"relu2": False},
    "first-convolution-valid": {"padding1": "VALID"},
    "second-convolution-valid": {"padding2": "VALID"},
    "both-convolutions-valid": {"padding1": "VALID", "padding2": "VALID"},
    "second-pooling-stride-1": {"stride2": 1},
    "first-pooling-4": {"size1": 4, "stride1": 4},
    "poolings-exchanged": {"size1": 4, "stride1": 4, "size2": 8, "stride2": 8},
    "second-pooling-left-out": {"pool2": None},
}

WRONG_COSTS = {
    "summed": lambda tf, Z3, Y: tf.reduce_sum(_entropy(tf, Z3, Y)),
    "not-reduced": lambda tf, Z3, Y: _entropy(tf, Z3, Y),
    "scores-and-labels-exchanged": lambda tf, Z3, Y: tf.reduce_mean(_entropy(tf, Y, Z3)),
    "softmax-twice": lambda tf, Z3, Y: tf.reduce_mean(_entropy(tf, tf.nn.softmax(Z3), Y)),
    "transposed": lambda tf, Z3, Y: tf.reduce_mean(_entropy(tf, tf.transpose(Z3), tf.transpose(Y))),
    "sigmoid-cross-entropy": lambda tf, Z3, Y: tf.reduce_mean(
        tf.nn.sigmoid_cross_entropy_with_logits(logits=Z3, labels=Y)
    ),
    "labels-as-class-numbers": lambda tf, Z3, Y: tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(logits=Z3, labels=tf.argmax(Y, 1))
    ),
    "softmax-left-out": lambda tf, Z3, Y: tf.reduce_mean(-tf.reduce_sum(Y * tf.log(Z3), 1)),
}


def _entropy(tf, logits, labels):
    return tf.nn.softmax_cross_entropy_with_logits_v2(logits=logits, labels=labels)


def _drawn(initializer):
    def initialize_parameters():
        from cnn_utils.network.tf_graph import tf

        tf.set_random_seed(1)
        shapes = {"W1": (4, 4, 3, 8), "W2": (2, 2, 8, 16)}
        return {name: tf.get_variable(name, shape, initializer=initializer(tf)) for name, shape in shapes.items()}

    return initialize_parameters


WRONG_PARAMETERS = {
    "seed-left-out": _drawn(lambda tf: tf.glorot_uniform_initializer()),
    "seed-1": _drawn(lambda tf: tf.glorot_uniform_initializer(seed=1)),
    "glorot-normal": _drawn(lambda tf: tf.glorot_normal_initializer(seed=0)),
    "normal": _drawn(lambda tf: tf.random_normal_initializer(seed=0)),
    "truncated-normal": _drawn(lambda tf: tf.truncated_normal_initializer(seed=0)),
    "zeros": _drawn(lambda tf: tf.zeros_initializer()),
}

# One place of the solution's text, and what a student has there.
WRONG_LINES = {
    "height-and-width-exchanged": ("create_placeholders(n_H0, n_W0", "create_placeholders(n_W0, n_H0"),
    "gradient-descent": ("tf.train.AdamOptimizer(", "tf.train.GradientDescentOptimizer("),
    "learning-rate-ignored": ("AdamOptimizer(learning_rate=learning_rate)", "AdamOptimizer()"),
    "never-trained": ("_, minibatch_cost = sess.run([optimizer, cost],", "minibatch_cost = sess.run(cost,"),
    "one-epoch-less": ("range(num_epochs)", "range(1, num_epochs)"),
    "same-order-every-epoch": ("seed = seed + 1", "seed = 3"),
    "cost-not-averaged": ("minibatch_cost / num_minibatches", "minibatch_cost"),
    "cost-of-last-minibatch": ("epoch_cost += minibatch_cost / num_minibatches", "epoch_cost = minibatch_cost"),
    "cost-by-every-minibatch": ("minibatch_cost / num_minibatches", "minibatch_cost / len(minibatches)"),
    "all-pictures-in-every-step": ("{X: minibatch_X, Y: minibatch_Y}", "{X: X_train, Y: Y_train}"),
    "measured-on-training-pictures": ("{X: X_test, Y: Y_test}", "{X: X_train, Y: Y_train}"),
    "parameters-altered": ("sess.run(tf.trainable_variables())", "[2 * w for w in sess.run(tf.trainable_variables())]"),
    "parameters-incomplete": ('("W1", "W2", "W3", "b3")', '("W1",)'),
    "parameters-no-dict": ("test_accuracy, parameters\n", "test_accuracy, None\n"),
    "default-learning-rate": ("learning_rate=0.009", "learning_rate=0.01"),
    "default-num-epochs": ("num_epochs=100", "num_epochs=5"),
    "default-minibatch-size": ("minibatch_size=64", "minibatch_size=32"),
    "default-print-cost": ("print_cost=True):", "print_cost=False):"),
    "largest-over-examples": ("tf.argmax(Z3, 1), tf.argmax(Y, 1)", "tf.argmax(Z3, 0), tf.argmax(Y, 0)"),
}


def _with_line(right, wrong):
    solutions = importlib.import_module("autograder.solutions.application")
    text = Path(solutions.__file__).read_text(encoding="utf-8")
    assert right in text
    namespace = {"__name__": "submission"}
    exec(compile(text.replace(right, wrong), "submission", "exec"), namespace)
    return namespace["model"]


def _named(exercise, function):
    return [hint.misconception for hint in judge(exercise, partial(observe, function)).hints]


@pytest.mark.sampled(12)
@pytest.mark.tensorflow
@pytest.mark.parametrize("name", WRONG_NETWORKS)
def test_a_wrong_network_in_tensorflow_is_named(name):
    assert _named("forward_propagation", scores(**WRONG_NETWORKS[name])) == [name]


@pytest.mark.tensorflow
def test_the_first_filters_used_twice_are_named():
    def forward_propagation(X, parameters):
        from cnn_utils.network.tf_graph import tf

        P1 = tf.nn.max_pool(tf.nn.conv2d(X, parameters["W1"], [1] * 4, "SAME"), [1, 8, 8, 1], [1, 8, 8, 1], "SAME")
        return tf.nn.conv2d(P1, parameters["W1"], [1] * 4, "SAME")

    assert _named("forward_propagation", forward_propagation) == ["first-filters-twice"]


@pytest.mark.sampled(12)
@pytest.mark.tensorflow
@pytest.mark.parametrize("name", WRONG_COSTS)
def test_a_wrong_cost_in_tensorflow_is_named(name):
    def compute_cost(Z3, Y):
        from cnn_utils.network.tf_graph import tf

        return WRONG_COSTS[name](tf, Z3, Y)

    assert _named("compute_cost", compute_cost) == [name]


@pytest.mark.sampled(12)
@pytest.mark.tensorflow
@pytest.mark.parametrize("name", WRONG_PARAMETERS)
def test_wrong_initial_weights_in_tensorflow_are_named(name):
    assert _named("initialize_parameters", WRONG_PARAMETERS[name]) == [name]


@pytest.mark.tensorflow
def test_sizes_of_the_notebooks_own_pictures_may_be_written_in():
    line = "X, Y = create_placeholders({})"
    model = _with_line(line.format("n_H0, n_W0, n_C0, n_y"), line.format("64, 64, 3, 6"))
    assert judge("model", partial(observe, model)).status == "passed"


def test_another_default_costs_nothing_in_an_edition_that_gives_no_header_of_ours():
    record = next(record for record in RECORDS if record.id == "default-num-epochs")
    verdict = judge("model", lambda call: observe(record.variant, Call(call.exercise, call.args)), edition="v2")
    assert (verdict.status, verdict.hints) == ("passed", ())


@pytest.mark.sampled(12)
@pytest.mark.tensorflow
@pytest.mark.parametrize("name", WRONG_LINES)
def test_a_wrong_line_in_model_is_named(name):
    assert _named("model", _with_line(*WRONG_LINES[name])) == [name]
