"""TensorFlow in graph mode, quietly, and the two layers that TensorFlow 1 had and TensorFlow 2 has not.

``from cnn_utils.network.tf_graph import tf`` gives ``tensorflow.compat.v1``. TensorFlow is imported when a name of it
is first asked for, and not with this module.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any

Tensor = Any  # TensorFlow ships no types that mypy could read


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module
    if name != "tf":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _tensorflow()


def _tensorflow() -> Any:  # noqa: ANN401 - a module
    """`tensorflow.compat.v1`, imported without the lines about processors and GPUs that it writes otherwise."""
    if "tensorflow" in sys.modules:
        import tensorflow.compat.v1 as tf
    else:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # read once, when TensorFlow's library is loaded
        with _quiet_stderr():
            import tensorflow.compat.v1 as tf
    return tf


@contextlib.contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Drop what is written to file descriptor 2; exceptions are raised as ever.

    While it is being loaded, TensorFlow's C++ writes there before any setting of the log level counts.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a device, not a path
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def flatten(P: Tensor) -> Tensor:
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


def fully_connected(F: Tensor, n_out: int, seed: int = 45) -> Tensor:
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
