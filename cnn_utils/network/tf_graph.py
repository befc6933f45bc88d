"""TensorFlow in graph mode, quietly, and the two layers that TensorFlow 1 had and TensorFlow 2 has not.

``from cnn_utils.network.tf_graph import tf`` gives ``tensorflow.compat.v1``. TensorFlow is imported when a name of it
is first asked for, and not with this module.
"""

from __future__ import annotations

import contextlib
import math
import os
import sys
from collections.abc import Iterator
from typing import Any

Tensor = Any  # TensorFlow ships no types that mypy could read
CONTRIB_SEED = 45
"""What TensorFlow 1's ``contrib.layers.fully_connected`` drew its weights with in this course's network, given no seed:
the number of operations in the graph so far."""


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
    return _tensorflow().reshape(P, (-1, math.prod(P.shape.as_list()[1:])))


def fully_connected(F: Tensor, n_out: int, seed: int = CONTRIB_SEED) -> Tensor:
    """Add a fully connected layer without an activation: F W + b, with its own variables W and b.

    It stands in for TensorFlow 1's ``contrib.layers.fully_connected``, which is gone. The same seed gives the same
    first weights as there, and with them the published numbers.

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
        return affine(F, n_out, tf.glorot_uniform_initializer(seed=seed), ("weights", "biases"))


def affine(F: Tensor, n_out: int, initializer: Any, names: tuple[str, str], *, biased: bool = True) -> Tensor:  # noqa: ANN401
    """Return F W + b along the last axis of F, with variables W and b of these names in the scope one is in."""
    tf = _tensorflow()
    Z = tf.matmul(F, tf.get_variable(names[0], (F.shape.as_list()[-1], n_out), initializer=initializer))
    return Z + tf.get_variable(names[1], (n_out,), initializer=tf.zeros_initializer()) if biased else Z
