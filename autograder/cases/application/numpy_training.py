"""What `model` does with the stand-in network of `cnn_utils.calling.model_driver`, in NumPy, choice by choice.

Each choice that a student can get wrong is a field of `Training`; a mistake is ``Training(field=...)``. The network is
linear, so its gradient is a line, and a whole training takes a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from cnn_utils.calling.model_driver import order_of
from cnn_utils.network.batches import random_mini_batches

Batch = tuple[np.ndarray, np.ndarray]
Weights = dict[str, np.ndarray]
_FIRST_SEED = 3  # before the first epoch adds 1: published
_REPORTED_EVERY = 5


class Optimizer(Protocol):
    """One step down a gradient, remembering what it needs."""

    def __call__(self, gradients: Weights, learning_rate: float) -> Weights:
        """Return what to add to each weight."""


class Adam:
    """Adam as TensorFlow 1 writes it."""

    def __init__(self) -> None:
        self._t, self._mean, self._square = 0, 0.0, 0.0

    def __call__(self, gradients: Weights, learning_rate: float) -> Weights:
        """Return what to add to each weight."""
        flat = np.concatenate([gradients["W1"].ravel(), gradients["W2"]])
        self._t += 1
        self._mean = 0.9 * self._mean + 0.1 * flat
        self._square = 0.999 * self._square + 0.001 * flat**2
        rate = learning_rate * np.sqrt(1 - 0.999**self._t) / (1 - 0.9**self._t)
        step = -rate * self._mean / (np.sqrt(self._square) + 1e-8)
        return {"W1": step[: -len(gradients["W2"])].reshape(gradients["W1"].shape), "W2": step[-len(gradients["W2"]) :]}


def gradient_descent(gradients: Weights, learning_rate: float) -> Weights:
    """Plain gradient descent."""
    return {name: -learning_rate * gradient for name, gradient in gradients.items()}


def no_step(gradients: Weights, learning_rate: float) -> Weights:
    """Leave every weight where it is."""
    return {name: np.zeros_like(gradient) for name, gradient in gradients.items()}


def published_batches(X: np.ndarray, Y: np.ndarray, size: int, epoch: int) -> list[Batch]:
    """Return mini-batches in the published order: the seed grows by one an epoch."""
    return random_mini_batches(X, Y, size, _FIRST_SEED + 1 + epoch)


def published_cost(costs: list[float], m: int, size: int) -> float:
    """Sum over all batches, the smaller last one included, divided by the number of whole ones."""
    return sum(costs) / max(1, m // size)


def share_right(Z: np.ndarray, Y: np.ndarray) -> float:
    """Share of the rows of Z, shape (m, n_y), whose largest entry is where Y has its one."""
    return float(np.mean(Z.argmax(axis=1) == Y.argmax(axis=1)))


@dataclass(frozen=True)
class Training:
    """`model`, choice by choice.

    Attributes
    ----------
    optimizer : callable
        Makes an `Optimizer`.
    batches : callable
        X, Y, minibatch_size and epoch (from 0) to mini-batches.
    cost : callable
        The batches' costs, m and minibatch_size to the cost that is reported.
    accuracy : callable
        Z and Y to an accuracy.
    rate : callable
        The learning rate that is used, from the one that was asked for.
    epochs : callable
        The number of epochs trained, from the one that was asked for.
    measured : callable
        Train and test data to the pair of data that are measured.
    restarts : bool
        Whether the weights start again at every epoch.
    cost_after : bool
        Whether a batch's cost is measured after the step on it.
    first_epoch : int
        Number of the first epoch; the published count starts at 0.
    sizes : callable
        X_train and Y_train to n_H0, n_W0, n_C0, n_y.
    """

    optimizer: Callable[[], Optimizer] = Adam
    batches: Callable[[np.ndarray, np.ndarray, int, int], list[Batch]] = published_batches
    cost: Callable[[list[float], int, int], float] = published_cost
    accuracy: Callable[[np.ndarray, np.ndarray], float] = share_right
    rate: Callable[[float], float] = float
    epochs: Callable[[int], int] = int
    measured: Callable[[Batch, Batch], tuple[Batch, Batch]] = lambda train, test: (train, test)
    restarts: bool = False
    cost_after: bool = False
    first_epoch: int = 0
    sizes: Callable[[np.ndarray, np.ndarray], tuple[int, ...]] = lambda X, Y: (*X.shape[1:], Y.shape[1])

    def __call__(
        self,
        X_train: np.ndarray,
        Y_train: np.ndarray,
        X_test: np.ndarray,
        Y_test: np.ndarray,
        learning_rate: float,
        num_epochs: int,
        minibatch_size: int,
        print_cost: bool,
        start: Weights,
    ) -> dict[str, Any]:
        """Return the record of `cnn_utils.calling.model_driver.train`."""
        weights, costs = self._trained((X_train, Y_train), learning_rate, num_epochs, minibatch_size, start)
        pair = self.measured((X_train, Y_train), (X_test, Y_test))
        train_accuracy, test_accuracy = (self.accuracy(scores(X, weights), Y) for X, Y in pair)
        reported = {str(epoch): cost for epoch, cost in costs.items() if print_cost and epoch % _REPORTED_EVERY == 0}
        sizes = self.sizes(X_train, Y_train)
        return {
            "returned": 3,
            "train_accuracy": train_accuracy,
            "test_accuracy": test_accuracy,
            "trained": weights,
            "costs": reported,
            "sizes": sizes,
            "order": order_of(sizes, X_train.shape),
            "parameters": "trained",
            "changed_defaults": (),
            "bypassed": (),
        }

    def _trained(
        self, data: Batch, learning_rate: float, num_epochs: int, minibatch_size: int, start: Weights
    ) -> tuple[Weights, dict[int, float]]:
        """Weights after the last epoch, and the cost of each epoch."""
        (X, Y), weights, step, costs = data, start, self.optimizer(), {}
        colours = X.mean(axis=(1, 2), dtype=np.float64)
        for done, epoch in enumerate(range(self.first_epoch, self.epochs(num_epochs))):
            if self.restarts:
                weights, step = start, self.optimizer()
            batch_costs = []
            for batch_X, batch_Y in self.batches(colours, Y, minibatch_size, done):
                before, gradients = _cost_and_gradients(batch_X, batch_Y, weights)
                change = step(gradients, self.rate(learning_rate))
                weights = {name: weights[name] + change[name] for name in weights}
                batch_costs.append(_cost_and_gradients(batch_X, batch_Y, weights)[0] if self.cost_after else before)
            costs[epoch] = self.cost(batch_costs, len(X), minibatch_size)
        return weights, costs


def scores(X: np.ndarray, weights: Weights) -> np.ndarray:
    """Scores of the stand-in network: X of shape (m, n_H, n_W, n_C) to (m, n_y)."""
    return np.asarray(X.mean(axis=(1, 2), dtype=np.float64) @ weights["W1"] + weights["W2"])


def _cost_and_gradients(colours: np.ndarray, Y: np.ndarray, weights: Weights) -> tuple[float, Weights]:
    """Softmax cross-entropy of one batch, and its gradients."""
    Z = colours @ weights["W1"] + weights["W2"]
    Z = Z - Z.max(axis=1, keepdims=True)
    logarithms = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    dZ = (np.exp(logarithms) - Y) / len(Y)
    return float(-np.sum(Y * logarithms) / len(Y)), {"W1": colours.T @ dZ, "W2": dZ.sum(axis=0)}
