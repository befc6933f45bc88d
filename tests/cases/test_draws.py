from __future__ import annotations

import numpy as np
import pytest

from autograder.cases.application import draws
from cnn_utils.network import initial_weights

PUBLISHED_W1 = [0.00131723, 0.14176141, -0.04434952, 0.09197326, 0.14984085, -0.03514394, -0.06847463, 0.05245192]
PUBLISHED_W2 = [
    *(-0.08566415, 0.17750949, 0.11974221, 0.16773748, -0.0830943, -0.08058, -0.00577033, -0.14643836),
    *(0.24162132, -0.05857408, -0.19055021, 0.1345228, -0.22779644, -0.1601823, -0.16117483, -0.10286498),
]


@pytest.mark.parametrize(("shape", "published"), [((4, 4, 3, 8), PUBLISHED_W1), ((2, 2, 8, 16), PUBLISHED_W2)])
def test_the_published_weights_follow_from_their_seeds(shape, published):
    np.testing.assert_allclose(draws.glorot_uniform(shape, 1, 0)[1, 1, 1], published, atol=5e-9)


@pytest.mark.tensorflow
@pytest.mark.parametrize("shape", [(4, 4, 3, 8), (2, 2, 8, 16), (64, 6), (3, 5)])
@pytest.mark.parametrize("op_seed", [0, 1, 45])
def test_draws_are_tensorflow_s_own(shape, op_seed):
    tf = pytest.importorskip("tensorflow").compat.v1
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(1)
        drawn = session.run(
            {
                "glorot_uniform": tf.glorot_uniform_initializer(seed=op_seed)(shape),
                "glorot_normal": tf.glorot_normal_initializer(seed=op_seed)(shape),
                "uniform": tf.random_uniform(shape, seed=op_seed),
                "normal": tf.random_normal(shape, seed=op_seed),
                "truncated_normal": tf.truncated_normal(shape, seed=op_seed),
            }
        )
    for name, expected in drawn.items():
        home = initial_weights if name == "uniform" else draws
        got = getattr(home, name)(shape, 1, op_seed)
        # Uniform numbers are the same bits; sine and logarithm differ in the last place.
        np.testing.assert_allclose(got, expected, atol=0 if name.endswith("uniform") else 5e-6, err_msg=name)


def test_a_limit_follows_from_the_shape():
    assert initial_weights.glorot_limit((64, 6)) == pytest.approx(np.sqrt(6 / 70))
    assert initial_weights.glorot_limit((4, 4, 3, 8)) == pytest.approx(np.sqrt(6 / (16 * 11)))
