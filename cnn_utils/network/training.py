"""Train the application's network with layers written in NumPy: your own, or any others of the same form.

CONV2D 4x4x3x8 -> RELU -> MAXPOOL 8x8 -> CONV2D 2x2x8x16 -> RELU -> MAXPOOL 4x4 -> FLATTEN -> FULLYCONNECTED, with the
first weights, the minibatches and the optimizer of the TensorFlow model.
"""

from __future__ import annotations

import ast
import json
import linecache
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_utils.compiling.own_loops import compiled
from cnn_utils.language.speaking import say
from cnn_utils.network.batches import random_mini_batches
from cnn_utils.network.initial_weights import initial_parameters
from cnn_utils.network.layers import (
    Adam,
    flatten,
    fully_connected,
    fully_connected_backward,
    relu,
    relu_backward,
    same_padding,
    softmax_cross_entropy,
)

Array = NDArray[np.floating[Any]]
Parameters = dict[str, Array]
Epoch = Callable[[int, float], None]

POOL_1, POOL_2 = {"f": 8, "stride": 8}, {"f": 4, "stride": 4}
_NAMES = ("conv_forward", "pool_forward", "conv_backward", "pool_backward")
FIRST_SEED = 3  # of the minibatches: it grows by one before each epoch


@dataclass(frozen=True)
class Layers:
    """The four functions of `step_by_step` that a network is made of.

    Attributes
    ----------
    conv_forward, pool_forward, conv_backward, pool_backward : callable
        Names and signatures as in the assignment.
    conv_weight_gradients : callable, optional
        (dA, pool_cache, conv_cache) -> (dW, db): what the first layer needs of pool_backward and conv_backward. Without
        it, both are called and dA_prev dropped.
    dtype : type, optional
        Precision of the pictures and weights.
    """

    conv_forward: Callable[..., Any]
    pool_forward: Callable[..., Any]
    conv_backward: Callable[..., Any]
    pool_backward: Callable[..., Any]
    conv_weight_gradients: Callable[..., Any] | None = None
    dtype: type[np.floating[Any]] = np.float32


@dataclass(frozen=True)
class Training:
    """What a training run gave: one cost an epoch, both accuracies, and the trained W1, W2, W3 and b3."""

    costs: list[float]
    train_accuracy: float
    test_accuracy: float
    parameters: Parameters


def train_with(
    layers: Layers,
    X_train: Array,
    Y_train: Array,
    X_test: Array,
    Y_test: Array,
    learning_rate: float = 0.009,
    num_epochs: int = 5,
    minibatch_size: int = 64,
    on_epoch: Epoch | None = None,
) -> Training:
    """Train the application's network with these layers.

    Parameters
    ----------
    layers : Layers
    X_train : ndarray of shape (m, 64, 64, 3)
        Pictures, scaled to 0-1.
    Y_train : ndarray of shape (m, 6)
        Labels, one-hot.
    X_test, Y_test : ndarray
        The same for the test pictures.
    learning_rate : float
    num_epochs, minibatch_size : int
    on_epoch : function of (epoch, cost), optional
        Called after every epoch, to show how far it is: `LiveTraining.epoch` fits.

    Returns
    -------
    Training
    """
    X_train, X_test = X_train.astype(layers.dtype), X_test.astype(layers.dtype)
    parameters = {name: value.astype(layers.dtype) for name, value in initial_parameters().items()}
    optimizer = Adam(parameters, learning_rate)
    costs = []
    for epoch in range(num_epochs):
        cost = run_epoch(layers, optimizer, X_train, Y_train, minibatch_size, FIRST_SEED + 1 + epoch)
        costs.append(cost)
        if on_epoch is not None:
            on_epoch(epoch, cost)
    train_accuracy = accuracy(layers, X_train, Y_train, parameters)
    return Training(costs, train_accuracy, accuracy(layers, X_test, Y_test, parameters), parameters)


def run_epoch(layers: Layers, optimizer: Adam, X: Array, Y: Array, minibatch_size: int, seed: int) -> float:
    """Go through all examples once, changing the optimizer's parameters; return the cost as the assignment counts it.

    That divides by the number of whole minibatches: a smaller one at the end counts as much as the others.
    """
    num_minibatches = max(1, len(X) // minibatch_size)
    cost = 0.0
    for minibatch_X, minibatch_Y in random_mini_batches(X, Y, minibatch_size, seed):
        Z3, caches = forward(layers, minibatch_X, optimizer.parameters)
        minibatch_cost, dZ3 = softmax_cross_entropy(Z3, minibatch_Y.astype(Z3.dtype))
        optimizer.step(backward(layers, dZ3, caches))
        cost += minibatch_cost / num_minibatches
    return cost


def forward(layers: Layers, X: Array, parameters: Parameters) -> tuple[Array, tuple[Any, ...]]:
    """Compute the six scores of each picture, (m, 6), and what the way back needs.

    RELU comes after MAXPOOL here: it keeps the order of the numbers, so the maximum is the same either way, and there
    are 64 times fewer of them.
    """
    W1, W2, W3, b3 = (parameters[name] for name in ("W1", "W2", "W3", "b3"))
    Z1, conv_1 = layers.conv_forward(_pad_same(X, W1), W1, _no_bias(W1), {"stride": 1, "pad": 0})
    P1, pool_1 = layers.pool_forward(Z1, POOL_1, "max")
    A1 = relu(P1)
    Z2, conv_2 = layers.conv_forward(_pad_same(A1, W2), W2, _no_bias(W2), {"stride": 1, "pad": 0})
    P2, pool_2 = layers.pool_forward(Z2, POOL_2, "max")
    A2 = relu(P2)
    Z3 = fully_connected(flatten(A2), W3, b3)
    return Z3, (conv_1, pool_1, A1, conv_2, pool_2, A2, W3)


def backward(layers: Layers, dZ3: Array, caches: tuple[Any, ...]) -> Parameters:
    """Gradients of the cost with respect to W1, W2, W3 and b3."""
    conv_1, pool_1, A1, conv_2, pool_2, A2, W3 = caches
    dF, dW3, db3 = fully_connected_backward(dZ3, flatten(A2), W3)
    dZ2 = layers.pool_backward(relu_backward(dF.reshape(A2.shape), A2), pool_2, "max")
    dA1_pad, dW2, _ = layers.conv_backward(dZ2, conv_2)
    dA1 = _unpad_same(dA1_pad, A1, dW2)
    dP1 = relu_backward(dA1, A1)
    if layers.conv_weight_gradients is None:
        _, dW1, _ = layers.conv_backward(layers.pool_backward(dP1, pool_1, "max"), conv_1)
    else:
        dW1, _ = layers.conv_weight_gradients(dP1, pool_1, conv_1)
    return {"W1": dW1, "W2": dW2, "W3": dW3, "b3": db3}


def accuracy(layers: Layers, X: Array, Y: Array, parameters: Parameters, at_once: int = 64) -> float:
    """Share of the pictures whose highest score is the right one."""
    right = 0
    for start in range(0, len(X), at_once):
        Z3, _ = forward(layers, X[start : start + at_once], parameters)
        right += int(np.sum(Z3.argmax(axis=1) == Y[start : start + at_once].argmax(axis=1)))
    return right / len(X)


def layers_of(functions: Mapping[str, Any]) -> Layers:
    """Take the four functions out of a namespace, such as `globals()` of a notebook."""
    missing = [name for name in _NAMES if not callable(functions.get(name))]
    if missing:
        needed, undefined = ", ".join(_NAMES), ", ".join(missing)
        raise NameError(say("train_with needs {needed}; not defined: {missing}.", needed=needed, missing=undefined))
    return Layers(*(functions[name] for name in _NAMES))


def compiled_layers(layers: Layers) -> Layers:
    """Compile each of these layers; where one cannot be, a sentence says why and the layers stay as they are.

    They compute in double precision, in which they have been tried out: for another they would be compiled again.

    Parameters
    ----------
    layers : Layers
        Your own, in loops.

    Returns
    -------
    Layers
        All of them compiled, or `layers` itself.
    """
    own = compiled(layers.conv_forward), compiled(layers.pool_forward), compiled(layers.conv_backward)
    in_loops = Layers(*own, compiled(layers.pool_backward), dtype=np.float64)
    stayed = [name for name in _NAMES if getattr(in_loops, name) is getattr(layers, name)]
    return layers if stayed else in_loops


def layers_from_notebook(path: str | Path) -> Layers:
    """Take the four functions out of your own `step_by_step` notebook; nothing but its functions is run."""
    cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
    namespace: dict[str, Any] = {"np": np}
    for number, cell in enumerate(cells, 1):
        if cell["cell_type"] == "code":
            source, name = "".join(cell["source"]), f"{path}, cell {number}"
            linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)  # for `compiled`
            exec(compile(ast.Module(_functions(source), []), name, "exec"), namespace)
    return layers_of(namespace)


def _functions(source: str) -> list[ast.stmt]:
    """Return the functions that a cell defines; none where it holds something else than Python."""
    try:
        return [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    except SyntaxError:
        return []


def _pad_same(A: Array, W: Array) -> Array:
    (top, bottom), (left, right) = (same_padding(n, W.shape[0], 1) for n in A.shape[1:3])
    m, n_H, n_W, n_C = A.shape
    padded = np.zeros((m, top + n_H + bottom, left + n_W + right, n_C), A.dtype)
    padded[:, top : top + n_H, left : left + n_W] = A
    return padded


def _unpad_same(dA_pad: Array, A: Array, W: Array) -> Array:
    (top, _), (left, _) = (same_padding(n, W.shape[0], 1) for n in A.shape[1:3])
    return dA_pad[:, top : top + A.shape[1], left : left + A.shape[2]]


def _no_bias(W: Array) -> Array:
    return np.zeros((1, 1, 1, W.shape[3]), W.dtype)
