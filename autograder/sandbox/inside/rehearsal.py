"""A training that nobody sees, by which TensorFlow becomes quick before a submission comes.

TensorFlow does much of its work when something is used first: it loads kernels, starts threads, fills its tables of
shapes and gradients. None of that survives a fork, so a child that has to wait anyway does it beforehand. What a
notebook can observe is left as it was: no graph, no random number drawn, no warning used up, and eager execution not
begun, so that threads and devices can still be chosen.
"""

from __future__ import annotations

import contextlib
import io
import select
import socket
import warnings
from typing import Any

import numpy as np

_SHAPE = (16, 16, 3)


def rehearse(until: socket.socket) -> None:
    """Go through a small training, and a small Keras model, as far as there is time.

    Parameters
    ----------
    until : socket
        A request that arrives there ends the rehearsal after the step under way, 0.2 s at most.
    """
    for step in (_train, _describe):
        if select.select([until], [], [], 0)[0]:
            return
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
            contextlib.suppress(Exception),  # without TensorFlow, or with another one: then it is not as quick
        ):
            warnings.simplefilter("ignore")
            step()


def _train() -> None:
    import tensorflow as tf

    old, pictures = tf.compat.v1, np.zeros((2, *_SHAPE), np.float32)
    with tf.Graph().as_default():
        old.set_random_seed(1)
        X, Y = old.placeholder(tf.float32, (None, *_SHAPE)), old.placeholder(tf.float32, (None, 6))
        Z3 = _scores(old, X)
        cost = tf.reduce_mean(old.nn.softmax_cross_entropy_with_logits_v2(logits=Z3, labels=Y))
        step = old.train.AdamOptimizer(0.01).minimize(cost)
        is_right = tf.equal(tf.argmax(Z3, 1), tf.argmax(Y, 1))
        accuracy = tf.reduce_mean(tf.cast(is_right, "float"))
        with old.Session() as session:
            session.run(old.global_variables_initializer())
            session.run([step, cost], {X: pictures, Y: np.eye(6)[:2]})
            accuracy.eval({X: pictures, Y: np.eye(6)[:2]})


def _scores(old: Any, X: Any) -> Any:  # noqa: ANN401 - TensorFlow is imported lazily
    A = X
    for name, shape, side in (("W1", (4, 4, 3, 4), 4), ("W2", (2, 2, 4, 4), 2)):
        W = old.get_variable(name, shape, initializer=old.glorot_uniform_initializer(seed=0))
        Z = old.nn.conv2d(A, W, strides=(1, 1, 1, 1), padding="SAME")
        A = old.nn.max_pool(old.nn.relu(Z), (1, side, side, 1), (1, side, side, 1), padding="SAME")
    from cnn_utils.network.tf_graph import flatten, fully_connected

    return fully_connected(flatten(A), 6)


def _describe() -> None:
    import tensorflow as tf
    from tensorflow import keras

    with tf.Graph().as_default():  # outside of one, Keras would begin eager execution
        X = keras.Input(_SHAPE)
        A = keras.layers.ReLU()(keras.layers.Conv2D(4, 4, padding="same")(X))
        F = keras.layers.Flatten()(keras.layers.MaxPool2D(8, strides=8, padding="same")(A))
        keras.Model(inputs=X, outputs=keras.layers.Dense(6, activation="softmax")(F)).summary(print_fn=lambda _: None)
    keras.backend.clear_session()
