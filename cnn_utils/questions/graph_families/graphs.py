"""Build the graph of one of the student's functions, in a graph of its own, and write down what is in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, wraps
from typing import Any

import numpy as np

from cnn_utils.calling.borrowed_globals import Function
from cnn_utils.calling.tf_isolation import eager, fresh_graph, running
from cnn_utils.compare.calls import Call, Observation, Plain
from cnn_utils.questions.guarded_run import Run, run_guarded
from cnn_utils.questions.subject import Subject

SECONDS = 10.0  # a first graph loads parts of TensorFlow
PLACEHOLDERS = (32, 48, 3, 5)
PICTURE = (64, 96, 3)
USUAL_PICTURE = (64, 64, 3)
CLASSES = 6

Facts = dict[str, Any]


@lru_cache(maxsize=5)  # a notebook asks about one function after the other, and about each again
def _built(exercise: str, function: Function) -> Run:
    returned: list[Any] = []

    @wraps(function)  # an error is to name the student's own line
    def building() -> Facts:
        def noted(*args: Any) -> Any:  # noqa: ANN401 - whatever the student's function takes and gives
            returned.append(function(*args))
            return returned[-1]

        return _BUILDERS[exercise](noted)

    run = run_guarded(building, Call(exercise, ()), seconds=SECONDS)
    return Run(Observation("returned")) if returned and _holds_nothing(returned[-1]) else run


def _holds_nothing(value: object) -> bool:
    """Whether a function is still to be filled in: it returns None, or nothing but None."""
    if isinstance(value, dict):
        value = tuple(value.values())
    return all(each is None for each in value) if isinstance(value, (tuple, list)) else value is None


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


def _of_some_size(build: Callable[[Callable[..., Any], tuple[int, ...]], Facts]) -> Callable[..., Facts]:
    """Build a network for pictures that are not square, or else for those of the usual size that it is written for."""

    def built(function: Callable[..., Any]) -> Facts:
        try:
            return build(function, PICTURE)
        except Exception:  # noqa: BLE001 - whatever it is: if it is not the size, it comes again
            return build(function, USUAL_PICTURE)

    return built


def _network(function: Callable[..., Any], picture: tuple[int, ...]) -> Facts:
    import tensorflow as tf

    v1 = tf.compat.v1
    with fresh_graph():
        # One picture, not any number: so a network that only takes pictures of another size cannot be built.
        X = v1.placeholder(tf.float32, (1, *picture), name="X")
        given = {"W1": v1.get_variable("W1", (4, 4, 3, 8)), "W2": v1.get_variable("W2", (2, 2, 8, 16))}
        Z3 = function(X, given)
        operations = v1.get_default_graph().get_operations()
        pooled = [_shape(operation.outputs[0]) for operation in operations if operation.type == "MaxPool"]
        convolved = [_shape(operation.outputs[0]) for operation in operations if operation.type == "Conv2D"]
        variables = [shape for operation in operations if (shape := _variable_shape(operation)) is not None]
        facts: Facts = {
            "picture": picture,
            "Z3": _tensor(Z3) | {"shape": _of_any_number(_shape(Z3))},
            "pooled": [_of_any_number(shape) for shape in pooled],
            "convolved": [_of_any_number(shape) for shape in convolved],
            "kernels": [list(shape) for shape in variables if len(shape) == 2],
        }
        if pooled and None not in pooled[-1][1:]:
            last = [operation for operation in operations if operation.type == "MaxPool"][-1].outputs[0]
            more = tf.nn.max_pool2d(last, ksize=2, strides=2, padding="SAME")
            facts["pooled_once_more"] = _of_any_number(_shape(more))
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


def _keras_model(function: Callable[..., Any], picture: tuple[int, ...]) -> Facts:
    with eager():
        model = function(picture)
        if not model.built:  # layers in a list, of which the first does not say what comes in
            model.build((None, *picture))
        answer = np.asarray(model(np.zeros((1, *picture), np.float32)))
        learning = [layer.trainable_weights for layer in model.layers if layer.trainable_weights]
        weights = [[tuple(value.shape) for value in values] for values in learning]
        filters = [np.asarray(values[0]) for values in learning if len(values[0].shape) == 4]
        kinds = [(type(layer).__name__, _shape(layer.output)) for layer in model.layers]
    # Operations between layers may pool or convolve as well: where there are such, the layers are not counted.
    counted = [] if any("Lambda" in kind for kind, _ in kinds) else kinds
    pooled = [list(shape) for kind, shape in counted if "Pool" in kind]
    facts: Facts = {
        "picture": picture,
        "answer": _of_any_number(answer.shape),
        "layers": [kind for kind, _ in kinds if kind != "InputLayer"],
        "weights": weights,
        "filled": len(np.unique(np.concatenate([values.ravel() for values in filters]))) if filters else None,
        "pooled": pooled,
        "convolved": [list(shape) for kind, shape in counted if kind.startswith("Conv")],
        "kernels": [list(shapes[0]) for shapes in weights if len(shapes[0]) == 2],
    }
    if pooled and len(pooled[-1]) == 4:
        facts["pooled_once_more"] = [-1, *(-(-length // 2) for length in pooled[-1][1:3]), pooled[-1][3]]
    return facts


_BUILDERS: dict[str, Callable[[Callable[..., Any]], Facts]] = {
    "create_placeholders": _placeholders,
    "initialize_parameters": _parameters,
    "forward_propagation": _of_some_size(_network),
    "compute_cost": _cost,
    "convolutional_model": _of_some_size(_keras_model),
}


def _tensor(value: Any) -> dict[str, Plain]:  # noqa: ANN401 - TensorFlow is untyped
    """What a tensor or variable is: the operation that makes it, and its shape with -1 for what is open."""
    import tensorflow as tf

    kind = "Variable" if isinstance(value, tf.Variable) else value.op.type
    return {"kind": kind, "shape": [-1 if length is None else length for length in value.shape.as_list()]}


def _shape(tensor: Any) -> tuple[int, ...]:  # noqa: ANN401 - TensorFlow is untyped
    return tuple(-1 if length is None else length for length in tensor.shape)


def _of_any_number(shape: Sequence[int]) -> list[int]:
    """Shape with any number of examples in place of one."""
    return [-1, *shape[1:]] if shape and shape[0] == 1 else list(shape)


def _variable_shape(operation: Any) -> tuple[int, ...] | None:  # noqa: ANN401 - TensorFlow is untyped
    if operation.type not in ("VarHandleOp", "VariableV2", "Variable"):
        return None
    return tuple(dimension.size for dimension in operation.get_attr("shape").dim)


def open_shape(shape: Sequence[int]) -> str:
    """Write a shape with None for what is open."""
    return str(tuple(None if length == -1 else length for length in shape))
