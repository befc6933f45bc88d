"""How the functions of the TensorFlow assignment are called: each in a graph of its own, handing plain records back.

A driver takes the student's function and the plain arguments of a `cnn_utils.compare.calls.Call`, builds what the
function needs around it, and returns arrays and records that a judge elsewhere compares. There is nothing to learn from
a driver about what is expected. What follows from no idea of the student's (the initial weights of a hidden layer, say)
is given by the arguments, so that every right program gives the same record.

| kind | arguments | record |
|---|---|---|
| create_placeholders | n_H0, n_W0, n_C0, n_y | what is returned, each tensor as {"op", "dtype", "shape"} |
| initialize_parameters | none | {"shapes", "values": {name: ...}, "trainable": names in order} |
| forward_propagation | X, {"W1", "W2"}, kernel, bias | Z3 |
| compute_cost | Z3, Y | the cost |
| model | see `cnn_utils.calling.model_driver` | see there |
| convolutional_model | input_shape, weights, X | {"parameters": a count for each layer that has any, "output"} |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from cnn_utils.calling.model_driver import train
from cnn_utils.calling.tf_isolation import described, eager, fresh_graph, load_last_layer, running, variable_operations

Function = Callable[..., Any]


def create_placeholders(function: Function, args: tuple[Any, ...]) -> Any:  # noqa: ANN401 - what a student returns
    """Describe the placeholders."""
    with fresh_graph():
        return described(function(*args))


def initialize_parameters(function: Function, args: tuple[Any, ...]) -> Any:  # noqa: ANN401 - what a student returns
    """Shapes, initial values and trainable ones of the parameters; see `Drawn` for values of Keras's generator."""
    parameters, values, has_keras_numbers = _initial_values(function, args)
    if values is None:
        return described(parameters)
    trainable = tuple(name for name in sorted(values) if getattr(parameters[name], "trainable", False))
    shapes = {name: value.shape for name, value in values.items()}
    if has_keras_numbers:
        _, again, _ = _initial_values(function, args)
        values = {
            name: {"drawn": value, "repeats": again is not None and bool(np.array_equal(value, again.get(name, ())))}
            for name, value in values.items()
        }
    return {"shapes": shapes, "values": values, "trainable": trainable}


def _initial_values(function: Function, args: tuple[Any, ...]) -> tuple[Any, dict[str, Any] | None, bool]:
    """Return what the function returns, its values if it is a dict of parameters, and whether Keras draws them."""
    import tensorflow as tf

    with fresh_graph():
        parameters = function(*args)
        if not isinstance(parameters, dict) or not all(isinstance(name, str) for name in parameters):
            return parameters, None, False
        given = {name: value for name, value in parameters.items() if value is not None}
        tensors = {name: tf.convert_to_tensor(value) for name, value in given.items()}
        with running() as session:
            values = session.run(tensors)
        drawn = any(
            operation.type.startswith("Stateless") for operation in tf.compat.v1.get_default_graph().get_operations()
        )
    return parameters, values, drawn


def forward_propagation(function: Function, args: tuple[Any, ...]) -> Any:  # noqa: ANN401 - what a student returns
    """Run the graph on pictures, with every weight given."""
    import tensorflow as tf

    pictures, weights, kernel, bias = args
    with fresh_graph():
        X = tf.compat.v1.placeholder(tf.float32, (None, *pictures.shape[1:]), name="X")
        parameters = {name: tf.compat.v1.get_variable(name, initializer=_single(weights[name])) for name in weights}
        known = variable_operations()
        Z3 = function(X, parameters)
        if not tf.is_tensor(Z3):
            return described(Z3)
        with running() as session:
            load_last_layer(session, kernel, bias, known)
            return session.run(Z3, {X: pictures})


def compute_cost(function: Function, args: tuple[Any, ...]) -> Any:  # noqa: ANN401 - what a student returns
    """Run the cost on given logits and labels."""
    import tensorflow as tf

    logits, labels = args
    with fresh_graph():
        Z3 = tf.compat.v1.placeholder(tf.float32, (None, logits.shape[1]), name="Z3")
        Y = tf.compat.v1.placeholder(tf.float32, (None, labels.shape[1]), name="Y")
        cost = function(Z3, Y)
        if not tf.is_tensor(cost):
            return described(cost)
        with running() as session:
            return session.run(cost, {Z3: logits, Y: labels})


def convolutional_model(function: Function, args: tuple[Any, ...]) -> Any:  # noqa: ANN401 - what a student returns
    """Run a Keras model on pictures, with every weight given."""
    input_shape, weights, pictures = args
    with eager():
        model = function(input_shape)
        if not callable(getattr(model, "set_weights", None)):
            return described(model)
        # A model of layers in a list may not be built yet.
        model(np.zeros((1, *input_shape), np.float32), training=False)
        counts = [int(layer.count_params()) for layer in model.layers]
        shapes = [value.shape for value in model.get_weights()]
        if len(shapes) == len(weights):
            model.set_weights([_fitted(value, shape) for value, shape in zip(weights, shapes, strict=True)])
        output = np.asarray(model(_single(pictures), training=False)) if weights else None
    return {"parameters": tuple(count for count in counts if count), "output": output}


def _single(values: np.ndarray) -> np.ndarray:
    return np.asarray(values, dtype=np.float32)


def _fitted(values: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Repeat or cut values to another shape, in order, so that a wrong model gives a wrong but definite output."""
    return values if values.shape == shape else np.resize(values, shape)


CALLERS: Mapping[str, Callable[[Function, tuple[Any, ...]], Any]] = {
    "create_placeholders": create_placeholders,
    "initialize_parameters": initialize_parameters,
    "forward_propagation": forward_propagation,
    "compute_cost": compute_cost,
    "model": train,
    "convolutional_model": convolutional_model,
}
