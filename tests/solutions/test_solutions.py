"""The exported solutions: published numbers, TensorFlow's own layers and finite differences agree with them."""

import subprocess
import sys

import h5py
import numpy as np
import pytest

from autograder import solutions
from autograder.solutions import (
    conv_backward,
    conv_forward,
    conv_single_step,
    create_mask_from_window,
    distribute_value,
    pool_backward,
    pool_forward,
    zero_pad,
)

close = {"rtol": 0, "atol": 1e-8}


def drawn(*shapes, seed=1):
    rng = np.random.RandomState(seed)
    return [rng.randn(*shape) for shape in shapes]


# Published numbers ------------------------------------------------------------------------------------------------


def test_zero_pad_gives_the_published_frame():
    (x,) = drawn((4, 3, 3, 2))
    x_pad = zero_pad(x, 2)
    assert x_pad.shape == (4, 7, 7, 2)
    np.testing.assert_allclose(x[1, 1, 2], [-0.26788808, 0.53035547], **close)
    np.testing.assert_array_equal(x_pad[1, 1], np.zeros((7, 2)))
    x_pad = zero_pad(x, 3)
    assert x_pad.shape == (4, 9, 9, 2)
    np.testing.assert_array_equal(x_pad[:, 3:6, 3:6, :], x)
    assert np.abs(x_pad).sum() == pytest.approx(np.abs(x).sum(), rel=1e-14)


def test_conv_single_step_gives_the_published_number():
    Z = conv_single_step(*drawn((4, 4, 3), (4, 4, 3), (1, 1, 1)))
    assert isinstance(Z, float)
    assert pytest.approx(-6.999089450680221, rel=1e-14) == Z


def test_conv_forward_gives_the_published_numbers_of_v2():
    Z, cache = conv_forward(*drawn((10, 4, 4, 3), (2, 2, 3, 8), (1, 1, 1, 8)), {"pad": 2, "stride": 2})
    assert Z.mean() == pytest.approx(0.0489952035289, abs=1e-12)
    np.testing.assert_allclose(
        Z[3, 2, 1],
        [-0.61490741, -6.7439236, -2.55153897, 1.75698377, 3.56208902, 0.53036437, 5.18531798, 8.75898442],
        **close,
    )
    np.testing.assert_allclose(cache[0][1][2][3], [-0.20075807, 0.18656139, 0.41005165], **close)


def test_conv_forward_gives_the_published_numbers_of_2021():
    Z, cache = conv_forward(*drawn((2, 5, 7, 4), (3, 3, 4, 8), (1, 1, 1, 8)), {"pad": 1, "stride": 2})
    assert Z.mean() == pytest.approx(0.5511276474566768, rel=1e-13)
    np.testing.assert_allclose(
        Z[0, 2, 1],
        [-2.17796037, 8.07171329, -0.5772704, 3.36286738, 4.48113645, -2.89198428, 10.99288867, 3.03171932],
        **close,
    )
    np.testing.assert_allclose(cache[0][1][2][3], [-1.1191154, 1.9560789, -0.3264995, -1.34267579], **close)


def test_pool_forward_gives_the_published_numbers_of_v2():
    (A_prev,) = drawn((2, 4, 4, 3))
    hparameters = {"stride": 2, "f": 3}
    largest = [[[[1.74481176, 0.86540763, 1.13376944]]], [[[1.13162939, 1.51981682, 2.18557541]]]]
    average = [[[[0.02105773, -0.20328806, -0.40389855]]], [[[-0.22154621, 0.51716526, 0.48155844]]]]
    np.testing.assert_allclose(pool_forward(A_prev, hparameters)[0], largest, **close)
    np.testing.assert_allclose(pool_forward(A_prev, hparameters, "average")[0], average, **close)


def test_pool_forward_gives_the_published_numbers_of_2021():
    (A_prev,) = drawn((2, 5, 5, 3))
    A, cache = pool_forward(A_prev, {"stride": 1, "f": 3}, mode="max")
    assert A.shape == (2, 3, 3, 3)
    largest = [
        [1.96710175, 0.84616065, 1.27375593],
        [1.96710175, 0.84616065, 1.23616403],
        [1.62765075, 1.12141771, 1.2245077],
    ]
    np.testing.assert_allclose(A[1, 1], largest, **close)
    assert cache[0] is A_prev
    A, _ = pool_forward(A_prev, {"stride": 1, "f": 3}, mode="average")
    average = [
        [0.44497696, -0.00261695, -0.31040307],
        [0.50811474, -0.23493734, -0.23961183],
        [0.11872677, 0.17255229, -0.22112197],
    ]
    np.testing.assert_allclose(A[1, 1], average, **close)
    A, _ = pool_forward(A_prev, {"stride": 2, "f": 3}, mode="max")
    largest = [
        [[1.74481176, 0.90159072, 1.65980218], [1.74481176, 1.6924546, 1.65980218]],
        [[1.13162939, 1.51981682, 2.18557541], [1.13162939, 1.6924546, 2.18557541]],
    ]
    np.testing.assert_allclose(A[0], largest, **close)
    A, _ = pool_forward(A_prev, {"stride": 2, "f": 3}, mode="average")
    average = [
        [[-0.17313416, 0.32377198, -0.34317572], [0.02030094, 0.14141479, -0.01231585]],
        [[0.42944926, 0.08446996, -0.27290905], [0.15077452, 0.28911175, 0.00123239]],
    ]
    np.testing.assert_allclose(A[1], average, **close)


def test_conv_backward_gives_the_published_means_and_shapes():
    Z, cache = conv_forward(*drawn((10, 4, 4, 3), (2, 2, 3, 8), (1, 1, 1, 8)), {"pad": 2, "stride": 2})
    dA, dW, db = conv_backward(Z, cache)
    assert (dA.shape, dW.shape, db.shape) == ((10, 4, 4, 3), (2, 2, 3, 8), (1, 1, 1, 8))
    means = dA.mean(), dW.mean(), db.mean()
    assert means == pytest.approx((1.45243777754, 1.72699145831, 7.83923256462), abs=1e-10)


def test_create_mask_from_window_gives_the_published_masks():
    (x,) = drawn((2, 3))
    np.testing.assert_array_equal(create_mask_from_window(x), [[True, False, False], [False, False, False]])
    mask = create_mask_from_window(np.array([[-1, 2, 3], [2, -3, 2], [1, 5, -2]]))
    assert np.argwhere(mask).tolist() == [[2, 1]]


@pytest.mark.parametrize(("dz", "shape", "each"), [(2, (2, 2), 0.5), (100, (10, 10), 1.0), (3, (2, 3), 0.5)])
def test_distribute_value_shares_equally(dz, shape, each):
    np.testing.assert_array_equal(distribute_value(dz, shape), np.full(shape, each))


def test_pool_backward_gives_the_published_numbers():
    A_prev, dA = drawn((5, 5, 3, 2), (5, 4, 2, 2))
    _, cache = pool_forward(A_prev, {"stride": 1, "f": 2})
    assert dA.mean() == pytest.approx(0.145713902729, abs=1e-12)
    largest = pool_backward(dA, cache, mode="max")[1, 1]
    average = pool_backward(dA, cache, mode="average")[1, 1]
    np.testing.assert_allclose(largest, [[0, 0], [5.05844394, -1.68282702], [0, 0]], **close)
    np.testing.assert_allclose(
        average, [[0.08485462, 0.2787552], [1.26461098, -0.25749373], [1.17975636, -0.53624893]], **close
    )


# Independent witnesses --------------------------------------------------------------------------------------------

SIZES = [
    ((2, 5, 7, 3), 3, 1, 0),
    ((1, 6, 4, 2), 2, 2, 0),
    ((2, 4, 5, 3), 3, 1, 1),
    ((1, 7, 6, 2), 3, 3, 2),
    ((3, 3, 3, 1), 1, 2, 3),
]


@pytest.mark.parametrize(("shape", "f", "stride", "pad"), SIZES)
def test_conv_backward_agrees_with_central_differences(shape, f, stride, pad):
    hparameters = {"stride": stride, "pad": pad}
    inputs = drawn(shape, (f, f, shape[3], 2), (1, 1, 1, 2), seed=3)
    Z, cache = conv_forward(*inputs, hparameters)
    (dZ,) = drawn(Z.shape, seed=4)
    found = conv_backward(dZ, cache)
    for position, gradient in enumerate(found):
        cost = cost_of(lambda *arrays: conv_forward(*arrays, hparameters)[0], inputs, position, dZ)
        np.testing.assert_allclose(gradient, central_differences(cost, inputs[position]), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("mode", ["max", "average"])
@pytest.mark.parametrize(("shape", "f", "stride"), [((2, 5, 7, 3), 3, 2), ((1, 6, 4, 2), 2, 1), ((2, 4, 5, 2), 2, 3)])
def test_pool_backward_agrees_with_central_differences(shape, f, stride, mode):
    hparameters = {"f": f, "stride": stride}
    inputs = drawn(shape, seed=5)
    A, cache = pool_forward(*inputs, hparameters, mode)
    (dA,) = drawn(A.shape, seed=6)
    cost = cost_of(lambda A_prev: pool_forward(A_prev, hparameters, mode)[0], inputs, 0, dA)
    found = pool_backward(dA, cache, mode)
    np.testing.assert_allclose(found, central_differences(cost, inputs[0]), rtol=1e-6, atol=1e-8)


def cost_of(layer, inputs, position, weights):
    """A cost that depends on one of the inputs: the sum of the layer's output, weighted."""
    return lambda array: np.sum(layer(*inputs[:position], array, *inputs[position + 1 :]) * weights)


def central_differences(cost, at, step=1e-6):
    gradient = np.zeros(at.shape)
    for index in np.ndindex(at.shape):
        moved = np.zeros(at.shape)
        moved[index] = step
        gradient[index] = (cost(at + moved) - cost(at - moved)) / (2 * step)
    return gradient


@pytest.mark.tensorflow
@pytest.mark.parametrize(("shape", "f", "stride", "pad"), SIZES)
def test_conv_forward_agrees_with_tensorflow(shape, f, stride, pad):
    from cnn_utils.network.tf_graph import tf

    A_prev, W, b = drawn(shape, (f, f, shape[3], 2), (1, 1, 1, 2), seed=7)
    Z, _ = conv_forward(A_prev, W, b, {"stride": stride, "pad": pad})
    with tf.Graph().as_default(), tf.Session() as session:
        framed = tf.pad(A_prev, [[0, 0], [pad, pad], [pad, pad], [0, 0]])
        expected = session.run(tf.nn.conv2d(framed, W, strides=(1, stride, stride, 1), padding="VALID") + b)
    np.testing.assert_allclose(Z, expected, rtol=1e-10, atol=1e-12)


@pytest.mark.tensorflow
@pytest.mark.parametrize(("shape", "f", "stride"), [((2, 5, 7, 3), 3, 2), ((1, 6, 4, 2), 2, 1), ((2, 4, 5, 2), 2, 3)])
def test_pooling_agrees_with_tensorflow(shape, f, stride):
    from cnn_utils.network.tf_graph import tf

    (A_prev,) = drawn(shape, seed=8)
    window = {"ksize": (1, f, f, 1), "strides": (1, stride, stride, 1), "padding": "VALID"}
    with tf.Graph().as_default(), tf.Session() as session:
        largest, average = session.run([tf.nn.max_pool(A_prev, **window), tf.nn.avg_pool(A_prev, **window)])
    np.testing.assert_allclose(pool_forward(A_prev, {"f": f, "stride": stride}, "max")[0], largest)
    np.testing.assert_allclose(pool_forward(A_prev, {"f": f, "stride": stride}, "average")[0], average, rtol=1e-12)


@pytest.mark.tensorflow
@pytest.mark.parametrize(("shape", "f", "stride", "pad"), SIZES)
def test_conv_backward_agrees_with_tensorflows_gradients(shape, f, stride, pad):
    from cnn_utils.network.tf_graph import tf

    inputs = drawn(shape, (f, f, shape[3], 2), (1, 1, 1, 2), seed=9)
    Z, cache = conv_forward(*inputs, {"stride": stride, "pad": pad})
    (dZ,) = drawn(Z.shape, seed=10)
    with tf.Graph().as_default(), tf.Session() as session:
        A_prev, W, b = map(tf.constant, inputs)
        framed = tf.pad(A_prev, [[0, 0], [pad, pad], [pad, pad], [0, 0]])
        output = tf.nn.conv2d(framed, W, strides=(1, stride, stride, 1), padding="VALID") + b
        expected = session.run(tf.gradients(output, [A_prev, W, b], grad_ys=tf.constant(dZ)))
    for found, right in zip(conv_backward(dZ, cache), expected, strict=True):
        np.testing.assert_allclose(found, right, rtol=1e-10, atol=1e-11)


# The TensorFlow network -------------------------------------------------------------------------------------------


@pytest.fixture
def network():
    """The network's tensors in an open session on a graph of their own."""
    from cnn_utils.network.tf_graph import tf

    with tf.Graph().as_default(), tf.Session() as session:
        X, Y = solutions.create_placeholders(64, 64, 3, 6)
        parameters = solutions.initialize_parameters()
        Z3 = solutions.forward_propagation(X, parameters)
        cost = solutions.compute_cost(Z3, Y)
        session.run(tf.global_variables_initializer())
        yield {"session": session, "X": X, "Y": Y, "parameters": parameters, "Z3": Z3, "cost": cost}


@pytest.mark.tensorflow
def test_placeholders_have_the_published_types_and_shapes(network):
    assert (network["X"].dtype.name, network["X"].shape.as_list()) == ("float32", [None, 64, 64, 3])
    assert (network["Y"].dtype.name, network["Y"].shape.as_list()) == ("float32", [None, 6])


@pytest.mark.tensorflow
def test_parameters_have_the_published_values(network):
    W1, W2 = network["session"].run([network["parameters"]["W1"], network["parameters"]["W2"]])
    first = [0.00131723, 0.14176141, -0.04434952, 0.09197326, 0.14984085, -0.03514394, -0.06847463, 0.05245192]
    second = [
        -0.08566415, 0.17750949, 0.11974221, 0.16773748, -0.0830943, -0.08058, -0.00577033, -0.14643836,
        0.24162132, -0.05857408, -0.19055021, 0.1345228, -0.22779644, -0.1601823, -0.16117483, -0.10286498,
    ]  # fmt: skip
    np.testing.assert_allclose(W1[1, 1, 1], first, atol=1e-7)
    np.testing.assert_allclose(W2[1, 1, 1], second, atol=1e-7)


@pytest.mark.tensorflow
def test_forward_propagation_gives_the_published_scores(network):
    X, _ = drawn((2, 64, 64, 3), (2, 6))
    expected = [
        [-0.44670227, -1.57208765, -1.53049231, -2.31013036, -1.29104376, 0.46852064],
        [-0.17601591, -1.57972014, -1.4737016, -2.61672091, -1.00810647, 0.5747785],
    ]
    found = network["session"].run(network["Z3"], {network["X"]: X})
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5)


@pytest.mark.tensorflow
def test_compute_cost_gives_the_published_cost(network):
    X, Y = drawn((4, 64, 64, 3), (4, 6))
    cost = network["session"].run(network["cost"], {network["X"]: X, network["Y"]: Y})
    assert cost == pytest.approx(2.91034, abs=1e-4)


@pytest.mark.tensorflow
def test_training_on_signs_begins_at_the_published_cost(signs_file, capsys):
    with h5py.File(signs_file) as file:
        X, labels = file["train_set_x"][:] / 255, file["train_set_y"][:]
    Y = np.eye(6)[labels]
    train, test, parameters = solutions.model(X, Y, X[:12], Y[:12], num_epochs=1)
    line = capsys.readouterr().out.splitlines()[0]
    assert line.startswith("Cost after epoch 0: ")
    assert float(line.rpartition(" ")[2]) == pytest.approx(1.917929, abs=0.001)
    assert 0 < train < 1
    assert 0 <= test <= 1
    shapes = {name: array.shape for name, array in parameters.items()}
    assert shapes == {"W1": (4, 4, 3, 8), "W2": (2, 2, 8, 16), "W3": (64, 6), "b3": (6,)}


@pytest.mark.tensorflow
def test_training_leaves_no_graph_and_no_random_state_behind():
    from cnn_utils.network.tf_graph import tf

    X, Y = drawn((5, 64, 64, 3))[0], np.eye(6)[:5]
    before = tf.get_default_graph()
    first = solutions.model(X, Y, X, Y, num_epochs=2, minibatch_size=4, print_cost=False)
    second = solutions.model(X, Y, X, Y, num_epochs=2, minibatch_size=4, print_cost=False)
    assert tf.get_default_graph() is before
    assert first[:2] == second[:2]
    np.testing.assert_array_equal(first[2]["W3"], second[2]["W3"])


def test_the_numpy_layers_do_not_load_tensorflow():
    code = "import sys; from autograder.solutions import conv_forward; print('tensorflow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.tensorflow
@pytest.mark.slow
def test_loading_tensorflow_and_training_writes_nothing_to_stderr():
    code = (
        "from autograder.solutions import model; import numpy as np; X = np.zeros((2, 64, 64, 3)); Y = np.eye(6)[:2]; "
    )
    code += "model(X, Y, X, Y, num_epochs=1, print_cost=False)"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"^module 'autograder.solutions' has no attribute 'conv_sideways'$"):
        _ = solutions.conv_sideways
