import re

import numpy as np
import pytest

from cnn_utils import convert_to_one_hot, random_mini_batches


@pytest.mark.parametrize("shape", [(4,), (1, 4)])
def test_one_hot_has_one_column_an_example(shape):
    one_hot = convert_to_one_hot(np.array([2, 0, 1, 2]).reshape(shape), 3)
    assert one_hot.shape == (3, 4)
    np.testing.assert_array_equal(one_hot, [[0, 1, 0, 0], [0, 0, 1, 0], [1, 0, 0, 1]])


@pytest.mark.parametrize(
    ("labels", "error", "message"),
    [
        (np.zeros((4, 1), int), ValueError, "convert_to_one_hot expects labels of shape (m,) or (1, m), got (4, 1)."),
        (np.int64(3), ValueError, "convert_to_one_hot expects labels of shape (m,) or (1, m), got ()."),
        (np.zeros(4), TypeError, "convert_to_one_hot expects labels that are whole numbers, got dtype float64."),
        (np.array([0, 6]), ValueError, "convert_to_one_hot expects labels from 0 to 5, got 6."),
        (np.array([0, -1]), ValueError, "convert_to_one_hot expects labels from 0 to 5, got -1."),
    ],
)
def test_one_hot_says_what_is_wrong_with_the_labels(labels, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        convert_to_one_hot(labels, 6)


def published_mini_batches(X, Y, mini_batch_size, seed):
    """Word for word as seeded_outputs.md describes it, on the global stream."""
    np.random.seed(seed)
    order = np.random.permutation(X.shape[0])
    batches, whole = [], X.shape[0] // mini_batch_size
    for k in range(whole):
        part = order[k * mini_batch_size : (k + 1) * mini_batch_size]
        batches.append((X[part], Y[part]))
    if X.shape[0] % mini_batch_size:
        part = order[whole * mini_batch_size :]
        batches.append((X[part], Y[part]))
    return batches


@pytest.mark.parametrize("m", [1, 63, 64, 65, 128, 150])
def test_batches_are_the_published_ones(m):
    X, Y = np.arange(m * 2).reshape(m, 1, 2, 1), np.arange(m).reshape(m, 1)
    got, expected = random_mini_batches(X, Y, 64, seed=3), published_mini_batches(X, Y, 64, 3)
    assert len(got) == len(expected)
    for (got_x, got_y), (x, y) in zip(got, expected, strict=True):
        np.testing.assert_array_equal(got_x, x)
        np.testing.assert_array_equal(got_y, y)


def test_batches_leave_the_global_stream_and_the_inputs_alone():
    X, Y = np.arange(10.0).reshape(10, 1), np.arange(10).reshape(10, 1)
    X.flags.writeable = Y.flags.writeable = False
    np.random.seed(7)
    expected = np.random.rand()
    np.random.seed(7)
    random_mini_batches(X, Y, 4)
    assert np.random.rand() == expected


@pytest.mark.parametrize(
    ("y_shape", "size", "message"),
    [
        (
            (6, 5),
            2,
            "random_mini_batches expects Y of shape (5, n_y) for X of (5, 2), got (6, 5). Y is transposed: pass Y.T.",
        ),
        ((4, 6), 2, "random_mini_batches expects Y of shape (5, n_y) for X of (5, 2), got (4, 6)."),
        ((5,), 2, "random_mini_batches expects Y of shape (5, n_y) for X of (5, 2), got (5,)."),
        ((5, 6), 0, "random_mini_batches expects a mini_batch_size of 1 or more, got 0."),
    ],
)
def test_batches_say_what_does_not_fit(y_shape, size, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        random_mini_batches(np.zeros((5, 2)), np.zeros(y_shape), size)
