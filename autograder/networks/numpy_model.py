"""The application's network trained with the fast layers: NumPy in place of TensorFlow, same arguments and results."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder import fast_layers
from cnn_utils.network.training import Layers, Parameters, train_with

Array = NDArray[np.floating[Any]]

FAST_LAYERS = Layers(
    fast_layers.conv_forward,
    fast_layers.pool_forward,
    fast_layers.conv_backward,
    fast_layers.pool_backward_to_first,  # as TensorFlow does
)
if find_spec("numba") is not None:
    from autograder.networks.first_layer import conv_weight_gradients

    FAST_LAYERS = replace(FAST_LAYERS, conv_weight_gradients=conv_weight_gradients)


def numpy_model(
    X_train: Array,
    Y_train: Array,
    X_test: Array,
    Y_test: Array,
    learning_rate: float = 0.009,
    num_epochs: int = 100,
    minibatch_size: int = 64,
    print_cost: bool = True,
) -> tuple[float, float, Parameters]:
    """Train the network, and say how well it reads the signs.

    Parameters
    ----------
    X_train, X_test : ndarray of shape (m, 64, 64, 3)
        Pictures, scaled to 0-1.
    Y_train, Y_test : ndarray of shape (m, 6)
        Labels, one-hot.
    learning_rate : float
    num_epochs, minibatch_size : int
    print_cost : bool
        True prints the cost every five epochs, and both accuracies.

    Returns
    -------
    train_accuracy, test_accuracy : float
        Share of the pictures that are read correctly.
    parameters : dict of ndarray
        The trained "W1", "W2", "W3" and "b3".
    """

    def report(epoch: int, cost: float) -> None:
        if print_cost and epoch % 5 == 0:
            print(f"Cost after epoch {epoch}: {cost:f}")

    sets = (X_train, Y_train, X_test, Y_test)
    trained = train_with(FAST_LAYERS, *sets, learning_rate, num_epochs, minibatch_size, report)
    if print_cost:
        print("Train accuracy:", trained.train_accuracy)
        print("Test accuracy:", trained.test_accuracy)
    return trained.train_accuracy, trained.test_accuracy, trained.parameters
