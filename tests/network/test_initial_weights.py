import numpy as np
import pytest

from cnn_utils.network.initial_weights import SHAPES_AND_SEEDS, glorot_uniform, initial_parameters


def test_weights_are_the_published_ones():
    parameters = initial_parameters()
    published = [0.00131723, 0.14176141, -0.04434952, 0.09197326, 0.14984085, -0.03514394, -0.06847463, 0.05245192]
    np.testing.assert_allclose(parameters["W1"][1, 1, 1], published, atol=6e-9)
    np.testing.assert_allclose(
        parameters["W2"][1, 1, 1][:4], [-0.08566415, 0.17750949, 0.11974221, 0.16773748], atol=6e-9
    )
    assert not parameters["b3"].any()


@pytest.mark.tensorflow
@pytest.mark.parametrize("name", SHAPES_AND_SEEDS)
def test_weights_are_tensorflows_to_the_last_bit(name):
    tf = pytest.importorskip("tensorflow")
    shape, seed = SHAPES_AND_SEEDS[name]
    with tf.Graph().as_default():
        tf.compat.v1.set_random_seed(1)
        drawn = tf.compat.v1.glorot_uniform_initializer(seed=seed)(shape)
        with tf.compat.v1.Session() as session:
            np.testing.assert_array_equal(glorot_uniform(shape, seed), session.run(drawn))
