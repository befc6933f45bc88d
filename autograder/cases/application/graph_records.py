"""The right record of each TensorFlow exercise, in NumPy: what its driver hands back for a right program.

Each function takes the arguments of its driver in `cnn_utils.calling.drivers`. The wrong variants in
`autograder.misconceptions.application` are these with one choice changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.cases.application.draws import glorot_uniform
from autograder.cases.application.numpy_network import RIGHT, softmax, softmax_cost
from autograder.cases.application.numpy_training import Training

W1_SHAPE, W2_SHAPE, KERNEL_SHAPE = (4, 4, 3, 8), (2, 2, 8, 16), (64, 6)
GRAPH_SEED = 1  # set by the assignment's own line in initialize_parameters
OP_SEED = 0  # what the exercise asks for
KERNEL_SEED = 45  # followed from the number of operations before the layer in TensorFlow 1
PARAMETER_COUNTS = (392, 528, 390)


def placeholder(*shape: int | None, dtype: str = "float32") -> dict[str, Any]:
    """Record of one placeholder."""
    return {"op": "Placeholder", "dtype": dtype, "shape": shape}


def create_placeholders(n_H0: int, n_W0: int, n_C0: int, n_y: int) -> tuple[Any, Any]:
    """X and Y, the number of examples left open."""
    return placeholder(None, n_H0, n_W0, n_C0), placeholder(None, n_y)


def parameters(W1: np.ndarray, W2: np.ndarray, trainable: tuple[str, ...] = ("W1", "W2")) -> dict[str, Any]:
    """Record of the parameters with these initial values."""
    return {"shapes": {"W1": W1.shape, "W2": W2.shape}, "values": {"W1": W1, "W2": W2}, "trainable": trainable}


def initialize_parameters() -> dict[str, Any]:
    """W1 and W2 as published."""
    W1, W2 = (glorot_uniform(shape, GRAPH_SEED, OP_SEED) for shape in (W1_SHAPE, W2_SHAPE))
    return parameters(W1, W2)


def published_kernel() -> np.ndarray:
    """Weights of the fully connected layer behind the published numbers, shape (64, 6)."""
    return glorot_uniform(KERNEL_SHAPE, GRAPH_SEED, KERNEL_SEED)


def forward_propagation(
    X: np.ndarray, weights: dict[str, np.ndarray], kernel: np.ndarray, bias: np.ndarray
) -> np.ndarray:
    """Z3 of shape (m, 6)."""
    return RIGHT(X, weights["W1"], weights["W2"], kernel, bias)


def convolutional_model(input_shape: tuple[int, int, int], weights: list[np.ndarray], X: np.ndarray) -> dict[str, Any]:
    """Parameter counts, and probabilities of shape (m, 6) where weights are given."""
    if not weights:
        return {"parameters": PARAMETER_COUNTS, "output": None}
    W1, b1, W2, b2, kernel, bias = weights
    return {"parameters": PARAMETER_COUNTS, "output": softmax(RIGHT(X, W1, W2, kernel, bias, b1, b2))}


RECORDS: dict[str, Callable[..., Any]] = {
    "create_placeholders": create_placeholders,
    "initialize_parameters": initialize_parameters,
    "forward_propagation": forward_propagation,
    "compute_cost": softmax_cost,
    "model": Training(),
    "convolutional_model": convolutional_model,
}
