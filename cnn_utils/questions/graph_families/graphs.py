"""Build the graph of one of the student's functions, in a graph of its own, and write down what is in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from cnn_utils.calling.borrowed_globals import Function
from cnn_utils.calling.tf_isolation import fresh_graph, running
from cnn_utils.compare.calls import Call, Plain
from cnn_utils.questions.guarded_run import Run, run_guarded
from cnn_utils.questions.subject import Subject

SECONDS = 10.0  # a first graph loads parts of TensorFlow
PLACEHOLDERS = (32, 48, 3, 5)
PICTURE = (64, 96, 3)
USUAL_PICTURE = (64, 64, 3)
CLASSES = 6

Facts = dict[str, Any]


@lru_cache(maxsize=1)
def _built(exercise: str, function: Function) -> Run:
    return run_guarded(lambda: _BUILDERS[exercise](function), Call(exercise, ()), seconds=SECONDS)


def graph_of(subject: Subject) -> Run:
    """Build the graph of the function, once for all questions."""
    return _built(subject.exercise, subject.function)


def facts_of(subject: Subject) -> Facts:
    """What the graph of the function holds; empty where it cannot be built."""
    value = graph_of(subject).seen.value
    return value if isinstance(value, dict) else {}


def _placeholders(function: Callable[..., Any]) -> Facts:
    with fresh_graph():
        X, Y = function(*PLACEHOLDERS)
        return {"X": _tensor(X), "Y": _tensor(Y)}


def _parameters(function: Callable[..., Any]) -> Facts:
    with fresh_graph():
        found = {name: _tensor(value) for name, value in function().items() if hasattr(value, "shape")}
        return found if len(found) > 1 else {}


def _network(function: Callable[..., Any]) -> Facts:
    try:
        return _network_on(function, PICTURE)
    except (ValueError, TypeError):  # written for pictures of one size
        return _network_on(function, USUAL_PICTURE)


def _network_on(function: Callable[..., Any], picture: tuple[int, ...]) -> Facts:
    import tensorflow as tf

    v1 = tf.compat.v1
    with fresh_graph():
        X = v1.placeholder(tf.float32, (None, *picture), name="X")
        given = {"W1": v1.get_variable("W1", (4, 4, 3, 8)), "W2": v1.get_variable("W2", (2, 2, 8, 16))}
        Z3 = function(X, given)
        operations = v1.get_default_graph().get_operations()
        pooled = [_shape(operation.outputs[0]) for operation in operations if operation.type == "MaxPool"]
        convolved = [_shape(operation.outputs[0]) for operation in operations if operation.type == "Conv2D"]
        variables = [shape for operation in operations if (shape := _variable_shape(operation)) is not None]
        facts: Facts = {
            "picture": picture,
            "Z3": _tensor(Z3),
            "pooled": [list(shape) for shape in pooled],
            "convolved": [list(shape) for shape in convolved],
            "kernels": [list(shape) for shape in variables if len(shape) == 2],
        }
        if pooled and None not in pooled[-1][1:]:
            last = [operation for operation in operations if operation.type == "MaxPool"][-1].outputs[0]
            more = tf.nn.max_pool2d(last, ksize=2, strides=2, padding="SAME")
            facts["pooled_once_more"] = list(_shape(more))
        return facts


def _cost(function: Callable[..., Any]) -> Facts:
    import tensorflow as tf

    v1 = tf.compat.v1
    scores = np.array([[2.0, 1, 0, 0, 3, 1], [0, 1, 4, 0, 1, 0], [1, 0, 0, 2, 0, 2]])
    labels = np.eye(CLASSES)[[0, 2, 5]]
    feeds = {
        "as it is": (scores, labels),
        "equal scores": (0 * scores, labels),
        "examples in another order": (scores[::-1], labels[::-1]),
        "labels in another order": (scores, labels[[1, 2, 0]]),
        "10 more for every score": (scores + 10, labels),
        "every example twice": (np.tile(scores, (2, 1)), np.tile(labels, (2, 1))),
    }
    with fresh_graph():
        Z3 = v1.placeholder(tf.float32, (None, CLASSES), name="Z3")
        Y = v1.placeholder(tf.float32, (None, CLASSES), name="Y")
        cost = function(Z3, Y)
        with running() as session:
            values = {name: session.run(cost, {Z3: one, Y: other}) for name, (one, other) in feeds.items()}
        return {"cost": _tensor(cost), **{name: float(np.mean(value)) for name, value in values.items()}}


_BUILDERS: dict[str, Callable[[Callable[..., Any]], Facts]] = {
    "create_placeholders": _placeholders,
    "initialize_parameters": _parameters,
    "forward_propagation": _network,
    "compute_cost": _cost,
}


def _tensor(value: Any) -> dict[str, Plain]:  # noqa: ANN401 - TensorFlow is untyped
    """What a tensor or variable is: the operation that makes it, and its shape with -1 for what is open."""
    import tensorflow as tf

    kind = "Variable" if isinstance(value, tf.Variable) else value.op.type
    return {"kind": kind, "shape": [-1 if length is None else length for length in value.shape.as_list()]}


def _shape(tensor: Any) -> tuple[int, ...]:  # noqa: ANN401 - TensorFlow is untyped
    return tuple(-1 if length is None else length for length in tensor.shape.as_list())


def _variable_shape(operation: Any) -> tuple[int, ...] | None:  # noqa: ANN401 - TensorFlow is untyped
    if operation.type not in ("VarHandleOp", "VariableV2", "Variable"):
        return None
    return tuple(dimension.size for dimension in operation.get_attr("shape").dim)


def open_shape(shape: Sequence[int]) -> str:
    """Write a shape with None for what is open."""
    return str(tuple(None if length == -1 else length for length in shape))
