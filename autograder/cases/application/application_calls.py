"""The calls that the TensorFlow exercises are judged by: published ones, and hidden ones drawn from a key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.cases.application.graph_records import (
    KERNEL_SHAPE,
    W1_SHAPE,
    W2_SHAPE,
    forward_propagation,
    initialize_parameters,
    published_kernel,
)
from autograder.cases.application.numpy_network import RIGHT
from autograder.cases.application.numpy_training import Training, scores
from autograder.cases.keys import stream
from autograder.own_course import kept
from cnn_utils.compare.calls import Call, Plain
from cnn_utils.language.speaking import later

Random = np.random.RandomState
_SIDE, _CLASSES = 64, 6


@dataclass(frozen=True)
class NamedCall:
    """A call, its name and title, and the properties it speaks for."""

    name: str
    title: str
    call: Call
    properties: tuple[str, ...]
    visible: bool = False


def call(exercise: str, *args: Plain) -> Call:
    """Build a call through the exercise's own driver."""
    return Call(exercise, args, kind=exercise)


def create_placeholders(key: bytes) -> list[NamedCall]:
    """Give the published sizes, and others that all differ."""
    rng = stream(key, "create_placeholders")
    n_H0, n_W0 = (int(8 * n) for n in rng.permutation(np.arange(2, 12))[:2])
    sizes = (n_H0, n_W0, int(rng.choice([1, 2, 4])), int(rng.randint(7, 12)))
    return [
        NamedCall(
            "published",
            "n_H0 64, n_W0 64, n_C0 3, n_y 6",
            call("create_placeholders", 64, 64, 3, 6),
            ("published example",),
            visible=True,
        ),
        NamedCall(
            "other-sizes",
            "n_H0 {}, n_W0 {}, n_C0 {}, n_y {}".format(*sizes),
            call("create_placeholders", *sizes),
            ("shape of X", "shape of Y", "float32"),
        ),
    ]


def initialize_parameters_calls(key: bytes) -> list[NamedCall]:
    """There is one way to call it."""
    title = later("no arguments, in a session that initialises the variables")
    properties = ("shapes", "trainable", "published example", "Glorot-uniform")
    return [NamedCall("published", title, PARAMETERS, properties, visible=True)]


PARAMETERS = call("initialize_parameters")


@kept(maxsize=16)
def forward_propagation_calls(key: bytes) -> list[NamedCall]:
    """Give the published pictures, others, and black ones, of which only the last layer makes something."""
    rng = stream(key, "forward_propagation")
    m = int(rng.randint(3, 6))
    black = np.zeros((2, _SIDE, _SIDE, 3), np.float32)
    return [
        NamedCall(
            "published",
            later("two pictures of random numbers with the published weights"),
            call("forward_propagation", published_pictures(2), _published_weights(), published_kernel(), np.zeros(6)),
            ("published example",),
            visible=True,
        ),
        NamedCall(
            "black-pictures",
            later("two black pictures, a fully connected layer with a bias"),
            call("forward_propagation", black, *_weights(rng)),
            ("fully connected layer",),
        ),
        NamedCall(
            "other-weights",
            later("{m} pictures of random numbers with other weights", m=m),
            call("forward_propagation", _pictures(rng, m), *_weights(rng)),
            ("convolutions and poolings", "output shape"),
        ),
    ]


@kept(maxsize=16)
def compute_cost(key: bytes) -> list[NamedCall]:
    """Give the published scores, and others with one-hot labels."""
    rng = stream(key, "compute_cost")
    m = int(rng.randint(3, 6))
    stream_of_the_notebook = Random(1)
    X, Y = stream_of_the_notebook.randn(4, _SIDE, _SIDE, 3), stream_of_the_notebook.randn(4, _CLASSES)
    Z3 = forward_propagation(X, _published_weights(), published_kernel(), np.zeros(6))
    return [
        NamedCall(
            "published",
            later("scores of four pictures with the published weights, labels of random numbers"),
            call("compute_cost", Z3, Y),
            ("published example",),
            visible=True,
        ),
        NamedCall(
            "one-hot",
            later("random scores of {m} pictures, one-hot labels", m=m),
            call("compute_cost", 2 * rng.randn(m, _CLASSES), _one_hot(rng, m)),
            ("values", "mean over the examples", "softmax", "a single number"),
        ),
    ]


@kept(maxsize=16)
def model(key: bytes) -> list[NamedCall]:
    """Give a training in full, another one, one that only measures, and one with a smaller last minibatch."""
    rng = stream(key, "model")
    return [
        NamedCall(
            "example",
            later("24 pictures, minibatches of 8, 6 epochs at learning rate 0.05, on a stand-in network"),
            _training(Random(6), m=24, learning_rate=0.05),
            ("example",),
            visible=True,
        ),
        NamedCall(
            "another",
            later("24 pictures of 64 x 32, minibatches of 8, 6 epochs at learning rate 0.02, on a stand-in network"),
            _training(rng, m=24, learning_rate=0.02, n_W=_SIDE // 2),
            ("training", "height and width apart"),
        ),
        NamedCall(
            "measuring",
            later("20 pictures, minibatches of 8, learning rate 0, so that the weights stay, on a stand-in network"),
            _training(rng, m=20, learning_rate=0.0),
            ("train accuracy", "test accuracy", "cost of an epoch"),
        ),
        NamedCall(
            "remainder",
            later("20 pictures, minibatches of 8, 6 epochs at learning rate 0.03, on a stand-in network"),
            _training(rng, m=20, learning_rate=0.03),
            ("smaller last minibatch",),
        ),
    ]


@kept(maxsize=16)
def convolutional_model(key: bytes) -> list[NamedCall]:
    """Give pictures and weights, to a model for pictures of the published size."""
    rng = stream(key, "convolutional_model")
    (weights, kernel, bias), size, X = _weights(rng), (_SIDE, _SIDE, 3), _pictures(rng, 5)
    # Scores of about 1: a softmax of large ones is all zeros and ones, and hides what made them.
    kernel = kernel / np.abs(RIGHT(X, weights["W1"], weights["W2"], kernel, np.zeros(_CLASSES))).max()
    listed: list[Plain] = [weights["W1"], rng.randn(8) * 0.5, weights["W2"], rng.randn(16) * 0.5, kernel, bias]
    return [
        NamedCall(
            "published",
            "input_shape (64, 64, 3)",
            # No weights: only the parameters are counted.
            call("convolutional_model", size, [], np.zeros((0, *size), np.float32)),
            ("parameter counts",),
            visible=True,
        ),
        NamedCall(
            "other-weights",
            later("five pictures of random numbers with given weights"),
            call("convolutional_model", size, listed, X),
            ("values", "probabilities"),
        ),
    ]


def published_pictures(m: int) -> np.ndarray:
    """Return the notebook's pictures of random numbers, shape (m, 64, 64, 3)."""
    return Random(1).randn(m, _SIDE, _SIDE, 3).astype(np.float32)


def _published_weights() -> dict[str, Any]:
    return dict(initialize_parameters()["values"])


def _pictures(rng: Random, m: int) -> np.ndarray:
    """Random numbers around a level of each field: in pure noise every pooling window holds a positive number."""
    levels = 2 * rng.randn(m, 8, 8, 3).repeat(_SIDE // 8, axis=1).repeat(_SIDE // 8, axis=2)
    return (levels + rng.randn(m, _SIDE, _SIDE, 3)).astype(np.float32)


def _weights(rng: Random) -> tuple[dict[str, Any], np.ndarray, np.ndarray]:
    """W1 and W2, kernel and bias: filters lean to a sign, so some windows are negative and some peak at the border."""
    leanings = 0.08 * rng.permutation([-1, 1] * (W2_SHAPE[-1] // 2))
    W = {"W1": 0.3 * rng.randn(*W1_SHAPE), "W2": 0.3 * rng.randn(*W2_SHAPE) + leanings}
    signs = rng.permutation([-1, -1, -1, 1, 1, 1])
    return W, 0.3 * rng.randn(*KERNEL_SHAPE), signs * rng.uniform(0.5, 2, size=_CLASSES)


def _one_hot(rng: Random, m: int) -> np.ndarray:
    return np.eye(_CLASSES)[rng.randint(_CLASSES, size=m)]


def _training(rng: Random, m: int, learning_rate: float, n_W: int = _SIDE) -> Call:
    """Draw pictures until what they measure tells a right model from a wrong one, and no picture is a near tie."""
    while True:
        (X_train, Y_train), (X_test, Y_test) = _signs(rng, m), _signs(rng, 9)
        start: dict[str, np.ndarray] = {"W1": 2 * rng.randn(3, _CLASSES), "W2": rng.randn(_CLASSES)}
        record = Training()(X_train, Y_train, X_test, Y_test, learning_rate, 6, 8, True, start)
        measured = {record["train_accuracy"], record["test_accuracy"]}
        best = np.sort(scores(np.concatenate([X_train, X_test]), record["trained"]), axis=1)[:, -2:]
        if len(measured) == 2 and min(measured) > 0.2 and max(measured) < 0.9 and np.ptp(best, axis=1).min() > 0.03:
            data = (_enlarged(X_train, n_W), Y_train, _enlarged(X_test, n_W), Y_test)
            return call("model", *data, learning_rate, 6, 8, True, dict(start))


def _signs(rng: Random, m: int) -> tuple[np.ndarray, np.ndarray]:
    """Four plain fields a picture, shape (m, 2, 2, 3), coloured by class, and one-hot labels."""
    labels = rng.permutation(np.arange(m) % _CLASSES)
    colours = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=float)
    fields = 0.6 * colours[labels][:, None, None, :] + 0.4 * rng.rand(m, 2, 2, 3)
    return (np.round(fields * 255) / 255).astype(np.float32), np.eye(_CLASSES)[labels]


def _enlarged(fields: np.ndarray, n_W: int) -> np.ndarray:
    """Pictures as high as the notebook's, and small once compressed: shape (m, 64, n_W, 3)."""
    return fields.repeat(_SIDE // 2, axis=1).repeat(n_W // 2, axis=2)


CALLS: dict[str, Callable[[bytes], list[NamedCall]]] = {
    "create_placeholders": create_placeholders,
    "initialize_parameters": initialize_parameters_calls,
    "forward_propagation": forward_propagation_calls,
    "compute_cost": compute_cost,
    "model": model,
    "convolutional_model": convolutional_model,
}
