from __future__ import annotations

import numpy as np
import pytest

from autograder.cases.application import numpy_network as network
from autograder.cases.application.graph_records import initialize_parameters, published_kernel

PUBLISHED_Z3 = [
    [-0.44670227, -1.57208765, -1.53049231, -2.31013036, -1.29104376, 0.46852064],
    [-0.17601591, -1.57972014, -1.4737016, -2.61672091, -1.00810647, 0.5747785],
]


def published_scores(m):
    stream = np.random.RandomState(1)
    X, Y = stream.randn(m, 64, 64, 3), stream.randn(m, 6)
    W = initialize_parameters()["values"]
    return network.RIGHT(X, W["W1"], W["W2"], published_kernel(), np.zeros(6)), Y


def test_the_published_scores_come_back():
    np.testing.assert_allclose(published_scores(2)[0], PUBLISHED_Z3, atol=1e-6)


def test_the_published_cost_comes_back():
    assert network.softmax_cost(*published_scores(4)) == pytest.approx(2.91034, abs=1e-6)


@pytest.mark.tensorflow
@pytest.mark.parametrize("padding", ["SAME", "VALID"])
@pytest.mark.parametrize(("f", "stride"), [(1, 1), (2, 1), (4, 1), (3, 2), (4, 4)])
def test_convolving_is_tensorflow_s(padding, f, stride):
    tf = pytest.importorskip("tensorflow")
    rng = np.random.RandomState(0)
    A, W = rng.randn(2, 9, 11, 3), rng.randn(f, f, 3, 5)
    expected = tf.nn.conv2d(A, W, stride, padding).numpy()
    np.testing.assert_allclose(network.convolve(A, W, stride, padding), expected, atol=1e-12)


@pytest.mark.tensorflow
@pytest.mark.parametrize(("f", "stride"), [(2, 2), (8, 8), (3, 2), (4, 1)])
@pytest.mark.parametrize("mode", ["max", "mean"])
def test_pooling_is_tensorflow_s(f, stride, mode):
    tf = pytest.importorskip("tensorflow")
    A = np.random.RandomState(0).randn(2, 9, 11, 3)
    pool = tf.nn.max_pool2d if mode == "max" else tf.nn.avg_pool2d
    np.testing.assert_allclose(network.pool(A, f, stride, mode), pool(A, f, stride, "SAME").numpy(), atol=1e-12)


@pytest.mark.tensorflow
def test_the_cost_is_tensorflow_s():
    tf = pytest.importorskip("tensorflow")
    Z3, Y = 30 * np.random.RandomState(0).randn(2, 5, 6)
    expected = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(Y, Z3)).numpy()
    assert network.softmax_cost(Z3, Y) == pytest.approx(expected, rel=1e-12)


def test_a_wrong_network_repeats_the_kernel_for_its_longer_rows():
    W1, W2 = np.zeros((4, 4, 3, 8)), np.zeros((2, 2, 8, 16))
    wrong = network.with_second(pooling="none")
    assert wrong(np.ones((2, 64, 64, 3)), W1, W2, np.ones((64, 6)), np.arange(6.0)).shape == (2, 6)
