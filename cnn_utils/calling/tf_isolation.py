"""A TensorFlow graph and session of their own for one call, with nothing left behind.

A student's notebook has a default graph, perhaps an open session, seeds and a mode (eager or graph) of its own. A check
must neither see nor change any of them, and the student's function may call ``reset_default_graph``, which TensorFlow
forbids inside ``with graph.as_default()``. So the stacks themselves are put aside for the time of the call. They are
not public; no public name does this.
"""

from __future__ import annotations

import contextlib
import logging
import os
import random
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

# TensorFlow reads this once, at its import: no notes about the processor on a student's stderr.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# The seed that TensorFlow itself takes where a graph has none, so that a function that sets none draws what it draws
# outside of a check; only operations without any seed change: from random to fixed.
UNSET_GRAPH_SEED = 87654321

# TensorFlow counts the random operations without a seed and takes the count: the first one gets seed 0, which is just
# what the notebook asks for. Counted ahead, a seed that was left out is told from a right one.
UNSEEDED_OPERATIONS = 7


@contextlib.contextmanager
def fresh_graph() -> Iterator[None]:
    """Graph mode with an empty default graph, as at the top of a TensorFlow 1 program."""
    import tensorflow as tf
    from tensorflow.python.eager import context

    with _undisturbed(), context.graph_mode():
        tf.compat.v1.set_random_seed(UNSET_GRAPH_SEED)
        for _ in range(UNSEEDED_OPERATIONS):
            tf.compat.v1.get_seed(None)
        yield


@contextlib.contextmanager
def eager() -> Iterator[None]:
    """Eager mode, whatever mode the notebook has chosen."""
    from tensorflow.python.eager import context

    with _undisturbed(), context.eager_mode():
        yield


@contextlib.contextmanager
def running() -> Iterator[Any]:
    """Open a session on the default graph, its variables initialised; closed after."""
    import tensorflow as tf

    with tf.compat.v1.Session() as session:
        session.run(tf.compat.v1.global_variables_initializer())
        yield session


def assign(session: Any, operation: Any, value: np.ndarray) -> None:  # noqa: ANN401 - TensorFlow is untyped
    """Give a variable, found by the operation that holds it, a value."""
    import tensorflow as tf

    target = operation.outputs[0]
    if operation.type == "VarHandleOp":
        session.run(tf.raw_ops.AssignVariableOp(resource=target, value=tf.constant(value, operation.get_attr("dtype"))))
    else:
        session.run(tf.raw_ops.Assign(ref=target, value=tf.constant(value, operation.get_attr("dtype"))))


def variable_operations() -> list[Any]:
    """Operations of the default graph that hold a variable, however the student made it."""
    import tensorflow as tf

    operations = tf.compat.v1.get_default_graph().get_operations()
    return [operation for operation in operations if operation.type in ("VarHandleOp", "VariableV2", "Variable")]


def shape_of(operation: Any) -> tuple[int, ...]:  # noqa: ANN401 - TensorFlow is untyped
    """Shape of a variable, from the operation that holds it."""
    return tuple(dimension.size for dimension in operation.get_attr("shape").dim)


def load_last_layer(session: Any, kernel: np.ndarray, bias: np.ndarray, known: Sequence[Any]) -> None:  # noqa: ANN401
    """Give the fully connected layer these weights, wherever it keeps them.

    A layer draws its weights from a seed that follows from the number of operations before it, which says nothing about
    whether it is right. A kernel of another length, or of more axes, repeats the given rows in order.

    Parameters
    ----------
    session : tf.compat.v1.Session
    kernel : ndarray of shape (n_in, n_y)
    bias : ndarray of shape (n_y,)
    known : sequence of operations
        Variables that are no part of the layer.
    """
    n_y = len(bias)
    for operation in variable_operations():
        shape = shape_of(operation)
        if operation in known or n_y not in shape:
            continue
        if int(np.prod(shape)) == n_y:
            assign(session, operation, bias.reshape(shape))
        elif shape[-1] == n_y:
            assign(session, operation, np.resize(kernel, (int(np.prod(shape[:-1])), n_y)).reshape(shape))
        elif len(shape) == 2:
            assign(session, operation, np.resize(kernel, shape[::-1]).T)


def described(value: Any) -> Any:  # noqa: ANN401 - a student may return anything
    """Replace each tensor by a record of what it is: its operation, dtype and shape."""
    import tensorflow as tf

    if type(value) in (tuple, list):
        return type(value)(described(item) for item in value)
    if type(value) is dict:
        return {key: described(item) for key, item in value.items()}
    if not isinstance(value, (tf.Tensor, tf.Variable)):
        return value
    shape = tuple(value.shape.as_list()) if value.shape.rank is not None else None
    kind = "Variable" if isinstance(value, tf.Variable) else value.op.type
    return {"op": kind, "dtype": value.dtype.base_dtype.name, "shape": shape}


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Put the notebook's graphs, sessions and seeds aside, be quiet, and put everything back."""
    import tensorflow as tf
    from tensorflow.python.eager import context
    from tensorflow.python.framework import ops, stack

    graphs, sessions, eager_state = ops._default_graph_stack, stack._default_session_stack, context.context()
    kept = graphs.stack, graphs._global_default_graph, sessions.stack
    seeds = {name: vars(eager_state).get(name) for name in ("_seed", "_rng")}
    streams = np.random.get_state(), random.getstate()
    graphs.stack, graphs._global_default_graph, sessions.stack = [], None, []
    logger = tf.get_logger()
    level = logger.level
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            logger.setLevel(logging.CRITICAL)
            yield
    finally:
        logger.setLevel(level)
        graphs.stack, graphs._global_default_graph, sessions.stack = kept
        vars(eager_state).update(seeds)
        np.random.set_state(streams[0])
        random.setstate(streams[1])
