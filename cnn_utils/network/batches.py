"""Labels as one-hot columns, and the published cut of a training set into mini-batches."""

from __future__ import annotations

import numpy as np

from cnn_utils.language.speaking import say, together


def convert_to_one_hot(Y: np.ndarray, C: int) -> np.ndarray:
    """Turn labels into one-hot columns.

    Parameters
    ----------
    Y : ndarray of shape (m,) or (1, m)
        Whole numbers from 0 to C - 1.
    C : int
        Number of classes.

    Returns
    -------
    ndarray of shape (C, m)
        Of float64: column i has its single 1 in row Y[i]. The application's network wants the transpose, (m, C).

    Raises
    ------
    TypeError
        If the labels are not whole numbers.
    ValueError
        If the shape is another one, or a label lies outside 0 to C - 1.
    """
    Y = np.asarray(Y)
    if Y.ndim not in (1, 2) or (Y.ndim == 2 and Y.shape[0] != 1):
        raise ValueError(say("convert_to_one_hot expects labels of shape (m,) or (1, m), got {shape}.", shape=Y.shape))
    if Y.dtype.kind not in "iu":
        raise TypeError(
            say("convert_to_one_hot expects labels that are whole numbers, got dtype {dtype}.", dtype=Y.dtype)
        )
    labels = Y.reshape(-1)
    outside = labels[(labels < 0) | (labels >= C)]
    if outside.size:
        message = say("convert_to_one_hot expects labels from 0 to {last}, got {label}.", last=C - 1, label=outside[0])
        raise ValueError(message)
    one_hot: np.ndarray = np.eye(C)[labels].T
    return one_hot


def random_mini_batches(
    X: np.ndarray, Y: np.ndarray, mini_batch_size: int = 64, seed: int = 0
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Shuffle the examples and cut them into mini-batches.

    Parameters
    ----------
    X : ndarray of shape (m, n_H, n_W, n_C)
        Any number of axes; the first counts the examples.
    Y : ndarray of shape (m, n_y)
    mini_batch_size : int
    seed : int
        The same seed gives the same shuffle: the one of ``np.random.seed(seed)`` and ``np.random.permutation(m)``.

    Returns
    -------
    list of (mini_batch_X, mini_batch_Y)
        The whole batches; then, if m is no multiple of the size, one smaller batch with the remainder.

    Raises
    ------
    ValueError
        If X and Y do not hold the same number of examples, or the size is below 1.
    """
    m = X.shape[0]
    if Y.ndim != 2 or Y.shape[0] != m:
        found = say(
            "random_mini_batches expects Y of shape ({m}, n_y) for X of {X_shape}, got {Y_shape}.",
            m=m,
            X_shape=X.shape,
            Y_shape=Y.shape,
        )
        advice = say("Y is transposed: pass Y.T.") if Y.ndim == 2 and Y.shape[1] == m else ""
        raise ValueError(together([found, advice]))
    if mini_batch_size < 1:
        raise ValueError(
            say("random_mini_batches expects a mini_batch_size of 1 or more, got {size}.", size=mini_batch_size)
        )
    # A stream of its own: the same numbers as the published np.random.seed, and the global stream stays untouched.
    order = np.random.RandomState(seed).permutation(m)
    cuts = range(0, m, mini_batch_size)
    return [(X[order[k : k + mini_batch_size]], Y[order[k : k + mini_batch_size]]) for k in cuts]
