"""Fast and plain layers against the loops, TensorFlow and finite differences over generated shapes; types, threads."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import fast_layers as fast
from autograder import plain_layers as plain
from autograder import solutions as loops

TOLERANCE = {np.float32: 2e-4, np.float64: 1e-10}
examples = settings(max_examples=20, deadline=None)


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
both = [fast, plain]
ways = st.sampled_from(both)


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
@given(size=sizes(), n_C=st.integers(1, 5), dtype=dtypes, layers=ways)
def test_convolution_equals_the_loops(size, n_C, dtype, layers):
    A_prev, W, b, hparameters = convolution(size, n_C, dtype)
    want, loop_cache = loops.conv_forward(A_prev, W, b, hparameters)
    dZ = numbers(want.shape, dtype, 3)
    Z, cache = layers.conv_forward(A_prev, W, b, hparameters)
    gradients = layers.conv_backward(dZ, cache)
    assert Z.dtype == dtype
    assert_near(Z, want, dtype)
    right = loops.conv_backward(dZ, loop_cache)
    for got, wanted in zip(gradients, right, strict=True):
        assert got.dtype == dtype
        assert_near(got, wanted, dtype)


@examples
@given(size=sizes(pad=False), mode=modes, dtype=dtypes, ties=st.booleans(), layers=ways)
def test_pooling_equals_the_loops_and_marks_every_tie(size, mode, dtype, ties, layers):
    shape, f, stride, _ = size
    A_prev, hparameters = numbers(shape, dtype), {"f": f, "stride": stride}
    if ties:
        A_prev = np.round(A_prev)
    A, cache = layers.pool_forward(A_prev, hparameters, mode)
    dA = numbers(A.shape, dtype, 3)
    got = layers.pool_backward(dA, cache, mode)
    want, loop_cache = loops.pool_forward(A_prev, hparameters, mode)
    assert A.dtype == dtype
    assert_near(A, want, dtype)
    assert got.dtype == dtype
    assert_near(got, loops.pool_backward(dA, loop_cache, mode), dtype)


@pytest.mark.sampled(4)
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
@given(size=sizes(most=4), layers=ways)
def test_convolution_gradients_equal_finite_differences(size, layers):
    assert_finite_differences_agree(layers, *convolution(size, n_C=2))


def assert_finite_differences_agree(layers, A_prev, W, b, hparameters):
    Z, cache = layers.conv_forward(A_prev, W, b, hparameters)
    dZ = numbers(Z.shape, seed=3)
    rng = np.random.default_rng(4)
    for gradient, values in zip(layers.conv_backward(dZ, cache), (A_prev, W, b), strict=True):
        step = rng.standard_normal(values.shape)
        values += 0.5 * step
        above = np.vdot(layers.conv_forward(A_prev, W, b, hparameters)[0], dZ)
        values -= step
        below = np.vdot(layers.conv_forward(A_prev, W, b, hparameters)[0], dZ)
        values += 0.5 * step
        assert above - below == pytest.approx(np.vdot(gradient, step), abs=1e-9)


@examples
@given(size=sizes(pad=False), mode=modes, layers=ways)
def test_pooling_gradients_equal_finite_differences(size, mode, layers):
    shape, f, stride, _ = size
    A_prev, hparameters, step = numbers(shape), {"f": f, "stride": stride}, 1e-6 * numbers(shape, seed=4)
    A, cache = layers.pool_forward(A_prev, hparameters, mode)
    dA = numbers(A.shape, seed=3)
    change = np.vdot(layers.pool_forward(A_prev + step, hparameters, mode)[0] - A, dA)
    assert change == pytest.approx(np.vdot(layers.pool_backward(dA, cache, mode), step), abs=1e-13, rel=1e-6)


@pytest.mark.tensorflow
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("f", [2, 3, 4])
@pytest.mark.parametrize("layers", both)
def test_same_padding_equals_tensorflow(dtype, stride, f, layers):
    tf = pytest.importorskip("tensorflow")
    A_prev, W, b = numbers((2, 7, 10, 3), dtype), numbers((f, f, 3, 5), dtype, 1), numbers((1, 1, 1, 5), dtype, 2)
    Z, cache = layers.conv_forward(A_prev, W, b, {"stride": stride, "pad": "SAME"})
    x, w = tf.constant(A_prev), tf.constant(W)
    with tf.GradientTape() as tape:
        tape.watch([x, w])
        want = tf.nn.conv2d(x, w, stride, "SAME") + b
        total = tf.reduce_sum(want * want)
    assert_near(Z, want.numpy(), dtype)
    dA_prev, dW, _ = layers.conv_backward(2 * Z, cache)
    for got, right in zip((dA_prev, dW), tape.gradient(total, [x, w]), strict=True):
        np.testing.assert_allclose(got, right, rtol=1e-3, atol=1e-3 if dtype is np.float32 else 1e-9)


@pytest.mark.tensorflow
@pytest.mark.parametrize("mode", ["max", "average"])
@pytest.mark.parametrize(("f", "stride"), [(2, 2), (3, 2), (3, 1), (4, 4), (5, 3)])
@pytest.mark.parametrize("layers", both)
def test_same_pooling_and_its_first_maximum_equal_tensorflow(mode, f, stride, layers):
    tf = pytest.importorskip("tensorflow")
    A_prev, hparameters = np.round(numbers((2, 10, 7, 3))), {"f": f, "stride": stride, "pad": "SAME"}
    A, cache = layers.pool_forward(A_prev, hparameters, mode)
    pool = tf.nn.max_pool2d if mode == "max" else tf.nn.avg_pool2d
    x = tf.constant(A_prev)
    with tf.GradientTape() as tape:
        tape.watch(x)
        want = pool(x, f, stride, "SAME")
        total = tf.reduce_sum(want * numbers(A.shape, seed=3))
    assert_near(A, want.numpy())
    got = layers.pool_backward_to_first(numbers(A.shape, seed=3), cache, mode)
    assert_near(got, tape.gradient(total, x).numpy())


@pytest.mark.parametrize("f", [2, 4, 8])
@pytest.mark.parametrize("layers", both)
def test_first_maximum_is_the_first_row_by_row(f, layers):
    A_prev = np.zeros((1, f, 2 * f, 1))
    A_prev[0, 1, 0], A_prev[0, 0, 1], A_prev[0, f - 1, 2 * f - 1] = 5, 5, 5
    dA_prev = layers.pool_backward_to_first(np.array([[[[1.0], [2.0]]]]), (A_prev, {"f": f, "stride": f}))
    assert dA_prev[0, 0, 1] == 1
    assert dA_prev[0, f - 1, 2 * f - 1] == 2
    assert np.count_nonzero(dA_prev) == 2


@pytest.mark.parametrize("f", [4, 8])
def test_few_gradients_reach_the_maxima_of_windows_that_leave_rows_over(f):
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
        ((3, 40, 40, 64), 3, 64, 1, 1),
        ((2, 11, 13, 40), 3, 33, 2, 4),
        ((2, 11, 14, 65), 2, 32, 3, 1),
    ],
)
@pytest.mark.parametrize("threads", [1, 2])
def test_every_way_to_convolve_gives_the_same(shape, f, n_C, stride, pad, threads, own_threads):
    own_threads(threads)
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


@pytest.mark.parametrize("layers", both)
@pytest.mark.parametrize("shape", [(0, 4, 4, 3), (2, 2, 3, 3), (0, 4, 4, 64), (2, 2, 3, 64), (2, 3, 2, 64)])
def test_a_convolution_of_no_windows_gives_gradients_of_zero(layers, shape):
    A_prev, W, b, hparameters = convolution((shape, 3, 1, 0), 32)
    Z, cache = layers.conv_forward(A_prev, W, b, hparameters)
    assert Z.shape == (shape[0], shape[1] - 2, shape[2] - 2, 32)
    for got, like in zip(layers.conv_backward(Z, cache), (A_prev, W, b), strict=True):
        assert_near(got, np.zeros_like(like))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("layers", both)
def test_pixels_that_no_window_reaches_have_a_gradient_of_zero(layers, dtype):
    A_prev, W, b, hparameters = convolution(((1, 2, 4, 1), 2, 3, 0), 1, dtype)
    Z, cache = layers.conv_forward(A_prev, W, b, hparameters)
    for _ in range(5):
        np.full_like(A_prev, 7)  # what is freed lies where the next array of this size comes
        dA_prev = layers.conv_backward(Z, cache)[0]
        np.testing.assert_array_equal(dA_prev[:, :, 2:], 0)


@pytest.mark.parametrize("layers", both)
@pytest.mark.parametrize("name", ["pool_forward", "pool_backward", "pool_backward_to_first"])
def test_a_pooling_that_is_neither_of_the_two_is_refused(layers, name):
    A_prev, hparameters = numbers((1, 2, 2, 1)), {"f": 2, "stride": 2}
    arguments = (A_prev, hparameters) if name == "pool_forward" else (A_prev[:, :1, :1], (A_prev, hparameters))
    with pytest.raises(ValueError, match=r'^Pooling has the modes "max" and "average": \'maximum\' is neither\.$'):
        getattr(layers, name)(*arguments, "maximum")


@pytest.mark.parametrize("layers", both)
def test_what_the_caller_does_to_the_result_of_max_pooling_changes_no_gradient(layers):
    A_prev = numbers((3, 8, 8, 2))
    A, cache = layers.pool_forward(A_prev, {"f": 2, "stride": 2})
    dA = numbers(A.shape, seed=3)
    np.maximum(A, 0, out=A)
    assert_near(layers.pool_backward(dA, cache), loops.pool_backward(dA, (A_prev, {"f": 2, "stride": 2})))


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(("f", "stride"), [(1, 1), (2, 2), (3, 1), (3, 2), (2, 3)])
@pytest.mark.parametrize("pad", [0, "SAME"])
def test_gradients_reach_the_maxima_of_windows_with_one_with_several_and_with_nan(f, stride, pad, threads, own_threads):
    own_threads(threads)
    A_prev, hparameters = numbers((3, 9, 8, 5)), {"f": f, "stride": stride, "pad": pad}
    A_prev[1] = np.round(A_prev[1])
    A_prev[2] = 0
    A_prev[:, 4, 3:5, 2] = np.nan
    A, cache = fast.pool_forward(A_prev, hparameters)
    np.testing.assert_array_equal(A, plain.pool_forward(A_prev, hparameters)[0])
    dA = numbers(A.shape, seed=3)
    for name in ("pool_backward", "pool_backward_to_first"):
        assert_near(getattr(fast, name)(dA, cache), getattr(plain, name)(dA, cache))


@pytest.mark.parametrize("mode", ["max", "average"])
@pytest.mark.parametrize("of_forward", ["max", "average"])
def test_pooling_goes_back_with_a_cache_made_by_hand_or_by_the_other_mode(mode, of_forward):
    A_prev, hparameters = np.round(numbers((2, 6, 7, 3))), {"f": 3, "stride": 2}
    A, cache = fast.pool_forward(A_prev, hparameters, of_forward)
    dA = numbers(A.shape, seed=3)
    for same in (cache, tuple(cache)):
        assert_near(fast.pool_backward(dA, same, mode), plain.pool_backward(dA, cache, mode))


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


@pytest.mark.parametrize("threads", [1, 2])
def test_gradients_from_a_sparse_dz_equal_the_loops(threads, own_threads):
    own_threads(threads)
    A_prev, W, b, hparameters = convolution(((5, 9, 9, 3), 4, 2, 1), 3)
    Z, cache = fast.conv_forward(A_prev, W, b, hparameters)
    dZ = numbers(Z.shape, seed=3) * (numbers(Z.shape, seed=4) > 2)
    dZ[1] = 1
    for one, right in zip(fast.conv_backward(dZ, cache), loops.conv_backward(dZ, cache), strict=True):
        assert_near(one, right)


def test_pooling_in_threads_gives_what_one_thread_gives(own_threads):
    A_prev, results = np.round(numbers((5, 12, 12, 3))), []
    for threads in (1, 2):
        own_threads(threads)
        A, cache = fast.pool_forward(A_prev, {"f": 3, "stride": 2})
        results += [A, fast.pool_backward(A, cache)]
    for one, two in zip(results[:2], results[2:], strict=True):
        np.testing.assert_array_equal(one, two)


def test_a_nan_is_the_maximum_of_its_window_and_read_only_inputs_are_read():
    A_prev = numbers((1, 4, 4, 2))
    A_prev[0, 1, 1, 0] = np.nan
    A_prev.flags.writeable = False
    A, _ = fast.pool_forward(A_prev, {"f": 2, "stride": 2})
    assert np.isnan(A[0, 0, 0, 0])
    assert np.isnan(A).sum() == 1
    Z, _ = fast.conv_forward(A_prev, *convolution(((1, 4, 4, 2), 3, 1, 0))[1:])
    assert np.isnan(Z[0, 0, 0]).all()


@pytest.mark.parametrize("missing", ["numba", "nothing"])
def test_without_numba_the_plain_layers_serve_and_say_so_once(missing, tmp_path):
    code = (
        "import sys, importlib.util as u; find = u.find_spec\n"
        f"u.find_spec = lambda name, *rest: None if name == {missing!r} else find(name, *rest)\n"
        "from autograder import fast_layers, plain_layers\n"
        "import autograder.fast_layers\n"
        "print(fast_layers.conv_forward is plain_layers.conv_forward)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"{missing == 'numba'}\n"
    said = "The fast layers need Numba (the extra [fast]); until then the plain ones serve, which are slower.\n"
    assert done.stderr == (said if missing == "numba" else "")


def test_loops_are_kept_on_disk_and_their_first_use_says_what_it_waits_for(tmp_path):
    code = (
        "import numpy as np; from autograder import fast_layers\n"
        "fast_layers.pool_backward_to_first(np.ones((1, 1, 1, 1)), (np.ones((1, 1, 1, 1)), {'f': 1, 'stride': 1}))"
    )
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    said = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment).stderr
        for _ in range(2)
    ]
    assert said == ["Compiling the fast layers for this processor: some seconds each, the first time only.\n", ""]
    assert list(tmp_path.rglob("*.nbi"))


def test_grading_imports_no_numba():
    code = (
        "import sys; import autograder.grading.worker, autograder.judge.judging, autograder.cases.step_by_step\n"
        "print([name for name in ('numba', 'autograder.fast_layers') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_function_of_no_module_compiles_beside_the_fast_layers():
    """A student's, of which only the text is at hand."""
    code = (
        "import numba; from autograder import fast_layers; fast_layers.conv_forward; names = {}\n"
        "exec('def twice(x): return 2 * x', names); print(names['twice'].__module__, numba.njit(names['twice'])(2))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("None 4\n", "")
