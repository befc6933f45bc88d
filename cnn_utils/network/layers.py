"""What a network needs beside convolution and pooling: padding, fully connected layer, cost and Adam."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def same_padding(n: int, f: int, stride: int) -> tuple[int, int]:
    """Padding before and after an axis of length n, as TensorFlow's SAME pads.

    There are n / stride windows, rounded up; where the padding is odd, the extra zero comes after.

    Parameters
    ----------
    n : int
        Length of the axis.
    f : int
        Length of the window.
    stride : int
        How far the window moves at each step.

    Returns
    -------
    before, after : int
        Zeros on either side.
    """
    total = max((-(-n // stride) - 1) * stride + f - n, 0)
    return total // 2, total - total // 2


def relu(Z: Array) -> Array:
    """Keep what is positive: max(Z, 0), of the shape of Z.

    Parameters
    ----------
    Z : ndarray of float
        Of any shape.

    Returns
    -------
    ndarray of the shape and dtype of Z
        A.
    """
    return np.maximum(Z, 0)


def relu_backward(dA: Array, A: Array) -> Array:
    """Gradient of ReLU from its own output A: dA where A is positive, else zero.

    Parameters
    ----------
    dA : ndarray of float
        Gradient of the cost with respect to A.
    A : ndarray of the shape of dA
        What `relu` returned.

    Returns
    -------
    ndarray of the shape and dtype of dA
        The gradient dZ.
    """
    dZ: Array = dA * (A > 0).astype(dA.dtype)
    return dZ


def flatten(P: Array) -> Array:
    """Lay each example out in one row: (m, n_H, n_W, n_C) to (m, n_H * n_W * n_C).

    Parameters
    ----------
    P : ndarray of shape (m, n_H, n_W, n_C)
        Any dtype.

    Returns
    -------
    ndarray of shape (m, n_H * n_W * n_C)
        A view of P where its memory allows it.
    """
    return P.reshape(len(P), -1)


def fully_connected(F: Array, W: Array, b: Array) -> Array:
    """Return F @ W + b for F (m, n), W (n, n_y) and b (n_y,).

    Parameters
    ----------
    F : ndarray of shape (m, n)
        One example a row.
    W : ndarray of shape (n, n_y)
        Weights.
    b : ndarray of shape (n_y,)
        Biases.

    Returns
    -------
    ndarray of shape (m, n_y)
        Z, of the dtype that NumPy makes of the three.
    """
    Z: Array = F @ W + b
    return Z


def fully_connected_backward(dZ: Array, F: Array, W: Array) -> tuple[Array, Array, Array]:
    """Return dF (m, n), dW (n, n_y) and db (n_y,) from dZ (m, n_y).

    Parameters
    ----------
    dZ : ndarray of shape (m, n_y)
        Gradient of the cost with respect to Z.
    F : ndarray of shape (m, n)
        What `fully_connected` was given.
    W : ndarray of shape (n, n_y)
        Its weights.

    Returns
    -------
    dF : ndarray of shape (m, n)
    dW : ndarray of shape (n, n_y)
    db : ndarray of shape (n_y,)
    """
    return dZ @ W.T, F.T @ dZ, dZ.sum(axis=0)


def softmax_cross_entropy(Z: Array, Y: Array) -> tuple[float, Array]:
    """Mean cross-entropy of the softmax of Z against the one-hot labels Y, both (m, n_y), and its gradient dZ.

    Parameters
    ----------
    Z : ndarray of shape (m, n_y)
        Scores before the softmax.
    Y : ndarray of shape (m, n_y)
        One-hot labels.

    Returns
    -------
    cost : float
    dZ : ndarray of shape (m, n_y)
    """
    shifted = Z - Z.max(axis=1, keepdims=True)  # the softmax stays the same, and exp cannot overflow
    powers = np.exp(shifted)
    sums = powers.sum(axis=1, keepdims=True)
    losses = np.log(sums[:, 0]) * Y.sum(axis=1) - (shifted * Y).sum(axis=1)
    return float(losses.mean()), (powers / sums - Y) / len(Z)


class Adam:
    """Adam as TensorFlow computes it: the bias corrections go into the learning rate, epsilon stays outside of them.

    Parameters
    ----------
    parameters : dict of ndarray
        Changed in place by `step`.
    learning_rate, beta1, beta2, epsilon : float
    """

    def __init__(
        self,
        parameters: dict[str, Array],
        learning_rate: float = 0.009,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
    ) -> None:
        self.parameters = parameters
        self.learning_rate, self.beta1, self.beta2, self.epsilon = learning_rate, beta1, beta2, epsilon
        self.v = {name: np.zeros_like(value) for name, value in parameters.items()}
        self.s = {name: np.zeros_like(value) for name, value in parameters.items()}
        self.t = 0

    def step(self, gradients: dict[str, Array]) -> None:
        """Move every parameter one step against its gradient."""
        self.t += 1
        rate = self.learning_rate * np.sqrt(1 - self.beta2**self.t) / (1 - self.beta1**self.t)
        for name, gradient in gradients.items():
            v, s = self.v[name], self.s[name]
            v += (1 - self.beta1) * (gradient - v)
            s += (1 - self.beta2) * (gradient * gradient - s)
            self.parameters[name] -= (rate * v / (np.sqrt(s) + self.epsilon)).astype(gradient.dtype)
