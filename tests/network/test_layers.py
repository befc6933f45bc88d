import numpy as np
import pytest

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


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


@pytest.mark.parametrize(
    ("n", "f", "stride", "want"),
    [
        (64, 4, 1, (1, 2)),
        (8, 2, 1, (0, 1)),
        (64, 8, 8, (0, 0)),
        (7, 3, 2, (1, 1)),
        (10, 3, 2, (0, 1)),
        (5, 1, 3, (0, 0)),
    ],
)
def test_same_padding_puts_the_odd_zero_after(n, f, stride, want):
    assert same_padding(n, f, stride) == want


def test_relu_and_its_gradient():
    np.testing.assert_array_equal(relu(np.array([-1.0, 0.0, 2.0])), [0, 0, 2])
    np.testing.assert_array_equal(relu_backward(np.array([3.0, 4.0, 5.0]), np.array([0.0, 0.0, 2.0])), [0, 0, 5])


def test_flatten_keeps_the_order_of_the_channels():
    P = np.arange(24).reshape(2, 2, 2, 3)
    np.testing.assert_array_equal(flatten(P), np.arange(24).reshape(2, 12))


def test_fully_connected_gradients_equal_finite_differences():
    F, W, b, dZ = numbers(4, 5), numbers(5, 3, seed=1), numbers(3, seed=2), numbers(4, 3, seed=3)
    for gradient, values in zip(fully_connected_backward(dZ, F, W), (F, W, b), strict=True):
        step = numbers(*values.shape, seed=4)
        below = np.vdot(fully_connected(F, W, b), dZ)
        values += step
        above = np.vdot(fully_connected(F, W, b), dZ)
        values -= step
        assert above - below == pytest.approx(np.vdot(gradient, step))


def test_cross_entropy_of_large_scores_is_finite_and_its_gradient_right():
    Z, Y = numbers(5, 6), np.eye(6)[[0, 1, 2, 3, 5]]
    cost, dZ = softmax_cross_entropy(Z, Y)
    step = 1e-6 * numbers(5, 6, seed=1)
    assert softmax_cross_entropy(Z + step, Y)[0] - cost == pytest.approx(np.vdot(dZ, step), rel=1e-4)
    assert softmax_cross_entropy(Z + 1000, Y)[0] == pytest.approx(cost)


@pytest.mark.tensorflow
def test_adam_takes_tensorflows_steps():
    tf = pytest.importorskip("tensorflow")
    values, gradients = numbers(3, 4).astype(np.float32), [numbers(3, 4, seed=k).astype(np.float32) for k in range(8)]
    with tf.Graph().as_default():
        variable = tf.compat.v1.get_variable("w", initializer=values)
        gradient = tf.compat.v1.placeholder(tf.float32, (3, 4))
        step = tf.compat.v1.train.AdamOptimizer(0.009).apply_gradients([(gradient, variable)])
        with tf.compat.v1.Session() as session:
            session.run(tf.compat.v1.global_variables_initializer())
            parameters = {"w": values.copy()}
            optimizer = Adam(parameters, 0.009)
            for one in gradients:
                session.run(step, {gradient: one})
                optimizer.step({"w": one})
                np.testing.assert_allclose(parameters["w"], session.run(variable), rtol=1e-5, atol=1e-7)
    assert parameters["w"].dtype == np.float32
