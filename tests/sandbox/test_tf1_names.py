from __future__ import annotations

import importlib

import numpy as np
import pytest

from autograder.sandbox.inside.older import tf1_names as tf_names

pytestmark = pytest.mark.tensorflow
tf = pytest.importorskip("tensorflow")


@pytest.fixture(autouse=True)
def old_names():
    tf_names.install()
    yield
    tf_names.uninstall()


def test_old_names_are_there_and_today_s_stay():
    eager = tf.constant(1.0) + 1.0
    assert float(eager) == 2.0
    for path in ("placeholder", "Session", "log", "to_float", "train.AdamOptimizer", "contrib.layers.flatten"):
        holder = tf
        for name in path.split("."):
            holder = getattr(holder, name)
        assert callable(holder), path


def test_uninstalling_takes_them_away_again():
    argmax = tf.argmax
    tf_names.uninstall()
    assert not hasattr(tf, "placeholder")
    assert not hasattr(tf, "contrib")
    assert not hasattr(tf.train, "AdamOptimizer")
    assert tf.argmax is not argmax
    with pytest.raises(ImportError):
        importlib.import_module("tensorflow.contrib.layers")


def test_installing_twice_is_installing_once():
    tf_names.install()
    tf_names.uninstall()
    assert not hasattr(tf, "placeholder")


def test_import_statements_find_contrib():
    module = importlib.import_module("tensorflow.contrib.layers")
    assert module.xavier_initializer is tf.contrib.layers.xavier_initializer


def test_a_program_that_makes_a_placeholder_runs_in_graph_mode():
    assert tf.executing_eagerly()
    X = tf.placeholder(tf.float32, (None, 2))
    assert not tf.executing_eagerly()
    doubled = 2 * X
    with tf.Session() as session:
        assert session.run(doubled, {X: [[1.0, 2.0]]}).tolist() == [[2.0, 4.0]]
    tf_names.uninstall()
    assert tf.executing_eagerly()


@pytest.mark.parametrize(
    "old",
    [
        lambda x: tf.argmax(x, dimension=1),
        lambda x: tf.argmax(x, 1),
        lambda x: tf.cast(tf.reduce_max(x, reduction_indices=[1], keep_dims=True)[:, 0] * 0 + 1, tf.int64),
    ],
)
def test_old_arguments_are_understood(old):
    assert old(tf.constant([[1.0, 3.0]])).numpy().tolist() == [1]


def test_the_published_scores_come_out_of_an_old_program():
    style = importlib.import_module("styles_application.tensorflow_1_contrib")
    tf.reset_default_graph()
    with tf.Session() as session:
        stream = np.random.RandomState(1)
        X, Y = style.create_placeholders(64, 64, 3, 6)
        Z3 = style.forward_propagation(X, style.initialize_parameters())
        session.run(tf.global_variables_initializer())
        scores = session.run(Z3, {X: stream.randn(2, 64, 64, 3), Y: stream.randn(2, 6)})
    published = [-0.44670227, -1.57208765, -1.53049231, -2.31013036, -1.29104376, 0.46852064]
    np.testing.assert_allclose(scores[0], published, atol=1e-5)


def test_contrib_s_layer_ends_in_a_relu_unless_told_otherwise():
    X = tf.placeholder(tf.float32, (None, 4))
    layers = [tf.contrib.layers.fully_connected(X, 3), tf.contrib.layers.fully_connected(X, 3, activation_fn=None)]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        first, second = session.run(layers, {X: np.random.RandomState(0).randn(50, 4)})
    assert first.min() == 0
    assert second.min() < 0


def test_layers_of_tensorflow_1_work():
    X = tf.placeholder(tf.float32, (None, 8, 8, 3))
    A = tf.layers.conv2d(X, 5, 3, padding="same", activation=tf.nn.relu)
    P = tf.layers.average_pooling2d(tf.layers.max_pooling2d(A, 2, 2), 2, 2)
    assert tf.layers.dense(tf.layers.flatten(P), 7).shape.as_list() == [None, 7]


def test_keras_2_habits_are_understood():
    inputs = tf.keras.Input((8, 8, 3))
    outputs = tf.keras.layers.MaxPool2D(pool_size=8, padding="SAME")(tf.nn.relu(inputs))
    model = tf.keras.Model(inputs, outputs)
    assert model(-np.ones((1, 8, 8, 3), np.float32)).numpy().tolist() == [[[[0.0, 0.0, 0.0]]]]


def test_tf_slim_is_what_became_of_contrib():
    from tf_slim.layers import layers

    slim = importlib.import_module("tf_slim")
    assert slim.fully_connected is layers.fully_connected is tf.contrib.layers.fully_connected
    assert slim.xavier_initializer is tf.contrib.layers.xavier_initializer


def test_the_old_layers_are_found_under_the_old_tensorflow_too():
    old = importlib.import_module("tensorflow.compat.v1")
    assert old.compat.v1.layers.flatten is old.layers.flatten is tf.layers.flatten


@pytest.mark.parametrize("padding", ["same", "SAME"])
def test_keras_layers_take_whole_floats_and_capitals(padding):
    layers = tf.keras.layers
    picture = tf.keras.Input((8, 8, 3))
    out = layers.Conv2D(filters=4.0, kernel_size=2, padding=padding)(picture)
    out = layers.MaxPool2D(4, padding=padding)(out)
    assert layers.Dense(units=6.0)(layers.Flatten()(out)).shape == (None, 6)
    with pytest.raises(ValueError, match=r"4\.5"):
        layers.Conv2D(filters=4.5, kernel_size=2)(picture)


def test_an_initializer_draws_as_it_did():
    weights = tf.get_variable("W", [4, 4, 3, 8], initializer=tf.random_normal_initializer(seed=0))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert 0.8 < session.run(weights).std() < 1.2
