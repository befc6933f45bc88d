"""TensorFlow in graph mode, quietly, and the two layers that TensorFlow 1 had and TensorFlow 2 has not.

``from cnn_utils.graph import tf`` gives ``tensorflow.compat.v1``. TensorFlow is imported when a name of it is first
asked for, and not with this module.
"""

from __future__ import annotations

import os
from typing import Any


def __getattr__(name: str) -> Any:
    if name != "tf":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _tensorflow()


def _tensorflow() -> Any:
    """`tensorflow.compat.v1`, imported without the lines about processors and GPUs that it prints otherwise."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # read once, when TensorFlow's library is loaded
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # the same order of adding up on every processor
    import tensorflow.compat.v1 as tf

    return tf


def flatten(P: Any) -> Any:
    """Lay each example out as one row.

    Parameters
    ----------
    P : tensor of shape (m, n_H, n_W, n_C)

    Returns
    -------
    F : tensor of shape (m, n_H * n_W * n_C)
    """
    tf = _tensorflow()
    (_, n_H, n_W, n_C) = P.shape
    return tf.reshape(P, (-1, n_H * n_W * n_C))


def fully_connected(F: Any, n_out: int, seed: int = 45) -> Any:
    """Add a fully connected layer without an activation: F W + b, with its own variables W and b.

    It stands in for TensorFlow 1's ``contrib.layers.fully_connected``, which is gone. There, the seed of the weights
    followed from the number of operations in the graph; for this course's network that was 45. The same seed here gives
    the same first weights, and with them the published numbers.

    Parameters
    ----------
    F : tensor of shape (m, n_in)
    n_out : int
    seed : int

    Returns
    -------
    Z : tensor of shape (m, n_out)
    """
    tf = _tensorflow()
    with tf.variable_scope(None, default_name="fully_connected"):
        glorot = tf.glorot_uniform_initializer(seed=seed)
        weights = tf.get_variable("weights", (F.shape[1], n_out), initializer=glorot)
        biases = tf.get_variable("biases", (n_out,), initializer=tf.zeros_initializer())
        return tf.matmul(F, weights) + biases
