"""The way back into a first layer against TensorFlow, and against pooling and convolution one after the other."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import fast_layers, plain_layers
from autograder.networks.first_layer import conv_weight_gradients


def numbers(shape, seed, dtype=np.float64):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def pooled_convolution(shape, f, n_C, conv, pool, dtype=np.float64):
    """What the two layers return and remember: A, and both caches."""
    A_prev, W = numbers(shape, 0, dtype), numbers((f, f, shape[3], n_C), 1, dtype)
    Z, conv_cache = fast_layers.conv_forward(A_prev, W, np.ones((1, 1, 1, n_C), dtype), conv)
    A, pool_cache = fast_layers.pool_forward(Z, pool)
    return A, pool_cache, conv_cache


def one_after_the_other(dA, pool_cache, conv_cache):
    return plain_layers.conv_backward(plain_layers.pool_backward_to_first(dA, pool_cache), conv_cache)[1:]


@settings(max_examples=30, deadline=None)
@given(
    shape=st.tuples(st.integers(1, 3), st.integers(6, 11), st.integers(6, 11), st.integers(1, 4)),
    f=st.integers(1, 3),
    n_C=st.integers(1, 5),
    conv=st.fixed_dictionaries({"stride": st.integers(1, 2), "pad": st.sampled_from([0, 1, "SAME"])}),
    pool=st.fixed_dictionaries(
        {"f": st.integers(1, 2), "stride": st.integers(1, 3), "pad": st.sampled_from([0, "SAME"])}
    ),
    dtype=st.sampled_from([np.float32, np.float64]),
)
def test_it_equals_pooling_and_convolution_one_after_the_other(shape, f, n_C, conv, pool, dtype):
    A, pool_cache, conv_cache = pooled_convolution(shape, f, n_C, conv, pool, dtype)
    dA = numbers(A.shape, 3, dtype) * (numbers(A.shape, 4) > 0)
    for got, want in zip(
        conv_weight_gradients(dA, pool_cache, conv_cache), one_after_the_other(dA, pool_cache, conv_cache), strict=True
    ):
        assert got.dtype == dtype
        assert got.shape == want.shape
        np.testing.assert_allclose(got, want, rtol=1e-3 if dtype is np.float32 else 1e-9, atol=1e-4)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("pad", [0, "SAME"])
def test_of_equal_maxima_the_first_counts_and_a_window_with_nan_passes_nothing_on(threads, pad, own_threads):
    own_threads(threads)
    _, _, conv_cache = pooled_convolution((3, 9, 10, 2), 2, 3, {"stride": 1, "pad": 0}, {"f": 1, "stride": 1})
    Z = np.round(numbers((3, 8, 9, 3), 5))
    Z[1], Z[2, 4, 4, 1], Z[2, :4, :4, 2] = 0, np.nan, -np.inf
    A, pool_cache = fast_layers.pool_forward(Z, {"f": 3, "stride": 2, "pad": pad})
    dA = numbers(A.shape, 3)
    dA[2, 0, 0, 2] = 0  # a window of -inf alone, where padding is as large
    for same in (pool_cache, tuple(pool_cache)):
        for got, want in zip(
            conv_weight_gradients(dA, same, conv_cache), one_after_the_other(dA, pool_cache, conv_cache), strict=True
        ):
            np.testing.assert_allclose(got, want, rtol=1e-9, atol=1e-9)


def test_caches_that_do_not_belong_together_are_refused():
    _, _, conv_cache = pooled_convolution((1, 6, 6, 1), 2, 1, {"stride": 1, "pad": 0}, {"f": 1, "stride": 1})
    A, pool_cache = fast_layers.pool_forward(numbers((1, 40, 40, 1), 6), {"f": 2, "stride": 2})
    told = "What was pooled has the shape (1, 40, 40, 1), the convolution's output (1, 5, 5, 1)."
    with pytest.raises(ValueError, match=re.escape(told)):
        conv_weight_gradients(np.ones_like(A), pool_cache, conv_cache)


@pytest.mark.tensorflow
@pytest.mark.parametrize(("f", "stride"), [(8, 8), (3, 2), (2, 3)])
def test_it_equals_tensorflow(f, stride):
    tf = pytest.importorskip("tensorflow")
    pool = {"f": f, "stride": stride, "pad": "SAME"}
    A, pool_cache, conv_cache = pooled_convolution((4, 20, 17, 3), 4, 8, {"stride": 1, "pad": "SAME"}, pool)
    dA, W = numbers(A.shape, 3), tf.constant(conv_cache[1])
    with tf.GradientTape() as tape:
        tape.watch(W)
        Z = tf.nn.conv2d(tf.constant(conv_cache[0]), W, 1, "SAME")
        total = tf.reduce_sum(tf.nn.max_pool2d(Z, f, stride, "SAME") * dA)
    dW, db = conv_weight_gradients(dA, pool_cache, conv_cache)
    np.testing.assert_allclose(dW, tape.gradient(total, W).numpy(), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(db.reshape(-1), dA.sum(axis=(0, 1, 2)), rtol=1e-9, atol=1e-9)
