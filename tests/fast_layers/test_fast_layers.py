"""Fast layers against the loops, TensorFlow and finite differences over generated shapes; memory, types, threads."""

import tracemalloc
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info, threadpool_limits

from autograder import fast_layers as fast
from autograder import solutions as loops
from autograder.fast_layers import buffers, conv_lookup, pool_lookup, pooling, sparse, workers

TOLERANCE = {np.float32: 2e-4, np.float64: 1e-10}
examples = settings(max_examples=50, deadline=None)


@st.composite
def sizes(draw, pad=True, most=6):
    """m, n_H, n_W, n_C of an input, and a window that fits in it: f, stride, pad."""
    padding = draw(st.integers(0, 2)) if pad else 0
    n_H, n_W = draw(st.integers(1, most)), draw(st.integers(1, most))
    f = draw(st.integers(1, min(4, min(n_H, n_W) + 2 * padding)))
    shape = (draw(st.integers(1, 3)), n_H, n_W, draw(st.integers(1, 5)))
    return shape, f, draw(st.integers(1, 4)), padding


dtypes = st.sampled_from([np.float32, np.float64])
modes = st.sampled_from(["max", "average"])
# Numbers are looked up where they are few: never here, or always.
looked_up = [0, 1_000_000]
few = st.sampled_from(looked_up)


def numbers(shape, dtype=np.float64, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def convolution(size, n_C=3, dtype=np.float64):
    shape, f, stride, pad = size
    A_prev, W, b = numbers(shape, dtype), numbers((f, f, shape[3], n_C), dtype, 1), numbers((1, 1, 1, n_C), dtype, 2)
    return A_prev, W, b, {"stride": stride, "pad": pad}


def assert_near(got, want, dtype=np.float64):
    assert got.shape == want.shape
    np.testing.assert_allclose(got, want, rtol=TOLERANCE[dtype], atol=TOLERANCE[dtype])


@examples
@given(size=sizes(), n_C=st.integers(1, 5), dtype=dtypes, few=few)
def test_convolution_equals_the_loops(size, n_C, dtype, few):
    A_prev, W, b, hparameters = convolution(size, n_C, dtype)
    want, loop_cache = loops.conv_forward(A_prev, W, b, hparameters)
    dZ = numbers(want.shape, dtype, 3)
    with patch.object(conv_lookup, "FEW", few):
        Z, cache = fast.conv_forward(A_prev, W, b, hparameters)
        gradients = fast.conv_backward(dZ, cache)
        weight_gradients = fast.conv_weight_gradients(dZ, tuple(cache))
    assert Z.dtype == dtype
    assert_near(Z, want, dtype)
    right = loops.conv_backward(dZ, loop_cache)
    for got, wanted in zip((*gradients, *weight_gradients), (*right, *right[1:]), strict=True):
        assert got.dtype == dtype
        assert_near(got, wanted, dtype)


@examples
@given(size=sizes(pad=False), mode=modes, dtype=dtypes, ties=st.booleans(), few=few)
def test_pooling_equals_the_loops_and_marks_every_tie(size, mode, dtype, ties, few):
    shape, f, stride, _ = size
    A_prev, hparameters = numbers(shape, dtype), {"f": f, "stride": stride}
    if ties:
        A_prev = np.round(A_prev)
    with patch.object(pool_lookup, "FEW", few):
        A, cache = fast.pool_forward(A_prev, hparameters, mode)
        dA = numbers(A.shape, dtype, 3)
        got = fast.pool_backward(dA, cache, mode)
    want, loop_cache = loops.pool_forward(A_prev, hparameters, mode)
    assert A.dtype == dtype
    assert_near(A, want, dtype)
    assert got.dtype == dtype
    assert_near(got, loops.pool_backward(dA, loop_cache, mode), dtype)


@pytest.mark.parametrize("f", [1, 2, 3, 4, 5, 7, 8])
@pytest.mark.parametrize("stride", [1, 2, 5, 8])
@pytest.mark.parametrize("n_C", [2, 40])
def test_pooling_equals_the_loops_for_windows_that_do_not_tile(f, stride, n_C):
    A_prev, hparameters = np.round(2 * numbers((2, 17, 11, n_C))), {"f": f, "stride": stride}
    for mode in ("max", "average"):
        A, cache = fast.pool_forward(A_prev, hparameters, mode)
        assert_near(A, loops.pool_forward(A_prev, hparameters, mode)[0])
        dA = numbers(A.shape, seed=3)
        assert_near(fast.pool_backward(dA, cache, mode), loops.pool_backward(dA, cache, mode))


@examples
@given(size=sizes(most=4), few=few)
def test_convolution_gradients_equal_finite_differences(size, few):
    with patch.object(conv_lookup, "FEW", few):
        assert_finite_differences_agree(*convolution(size, n_C=2))


def assert_finite_differences_agree(A_prev, W, b, hparameters):
    Z, cache = fast.conv_forward(A_prev, W, b, hparameters)
    dZ = numbers(Z.shape, seed=3)
    rng = np.random.default_rng(4)
    for gradient, values in zip(fast.conv_backward(dZ, cache), (A_prev, W, b), strict=True):
        step = rng.standard_normal(values.shape)
        values += 0.5 * step
        above = np.vdot(fast.conv_forward(A_prev, W, b, hparameters)[0], dZ)
        values -= step
        below = np.vdot(fast.conv_forward(A_prev, W, b, hparameters)[0], dZ)
        values += 0.5 * step
        assert above - below == pytest.approx(np.vdot(gradient, step), abs=1e-9)


@examples
@given(size=sizes(pad=False), mode=modes, few=few)
def test_pooling_gradients_equal_finite_differences(size, mode, few):
    shape, f, stride, _ = size
    A_prev, hparameters, step = numbers(shape), {"f": f, "stride": stride}, 1e-6 * numbers(shape, seed=4)
    with patch.object(pool_lookup, "FEW", few):
        A, cache = fast.pool_forward(A_prev, hparameters, mode)
        dA = numbers(A.shape, seed=3)
        change = np.vdot(fast.pool_forward(A_prev + step, hparameters, mode)[0] - A, dA)
        assert change == pytest.approx(np.vdot(fast.pool_backward(dA, cache, mode), step), abs=1e-13, rel=1e-6)


@pytest.mark.tensorflow
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("f", [2, 3, 4])
@pytest.mark.parametrize("few", looked_up)
def test_same_padding_equals_tensorflow(dtype, stride, f, few, monkeypatch):
    monkeypatch.setattr(conv_lookup, "FEW", few)
    tf = pytest.importorskip("tensorflow")
    A_prev, W, b = numbers((2, 7, 10, 3), dtype), numbers((f, f, 3, 5), dtype, 1), numbers((1, 1, 1, 5), dtype, 2)
    Z, cache = fast.conv_forward(A_prev, W, b, {"stride": stride, "pad": "SAME"})
    x, w = tf.constant(A_prev), tf.constant(W)
    with tf.GradientTape() as tape:
        tape.watch([x, w])
        want = tf.nn.conv2d(x, w, stride, "SAME") + b
        total = tf.reduce_sum(want * want)
    assert_near(Z, want.numpy(), dtype)
    dA_prev, dW, _ = fast.conv_backward(2 * Z, cache)
    for got, right in zip((dA_prev, dW), tape.gradient(total, [x, w]), strict=True):
        np.testing.assert_allclose(got, right, rtol=1e-3, atol=1e-3 if dtype is np.float32 else 1e-9)


@pytest.mark.tensorflow
@pytest.mark.parametrize("mode", ["max", "average"])
@pytest.mark.parametrize(("f", "stride"), [(2, 2), (3, 2), (3, 1), (4, 4), (5, 3)])
@pytest.mark.parametrize("few", looked_up)
def test_same_pooling_and_its_first_maximum_equal_tensorflow(mode, f, stride, few, monkeypatch):
    tf = pytest.importorskip("tensorflow")
    monkeypatch.setattr(pool_lookup, "FEW", few)
    A_prev, hparameters = np.round(numbers((2, 10, 7, 3))), {"f": f, "stride": stride, "pad": "SAME"}
    A, cache = fast.pool_forward(A_prev, hparameters, mode)
    pool = tf.nn.max_pool2d if mode == "max" else tf.nn.avg_pool2d
    x = tf.constant(A_prev)
    with tf.GradientTape() as tape:
        tape.watch(x)
        want = pool(x, f, stride, "SAME")
        total = tf.reduce_sum(want * numbers(A.shape, seed=3))
    assert_near(A, want.numpy())
    got = fast.pool_backward_to_first(numbers(A.shape, seed=3), cache, mode)
    assert_near(got, tape.gradient(total, x).numpy())


@pytest.mark.parametrize("f", [2, 4, 8])
@pytest.mark.parametrize("few", looked_up)
def test_first_maximum_is_the_first_row_by_row(f, few, monkeypatch):
    monkeypatch.setattr(pool_lookup, "FEW", few)
    A_prev = np.zeros((1, f, 2 * f, 1))
    A_prev[0, 1, 0], A_prev[0, 0, 1], A_prev[0, f - 1, 2 * f - 1] = 5, 5, 5
    dA_prev = fast.pool_backward_to_first(np.array([[[[1.0], [2.0]]]]), (A_prev, {"f": f, "stride": f}))
    assert dA_prev[0, 0, 1] == 1
    assert dA_prev[0, f - 1, 2 * f - 1] == 2
    assert np.count_nonzero(dA_prev) == 2


@pytest.mark.parametrize("f", [4, 8])
def test_few_gradients_reach_the_maxima_of_windows_that_leave_rows_over(f, monkeypatch):
    monkeypatch.setattr(pool_lookup, "FEW", 0)
    A_prev, hparameters = numbers((3, 2 * f + 3, 3 * f, 5)), {"f": f, "stride": f}
    A, cache = fast.pool_forward(A_prev, hparameters)
    dA = numbers(A.shape, seed=3) * (numbers(A.shape, seed=4) > 1)
    assert_near(fast.pool_backward_to_first(dA, cache), loops.pool_backward(dA, cache))
    assert not fast.pool_backward_to_first(0 * dA, cache).any()


@pytest.mark.parametrize(
    ("shape", "f", "n_C", "stride", "pad"),
    [
        ((8, 64, 64, 3), 4, 8, 1, 2),
        ((40, 8, 8, 8), 2, 16, 1, 1),
        ((3, 40, 40, 1), 5, 6, 1, 2),
        ((4, 20, 24, 16), 3, 16, 1, 1),
        ((4, 21, 17, 16), 3, 20, 2, 1),
        ((2, 33, 70, 3), 5, 4, 3, 2),
        ((1, 90, 90, 40), 3, 8, 1, 0),
        ((1, 300, 260, 1), 5, 2, 1, 1),
        ((1, 6, 300, 64), 6, 2, 1, 0),
        ((2, 9, 9, 4), 2, 3, 1, 2),
    ],
)
@pytest.mark.parametrize("threads", [1, 3])
def test_every_way_to_convolve_gives_the_same(shape, f, n_C, stride, pad, threads, monkeypatch):
    monkeypatch.setattr(workers, "_threads", threads)
    A_prev, W, b, hparameters = convolution((shape, f, stride, pad), n_C)
    Z, cache = fast.conv_forward(A_prev, W, b, hparameters)
    X, dX = fast.zero_pad(A_prev, pad), np.zeros((shape[0], shape[1] + 2 * pad, shape[2] + 2 * pad, shape[3]))
    dZ, want, dW = numbers(Z.shape, seed=3), np.zeros_like(Z) + b, np.zeros_like(W)
    for i, j in np.ndindex(f, f):
        here = np.s_[:, i::stride, j::stride], np.s_[:, : Z.shape[1], : Z.shape[2]]
        tap = X[here[0]][here[1]]
        want += tap @ W[i, j]
        dW[i, j] = np.tensordot(tap, dZ, ((0, 1, 2), (0, 1, 2)))
        dX[here[0]][here[1]] += dZ @ W[i, j].T
    assert_near(Z, want)
    got_dA_prev, got_dW, got_db = fast.conv_backward(dZ, cache)
    assert_near(got_dA_prev, dX[:, pad : pad + shape[1], pad : pad + shape[2]])
    np.testing.assert_allclose(got_dW, dW, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(got_db.reshape(-1), dZ.sum(axis=(0, 1, 2)), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("n_C", [3, 8])
@pytest.mark.parametrize("at_once", [1, 10, 1000])
def test_weight_gradients_from_a_sparse_dz_equal_those_from_a_dense_one(n_C, at_once, monkeypatch):
    monkeypatch.setattr(workers, "SMALLEST_BLOCK", at_once * 48 * 8)
    monkeypatch.setattr(workers, "LARGEST_BLOCK", at_once * 48 * 8)
    A_prev, W, b, hparameters = convolution(((5, 16, 16, 3), 4, 1, 1), n_C)
    Z, cache = fast.conv_forward(A_prev, W, b, hparameters)
    dZ = np.zeros(Z.shape)
    dZ[:, 14::-8, 1::8] = numbers(dZ[:, 14::-8, 1::8].shape, seed=3)
    dZ[:, :, :, 0] *= dZ[:, :, :, 0] > 0
    assert sparse.few_outputs(dZ) is not None
    dW, db = fast.conv_weight_gradients(dZ, cache)
    _, want_dW, want_db = loops.conv_backward(dZ, cache)
    assert_near(dW, want_dW)
    assert_near(db, want_db)


def test_few_windows_are_kept_for_the_way_back_and_many_are_copied_again():
    A_prev, W, b, hparameters = convolution(((5, 16, 16, 3), 4, 1, 1), 8)
    Z, cache = fast.conv_forward(A_prev, W, b, hparameters)
    kept = sum(windows.nbytes for _, _, _, windows in cache.pieces)
    assert 0 < kept <= 1536 * 1024
    dZ = numbers(Z.shape, seed=3)
    for known, again in zip(fast.conv_backward(dZ, cache), fast.conv_backward(dZ, tuple(cache)), strict=True):
        assert np.array_equal(known, again)
    assert fast.conv_forward(np.repeat(A_prev, 20, axis=0), W, b, hparameters)[1].pieces == ()


def test_windows_kept_in_single_precision_serve_a_way_back_in_double_or_are_copied_again(monkeypatch):
    monkeypatch.setattr(workers, "_threads", 2)
    *doubles, hparameters = convolution(((40, 16, 16, 3), 4, 1, 1), 8)
    A_prev, W, b = map(np.float32, doubles)
    Z, cache = fast.conv_forward(A_prev, W, b, hparameters)
    assert cache.pieces
    dZ = numbers(Z.shape, seed=3)  # of twice the bytes: worth sharing, where the forward pass was not
    for known, again in zip(fast.conv_backward(dZ, cache), fast.conv_backward(dZ, tuple(cache)), strict=True):
        assert_near(known, again)


@pytest.mark.parametrize("few", looked_up)
@pytest.mark.parametrize("shape", [(0, 4, 4, 3), (2, 2, 3, 3)])
def test_a_convolution_of_no_windows_gives_gradients_of_zero(few, shape, monkeypatch):
    monkeypatch.setattr(conv_lookup, "FEW", few)
    A_prev, W, b, hparameters = convolution((shape, 3, 1, 0), 2)
    Z, cache = fast.conv_forward(A_prev, W, b, hparameters)
    assert Z.shape == (shape[0], shape[1] - 2, shape[2] - 2, 2)
    for got, like in zip(fast.conv_backward(Z, cache), (A_prev, W, b), strict=True):
        assert_near(got, np.zeros_like(like))


def test_what_is_looked_up_in_single_precision_serves_a_way_back_in_double():
    *doubles, hparameters = convolution(((3, 6, 6, 3), 2, 1, 1), 4)
    A_prev, W, b = map(np.float32, doubles)
    Z, cache = fast.conv_forward(A_prev, W, b, hparameters)
    assert cache.looked_up is not None
    dZ = numbers(Z.shape, seed=3)
    for known, again in zip(fast.conv_backward(dZ, cache), fast.conv_backward(dZ, tuple(cache)), strict=True):
        assert known.dtype == np.float64
        assert_near(known, again)


def test_few_outputs_are_those_with_any_number_but_zero():
    dZ = np.zeros((2, 3, 5, 7))
    assert sparse.few_outputs(dZ).tolist() == []
    dZ[0, 0, 2, 6] = dZ[0, 0, 2, 1] = dZ[1, 2, 4, 6] = np.nan
    assert sparse.few_outputs(dZ).tolist() == [2, 29]
    assert sparse.few_outputs(dZ + 1) is None


def test_outputs_are_no_few_where_the_first_example_has_many():
    dZ = np.zeros((30, 3, 5, 7))
    dZ[0] = 1
    assert sparse.few_outputs(dZ) is None
    assert sparse.few_outputs(dZ[::-1]) is not None


@pytest.mark.parametrize("few", looked_up)
def test_what_the_caller_does_to_the_result_of_max_pooling_changes_no_gradient(few, monkeypatch):
    monkeypatch.setattr(pool_lookup, "FEW", few)
    A_prev = numbers((3, 8, 8, 2))
    A, cache = fast.pool_forward(A_prev, {"f": 2, "stride": 2})
    dA = numbers(A.shape, seed=3)
    np.maximum(A, 0, out=A)
    assert_near(fast.pool_backward(dA, cache), loops.pool_backward(dA, (A_prev, {"f": 2, "stride": 2})))


def test_arrays_that_are_not_contiguous_give_what_their_copies_give():
    base = numbers((7, 9, 6, 2))
    A_prev, W, b = (
        base.transpose(3, 1, 0, 2)[:, ::-1, ::2],
        numbers((3, 2, 2, 6)).transpose(1, 2, 3, 0),
        numbers((1, 1, 1, 3)),
    )
    W = W[:, :, :, ::-1]
    hparameters = {"stride": 1, "pad": 1}
    Z, cache = fast.conv_forward(A_prev, W, b, hparameters)
    want, want_cache = fast.conv_forward(A_prev.copy(), W.copy(), b, hparameters)
    assert_near(Z, want)
    dZ = numbers(Z.shape[::-1], seed=3).transpose()
    for got, right in zip(fast.conv_backward(dZ, cache), fast.conv_backward(dZ.copy(), want_cache), strict=True):
        assert_near(got, right)
    for mode in ("max", "average"):
        for f in (2, 4):
            A, cache = fast.pool_forward(A_prev, {"f": f, "stride": f}, mode)
            assert_near(A, fast.pool_forward(A_prev.copy(), {"f": f, "stride": f}, mode)[0])
            dA = numbers(A.shape[::-1], seed=3).transpose()
            right = fast.pool_backward(dA.copy(), (A_prev.copy(), {"f": f, "stride": f}), mode)
            assert_near(fast.pool_backward(dA, cache, mode), right)


def test_caches_are_those_of_the_assignment_and_inputs_stay_as_they_are():
    A_prev, W, b, hparameters = convolution(((2, 5, 5, 3), 2, 1, 1))
    before = [array.copy() for array in (A_prev, W, b)]
    Z, cache = fast.conv_forward(A_prev, W, b, hparameters)
    assert [id(part) for part in cache] == [id(part) for part in (A_prev, W, b, hparameters)]
    fast.conv_backward(Z, cache)
    pool_parameters = {"f": 2, "stride": 2}
    A, pool_cache = fast.pool_forward(A_prev, pool_parameters)
    assert pool_cache[0] is A_prev
    assert pool_cache[1] is pool_parameters
    fast.pool_backward(A, pool_cache)
    for array, copy in zip((A_prev, W, b), before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_integers_are_computed_in_double_precision():
    A_prev, W, b = np.arange(18).reshape(1, 3, 3, 2), np.ones((2, 2, 2, 1), int), np.ones((1, 1, 1, 1), int)
    Z, _ = fast.conv_forward(A_prev, W, b, {"stride": 1, "pad": 0})
    assert Z.dtype == np.float64
    assert Z[0, 0, 0, 0] == A_prev[0, :2, :2].sum() + 1
    assert fast.pool_forward(A_prev, {"f": 2, "stride": 1})[0].dtype == np.float64


def test_helpers_equal_the_loops():
    X, W, b = numbers((2, 4, 4, 3)), numbers((4, 4, 3)), numbers((1, 1, 1))
    np.testing.assert_array_equal(fast.zero_pad(X, 2), loops.zero_pad(X, 2))
    assert fast.conv_single_step(X[0], W, b) == pytest.approx(float(loops.conv_single_step(X[0], W, b)), abs=1e-12)
    window = np.array([[1.0, 3.0], [3.0, 2.0]])
    np.testing.assert_array_equal(fast.create_mask_from_window(window), [[False, True], [True, False]])
    np.testing.assert_array_equal(fast.distribute_value(2, (2, 2)), np.full((2, 2), 0.5))


# The stated bound: what a call holds at once, its results included, is at most this many times its input and output
# (for gradients: of the layer's input and output, both of which have a gradient), and for small layers this constant.
TIMES, CONSTANT = 3.5, 2 * 1024 * 1024


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("shape", "f", "n_C", "stride", "pad"),
    [
        ((16, 64, 64, 3), 4, 8, 1, 2),
        ((64, 8, 8, 8), 2, 16, 1, 1),
        ((32, 28, 28, 1), 5, 6, 1, 2),
        ((8, 32, 32, 64), 3, 64, 1, 1),
        ((1, 200, 200, 16), 7, 16, 1, 3),
        ((1, 500, 500, 1), 9, 2, 1, 4),
        ((4, 64, 64, 32), 5, 32, 2, 2),
    ],
)
def test_workspace_of_convolution_is_bounded(dtype, shape, f, n_C, stride, pad):
    A_prev, W, b, hparameters = convolution((shape, f, stride, pad), n_C, dtype)
    Z, cache = fast.conv_forward(A_prev, W, b, hparameters)
    in_and_out = A_prev.nbytes + Z.nbytes
    limit = TIMES * (in_and_out + W.nbytes) + CONSTANT
    assert peak(lambda: fast.conv_forward(A_prev, W, b, hparameters)) < limit
    assert peak(lambda: fast.conv_backward(Z, cache)) < limit
    few = np.zeros_like(Z)
    few[:, ::4, ::2, 0] = 1
    assert peak(lambda: fast.conv_backward(few, cache)) < limit


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("f", "stride"), [(2, 2), (8, 8), (3, 2), (3, 1)])
@pytest.mark.parametrize("mode", ["max", "average"])
def test_workspace_of_pooling_is_bounded(dtype, f, stride, mode):
    A_prev = numbers((16, 64, 64, 16), dtype)
    A, cache = fast.pool_forward(A_prev, {"f": f, "stride": stride}, mode)
    limit = TIMES * (A_prev.nbytes + A.nbytes) + CONSTANT
    assert peak(lambda: fast.pool_forward(A_prev, {"f": f, "stride": stride}, mode)) < limit
    assert peak(lambda: fast.pool_backward(A, cache, mode)) < limit


def peak(call):
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_threads_are_as_many_as_asked_for(monkeypatch):
    monkeypatch.setattr(workers, "_threads", 1)  # put back afterwards
    fast.set_num_threads(5)
    assert fast.num_threads() == 5
    monkeypatch.setenv("OMP_NUM_THREADS", "3,2")
    fast.set_num_threads(None)
    assert fast.num_threads() == 3
    monkeypatch.setenv("OMP_NUM_THREADS", "many")
    fast.set_num_threads(None)
    assert fast.num_threads() >= 1


def test_blocks_cover_every_example_once_and_are_shared_out_in_order(monkeypatch):
    monkeypatch.setattr(workers, "_threads", 2)
    shares = workers.shares_of(7, bytes_each=100, budget=150, worth_sharing=0)
    assert [len(share) for share in shares] == [3, 3]
    assert [index for share in shares for block in share for index in range(7)[block]] == list(range(7))
    starts = workers.share_out(lambda share: [block.start for block in share], shares)
    assert starts == [[block.start for block in share] for share in shares]


def test_what_is_not_worth_sharing_stays_with_the_calling_thread_in_however_many_blocks(monkeypatch):
    monkeypatch.setattr(workers, "_threads", 2)
    (share,) = workers.shares_of(7, bytes_each=100, budget=350, worth_sharing=701)
    assert share == [slice(0, 3), slice(3, 7)]


@pytest.mark.parametrize(("row", "buffer"), [(255, 8192), (256, 256), (500, 496), (3000, 2048)])
def test_operations_on_long_rows_get_a_buffer_of_one_row_and_the_old_one_comes_back(row, buffer):
    assert np.getbufsize() == 8192
    assert buffers.uncopied_rows(lambda _: np.getbufsize(), row)(None) == buffer
    with pytest.raises(ZeroDivisionError):
        buffers.uncopied_rows(lambda given: 1 // given, row)(0)
    assert np.getbufsize() == 8192


def test_an_error_in_a_thread_reaches_the_caller(monkeypatch):
    monkeypatch.setattr(workers, "_threads", 2)

    def fail_further_on(share):
        if share[0].start:
            raise ValueError("in the second thread")

    with pytest.raises(ValueError, match="in the second thread"):
        workers.share_out(fail_further_on, [[slice(0, 1)], [slice(1, 2)]])


def test_products_take_no_threads_of_their_own_while_any_share_is_at_work():
    def threads(_=None):
        return {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}

    two_shares = [[slice(0, 1)], [slice(1, 2)]]
    with threadpool_limits(2, user_api="blas"):
        assert workers.share_out(threads, two_shares) == [{1}, {1}]
        assert workers.share_out(threads, two_shares[:1]) == [{2}]  # alone, a product may use every core

        def share_again(_):
            return workers.share_out(threads, two_shares)[0], threads()

        assert workers.share_out(share_again, two_shares) == [({1}, {1}), ({1}, {1})]
        with pytest.raises(ZeroDivisionError):
            workers.share_out(lambda _: 1 / 0, two_shares)
        assert threads() == {2}


def test_pooling_in_threads_gives_what_one_thread_gives(monkeypatch):
    monkeypatch.setattr(pooling, "WORTH_SHARING", 0)
    A_prev, hparameters = numbers((5, 16, 16, 3)), {"f": 4, "stride": 4}
    results = []
    for threads in (1, 3):
        monkeypatch.setattr(workers, "_threads", threads)
        A, cache = fast.pool_forward(A_prev, hparameters)
        results.append((A, fast.pool_backward(A, cache)))
    np.testing.assert_array_equal(results[0][0], results[1][0])
    np.testing.assert_array_equal(results[0][1], results[1][1])
