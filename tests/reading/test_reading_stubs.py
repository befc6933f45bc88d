"""A stub is told from a filled function, precisely both ways."""

# ruff: noqa: E501 - the code under test stands in one string each

import json
from pathlib import Path

import pytest
from notebook_files import FORWARD

from autograder.reading import is_stub, read_submission

ROOT = Path(__file__).parents[2]

V2_STUBS = [
    "def zero_pad(X, pad):\n    '''doc'''\n    ### START CODE HERE ###\n    X_pad = None\n    ### END ###\n    return X_pad",
    "def conv_single_step(a_slice_prev, W, b):\n    s = None\n    Z = None\n    Z = None\n    return Z",
    """def conv_forward(A_prev, W, b, hparameters):
    (m, n_H_prev, n_W_prev, n_C_prev) = None
    stride = None
    Z = None
    for i in range(None):
        a_prev_pad = None
        for h in range(None):
            vert_start = None
            Z[i, h, w, c] = None
    assert(Z.shape == (m, n_H, n_W, n_C))
    cache = (A_prev, W, b, hparameters)
    return Z, cache""",
    """def pool_forward(A_prev, hparameters, mode = "max"):
    (m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape
    f = hparameters["f"]
    stride = hparameters["stride"]
    n_H = int(1 + (n_H_prev - f) / stride)
    n_W = int(1 + (n_W_prev - f) / stride)
    n_C = n_C_prev
    A = np.zeros((m, n_H, n_W, n_C))
    for i in range(None):
        a_prev_slice = None
        if mode == "max":
            A[i, h, w, c] = None
        elif mode == "average":
            A[i, h, w, c] = None
    cache = (A_prev, hparameters)
    assert(A.shape == (m, n_H, n_W, n_C))
    return A, cache""",
    "def conv_backward(dZ, cache):\n    (A_prev, W, b, hparameters) = None\n    dW[:,:,:,c] += None\n    return dA_prev, dW, db",
    "def distribute_value(dz, shape):\n    (n_H, n_W) = None\n    average = None\n    a = None\n    return a",
    "def forward_propagation(X, parameters):\n    W1 = parameters['W1']\n    W2 = parameters['W2']\n    Z1 = None\n    return Z3",
    "def initialize_parameters():\n    tf.set_random_seed(1)\n    W1 = None\n    parameters = {'W1': W1,\n        'W2': W2}\n"
    "    return parameters",
    "def initialize_parameters():\n    tf.compat.v1.set_random_seed(1)\n    W1, W2 = None, None\n    return {}\n".replace(
        "return {}", "return parameters"
    ),
    """def model(X_train, Y_train, X_test, Y_test, learning_rate=0.009):
    ops.reset_default_graph()
    (m, n_H0, n_W0, n_C0) = X_train.shape
    X, Y = None
    parameters = None
    Z3 = None
    cost = None
    optimizer = None
    init = tf.global_variables_initializer()
    with tf.Session() as sess:
        sess.run(init)
        for epoch in range(num_epochs):
            _ , temp_cost = None
            minibatch_cost += temp_cost / num_minibatches
        return train_accuracy, test_accuracy, parameters""",
]
STUBS_2021 = [
    "def zero_pad(X, pad):\n    '''doc'''\n    # X_pad = None\n    # YOUR CODE STARTS HERE\n\n    # YOUR CODE ENDS HERE\n    return X_pad",
    """def pool_forward(A_prev, hparameters, mode = "max"):
    (m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape
    f = hparameters["f"]
    stride = hparameters["stride"]
    n_H = int(1 + (n_H_prev - f) / stride)
    n_W = int(1 + (n_W_prev - f) / stride)
    n_C = n_C_prev
    A = np.zeros((m, n_H, n_W, n_C))
    # for i in range(None):
    cache = (A_prev, hparameters)
    return A, cache""",
    """def convolutional_model(input_shape):
    input_img = tf.keras.Input(shape=input_shape)
    # Z1 = None
    model = tf.keras.Model(inputs=input_img, outputs=outputs)
    return model""",
    "def create_mask_from_window(x):\n    pass",
    "def zero_pad(X, pad):\n    ...",
    "def zero_pad(X, pad):\n    raise NotImplementedError()",
    "def zero_pad(X, pad):\n    # TODO\n    return None",
    "def zero_pad(X, pad):\n    print('to do')\n    return X_pad",
]


@pytest.mark.parametrize("source", V2_STUBS + STUBS_2021)
def test_every_editions_stub_is_a_stub(source):
    assert is_stub(source)


@pytest.mark.parametrize(
    "source",
    [
        *FORWARD,  # among them a zero_pad that keeps X_pad = None above the real line
        "def zero_pad(X, pad):\n    return np.pad(X, pad)",
        "def zero_pad(X, pad):\n    return X * 1",
        "def create_mask_from_window(x):\n    return x == x.max()",
        "def create_mask_from_window(x):\n    mask = None\n    mask = (x == np.max(x))\n    return mask",
        "def conv_single_step(a, W, b):\n    s = None\n    Z = np.sum(a * W)\n    return Z",
        "def conv_single_step(a, W, b):\n    return float(np.sum(a * W) + b)",
        "def distribute_value(dz, shape):\n    (n_H, n_W) = shape\n    average = None\n    a = None\n    return a",
        "def zero_pad(X, pad):\n    X_pad = np.zeros((4, 7, 7, 2))\n    return X_pad",
        "def pool_forward(A_prev, hparameters, mode='max'):\n    A = np.zeros((2, 1, 1, 3))\n    return A, cache",
        "def pool_forward(A_prev, hparameters, mode='max'):\n    A = fast_pool(A_prev)\n    cache = (A_prev, hparameters)\n"
        "    return A, cache",
        "def zero_pad(X, pad):\n    raise ValueError('no')",
        "def zero_pad(X, pad):\n    yield X",
        "def zero_pad(X, pad):\n    while True:\n        pass",
        "def zero_pad(X, pad):\n    for i in range(3):\n        X[i] = 0\n    return X",
        "def zero_pad(X, pad):\n    with open('x') as f:\n        return f.read()",
        "def zero_pad(X, pad):\n    def inner():\n        return 1\n    return inner",
        "def zero_pad(X, pad):\n    try:\n        X_pad = None\n    except ValueError:\n        pass\n    return X_pad",
        "def create_placeholders(a, b, c, d):\n    X = tf.placeholder(tf.float32)\n    Y = None\n    return X, Y",
        "def model(X_train):\n    X, Y = create_placeholders(1, 2, 3, 4)\n    Z3 = None\n    cost = None\n    optimizer = None",
        "def model(X_train):\n    X, Y = create_placeholders(1, 2, 3, 4)\n    return X",
        "zero_pad = lambda X, pad: None",
        "def zero_pad(X, pad:\n    return None",
        "",
    ],
)
def test_work_of_ones_own_is_no_stub(source):
    assert not is_stub(source)


@pytest.mark.parametrize("line", ["X = " + "+".join(["1"] * 900), "f" + "(1)" * 900, "X = 0x" + "f" * 5000])
def test_a_line_without_end_is_no_stub(line):
    assert not is_stub(f"def zero_pad(X, pad):\n    {line}\n")


@pytest.mark.parametrize("assignment", ["step_by_step", "application"])
def test_what_we_hand_out_is_all_stubs_and_what_we_solve_is_none(assignment):
    for folder, expected in ((ROOT / "release", True), (ROOT / "source", False)):
        path = folder / assignment / f"{assignment}.ipynb"
        if not path.exists():
            pytest.skip(f"{path} has not been generated")
        marks = [cell["metadata"].get("nbgrader", {}) for cell in json.loads(path.read_text())["cells"]]
        solutions = {mark["grade_id"] for mark in marks if mark.get("solution")}
        found = read_submission(path).functions
        assert {name: is_stub(found[name]) for name in solutions} == dict.fromkeys(solutions, expected)
