# ruff: noqa: E501 - students' code, a case on a line
"""Functions that real students and courses hold: bound in other ways, in the NumPy of their time, wrong in known kinds.

`CASES` has, for each, the whole text of the exercise's cell, the status that every way of grading gives it, and what
may truthfully be said of it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    id: str
    exercise: str
    expected: str
    said: str
    source: str


RIGHT = {
    "zero_pad": """def zero_pad(X, pad):
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), mode="constant", constant_values=0)
""",
    "conv_single_step": """def conv_single_step(a_slice_prev, W, b):
    return np.sum(a_slice_prev * W) + b.item()
""",
    "conv_forward": """def conv_forward(A_prev, W, b, hparameters):
    m, H, Wd, C = A_prev.shape
    f, _, _, n_C = W.shape
    s, p = hparameters["stride"], hparameters["pad"]
    n_H = (H - f + 2 * p) // s + 1
    n_W = (Wd - f + 2 * p) // s + 1
    Z = np.zeros((m, n_H, n_W, n_C))
    Ap = zero_pad(A_prev, p)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    sl = Ap[i, h*s:h*s+f, w*s:w*s+f, :]
                    Z[i, h, w, c] = conv_single_step(sl, W[..., c], b[..., c])
    return Z, (A_prev, W, b, hparameters)
""",
    "pool_forward": """def pool_forward(A_prev, hparameters, mode="max"):
    m, H, Wd, C = A_prev.shape
    f, s = hparameters["f"], hparameters["stride"]
    n_H, n_W = (H - f) // s + 1, (Wd - f) // s + 1
    A = np.zeros((m, n_H, n_W, C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(C):
                    sl = A_prev[i, h*s:h*s+f, w*s:w*s+f, c]
                    A[i, h, w, c] = np.max(sl) if mode == "max" else np.mean(sl)
    return A, (A_prev, hparameters)
""",
    "conv_backward": """def conv_backward(dZ, cache):
    A_prev, W, b, hp = cache
    m, H, Wd, C = A_prev.shape
    f, _, _, n_C = W.shape
    s, p = hp["stride"], hp["pad"]
    _, n_H, n_W, _ = dZ.shape
    dW, db = np.zeros(W.shape), np.zeros((1, 1, 1, n_C))
    Ap = zero_pad(A_prev, p)
    dAp = np.zeros(Ap.shape)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    v, z = h * s, w * s
                    dAp[i, v:v+f, z:z+f, :] += W[..., c] * dZ[i, h, w, c]
                    dW[..., c] += Ap[i, v:v+f, z:z+f, :] * dZ[i, h, w, c]
                    db[..., c] += dZ[i, h, w, c]
    return dAp[:, p:p+H, p:p+Wd, :], dW, db
""",
    "create_mask_from_window": """def create_mask_from_window(x):
    return x == np.max(x)
""",
    "distribute_value": """def distribute_value(dz, shape):
    n_H, n_W = shape
    return np.ones(shape) * dz / (n_H * n_W)
""",
    "pool_backward": """def pool_backward(dA, cache, mode="max"):
    A_prev, hp = cache
    s, f = hp["stride"], hp["f"]
    m, n_H, n_W, n_C = dA.shape
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    v, z = h * s, w * s
                    if mode == "max":
                        mask = create_mask_from_window(A_prev[i, v:v+f, z:z+f, c])
                        dA_prev[i, v:v+f, z:z+f, c] += mask * dA[i, h, w, c]
                    else:
                        dA_prev[i, v:v+f, z:z+f, c] += distribute_value(dA[i, h, w, c], (f, f))
    return dA_prev
""",
}

NETWORK = {
    "create_placeholders": """def create_placeholders(n_H0, n_W0, n_C0, n_y):
    X = tf.placeholder(tf.float32, shape=(None, n_H0, n_W0, n_C0))
    Y = tf.placeholder(tf.float32, shape=(None, n_y))
    return X, Y
""",
    "initialize_parameters": """def initialize_parameters():
    tf.set_random_seed(1)
    W1 = tf.get_variable("W1", [4, 4, 3, 8], initializer=tf.contrib.layers.xavier_initializer(seed=0))
    W2 = tf.get_variable("W2", [2, 2, 8, 16], initializer=tf.contrib.layers.xavier_initializer(seed=0))
    return {"W1": W1, "W2": W2}
""",
    "forward_propagation": """def forward_propagation(X, parameters):
    Z1 = tf.nn.conv2d(X, parameters["W1"], strides=[1, 1, 1, 1], padding="SAME")
    A1 = tf.nn.relu(Z1)
    P1 = tf.nn.max_pool(A1, ksize=[1, 8, 8, 1], strides=[1, 8, 8, 1], padding="SAME")
    Z2 = tf.nn.conv2d(P1, parameters["W2"], strides=[1, 1, 1, 1], padding="SAME")
    A2 = tf.nn.relu(Z2)
    P2 = tf.nn.max_pool(A2, ksize=[1, 4, 4, 1], strides=[1, 4, 4, 1], padding="SAME")
    F = tf.contrib.layers.flatten(P2)
    return tf.contrib.layers.fully_connected(F, 6, activation_fn=None)
""",
    "compute_cost": """def compute_cost(Z3, Y):
    cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=Z3, labels=Y))
    return cost
""",
}


def changed(exercise: str, *pairs: tuple[str, str]) -> str:
    """The right function with pieces of its text replaced."""
    text = (RIGHT | NETWORK)[exercise]
    for old, new in pairs:
        if old not in text:
            raise ValueError((exercise, old))
        text = text.replace(old, new)
    return text


CASES: list[Case] = []


def add(id: str, exercise: str, expected: str, said: str, source: str) -> None:
    CASES.append(Case(id, exercise, expected, said, source))


# ---- M01-M07: a line above the def that does not run on the grading machine -----------------------------------------------

TOP = "conv_forward is there and right. The line above it could not be run here, and nothing of conv_forward needs it."
for id, line in (
    ("M01", "from google.colab import drive"),
    ("M02-tqdm", "from tqdm.notebook import tqdm"),
    ("M02-numba", "from numba import jit"),
    ("M02-cv2", "import cv2, numpy as np"),
    ("M02-scipy", "import scipy.signal"),
    ("M03", "from helpers import show"),
    ("M04-chdir", 'import os\nos.chdir("C:/Users/ada/hw4")'),
    ("M04-file", 'cfg = open("config.json").read()'),
    ("M05", "%load_ext lab_black"),
    ("M06", 'assert False, "todo"'),
    ("M07", "!pip install tqdm"),
):
    add(id, "conv_forward", "passed", TOP, f"{line}\n{RIGHT['conv_forward']}")

# ---- M08-M14: bound by something else than def ----------------------------------------------------------------------------

BOUND = "The notebook gives the name zero_pad a right function."
MY_PAD = RIGHT["zero_pad"].replace("zero_pad", "my_pad")
METHOD = 'class Net:\n    def zero_pad(self, X, pad):\n        return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), "constant")\n'
for id, source in (
    ("M08", MY_PAD + "zero_pad = my_pad\n"),
    (
        "M08-versions",
        RIGHT["zero_pad"].replace("zero_pad", "zero_pad_v1")
        + RIGHT["zero_pad"].replace("zero_pad", "zero_pad_v2")
        + "zero_pad = zero_pad_v2  # the better one\n",
    ),
    ("M09", MY_PAD + "zero_pad, other = my_pad, 1\n"),
    ("M09-for", MY_PAD + "for zero_pad in [my_pad]:\n    pass\n"),
    (
        "M10",
        'from functools import partial\ndef pad_with(value, X, pad):\n    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), "constant", constant_values=value)\nzero_pad = partial(pad_with, 0)\n',
    ),
    (
        "M11",
        "def make():\n    def zero_pad(X, pad):\n        return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))\n    return zero_pad\nzero_pad = make()\n",
    ),
    ("M12-method", METHOD + "zero_pad = Net().zero_pad\n"),
    (
        "M12-static",
        METHOD.replace("    def zero_pad(self, X", "    @staticmethod\n    def zero_pad(X")
        + "zero_pad = Net.zero_pad\n",
    ),
    ("M12-call", METHOD.replace("def zero_pad", "def __call__") + "zero_pad = Net()\n"),
    (
        "M13",
        'from typing import Callable\nzero_pad: Callable = lambda X, pad: np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), "constant")\n',
    ),
    ("M14", f'exec("""{RIGHT["zero_pad"]}""")\n'),
):
    add(id, "zero_pad", "passed", BOUND, source)

# ---- M15-M20: names that NumPy has removed, Python 2, packages that are not installed ----------------------------------------

GONE = "Right with the NumPy of its time. The name was given back; the list of repairs says which."
add(
    "M15-float",
    "conv_single_step",
    "passed",
    GONE,
    "def conv_single_step(a_slice_prev, W, b):\n    Z = np.sum(a_slice_prev * W)\n    Z = Z + np.float(b)\n    return Z\n",
)
add(
    "M15-asscalar",
    "conv_single_step",
    "passed",
    GONE,
    "def conv_single_step(a_slice_prev, W, b):\n    return np.sum(a_slice_prev * W) + np.asscalar(b)\n",
)
add(
    "M15-int",
    "conv_forward",
    "passed",
    GONE,
    changed(
        "conv_forward",
        ("(H - f + 2 * p) // s + 1", "np.int((H - f + 2 * p) / s) + 1"),
        ("(Wd - f + 2 * p) // s + 1", "np.int((Wd - f + 2 * p) / s + 1)"),
    ),
)
add(
    "M15-dtype",
    "pool_forward",
    "passed",
    GONE,
    changed(
        "pool_forward", ("np.zeros((m, n_H, n_W, C))", "np.zeros((m, n_H, n_W, C), dtype=np.object).astype(np.float_)")
    ),
)
add(
    "M15-rank",
    "conv_single_step",
    "passed",
    GONE,
    "def conv_single_step(a_slice_prev, W, b):\n    assert np.rank(W) == 3 and np.alltrue(a_slice_prev.shape == W.shape)\n    return np.sum(a_slice_prev * W) + b.item()\n",
)
add(
    "M15-inf",
    "pool_forward",
    "passed",
    GONE,
    changed("pool_forward", ("np.max(sl) if", "np.maximum(np.NINF, min(np.max(sl), np.Inf)) if")),
)
add(
    "M15-hint",
    "zero_pad",
    "passed",
    GONE,
    'import numpy.typing as npt\ndef zero_pad(X: npt.NDArray[np.float_], pad: int) -> "np.ndarray":\n    return np.pad(X, ((0,0),(pad,pad),(pad,pad),(0,0)))\n',
)
PAD = 'def zero_pad(X, pad):\n    return {}(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), "constant")\n'
add("M16-lib", "zero_pad", "passed", GONE, PAD.format("np.lib.pad"))
add("M16-arraypad", "zero_pad", "passed", GONE, PAD.format("np.lib.arraypad.pad"))
add(
    "M16-from",
    "zero_pad",
    "passed",
    GONE,
    'def zero_pad(X, pad):\n    from numpy.lib import pad as p\n    return p(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), "constant")\n',
)
add(
    "M17",
    "conv_forward",
    "passed",
    GONE,
    changed("conv_forward", ("n_H = (H - f + 2 * p) // s + 1", "n_H = np.math.floor((H - f + 2 * p) / s) + 1")),
)
add("M18-int0", "distribute_value", "passed", GONE, changed("distribute_value", ("(n_H * n_W)", "np.int0(n_H * n_W)")))
add(
    "M18-mat",
    "create_mask_from_window",
    "passed",
    GONE,
    "def create_mask_from_window(x):\n    return np.asarray(np.mat(x) == np.max(x))\n",
)
add(
    "M18-typeDict",
    "pool_forward",
    "passed",
    GONE,
    changed("pool_forward", ("np.zeros((m, n_H, n_W, C))", 'np.zeros((m, n_H, n_W, C), dtype=np.typeDict["float64"])')),
)
add(
    "M18-asscalar",
    "conv_single_step",
    "passed",
    GONE,
    "from numpy import asscalar, product\ndef conv_single_step(a_slice_prev, W, b):\n    return np.sum(a_slice_prev * W) + asscalar(b)\n",
)
add(
    "M19-ptp",
    "create_mask_from_window",
    "passed",
    GONE,
    "def create_mask_from_window(x):\n    return x == x.min() + x.ptp()\n",
)
add(
    "M19-itemset",
    "conv_forward",
    "passed",
    GONE,
    changed(
        "conv_forward",
        (
            "Z[i, h, w, c] = conv_single_step(sl, W[..., c], b[..., c])",
            "Z.itemset((i, h, w, c), conv_single_step(sl, W[..., c], b[..., c]))",
        ),
    ),
)
OTHER = "Right; what is missing here (xrange, a package that only speeds up or shows progress) was stood in for, and a repair says so."
add("M20-xrange", "pool_forward", "passed", OTHER, RIGHT["pool_forward"].replace("range(", "xrange("))
add(
    "M20-tqdm",
    "conv_forward",
    "passed",
    OTHER,
    "from tqdm import tqdm\n" + changed("conv_forward", ("for i in range(m)", "for i in tqdm(range(m))")),
)
add(
    "M20-numba",
    "conv_single_step",
    "passed",
    OTHER,
    "import numba\n@numba.jit(nopython=True)\ndef conv_single_step(a_slice_prev, W, b):\n    return np.sum(a_slice_prev * W) + b[0,0,0]\n",
)

# ---- M23-M25: TensorFlow 1 and 2 --------------------------------------------------------------------------------------------

CONTRIB = "Right in TensorFlow 1; the name is one of tf.contrib."
add(
    "M23-slim",
    "forward_propagation",
    "passed",
    CONTRIB,
    NETWORK["forward_propagation"].replace("tf.contrib.layers", "tf.contrib.slim"),
)
add(
    "M23-losses",
    "compute_cost",
    "passed",
    CONTRIB,
    "def compute_cost(Z3, Y):\n    return tf.contrib.losses.softmax_cross_entropy(Z3, Y)\n",
)
add(
    "M23-l2",
    "forward_propagation",
    "passed",
    CONTRIB + " A penalty on the weights does not change Z3.",
    changed(
        "forward_propagation",
        ("activation_fn=None", "activation_fn=None, weights_regularizer=tf.contrib.layers.l2_regularizer(0.1)"),
    ),
)
add(
    "M23-initializers",
    "initialize_parameters",
    "passed",
    CONTRIB,
    NETWORK["initialize_parameters"].replace("tf.contrib.layers.xavier", "tf.contrib.layers.initializers.xavier"),
)
add(
    "M23-he",
    "initialize_parameters",
    "failed",
    "The weights are drawn by He's rule (variance scaling), not by Xavier's. That there is no such name is not true.",
    NETWORK["initialize_parameters"].replace("xavier_initializer", "variance_scaling_initializer"),
)
add(
    "M24",
    "compute_cost",
    "passed",
    "The cost is right; what the summary writes is nobody's business.",
    changed("compute_cost", ("    return", '    tf.summary.scalar("cost", cost)\n    return')),
)
add(
    "M25",
    "initialize_parameters",
    "passed",
    "Xavier's rule, with the seed asked for. TensorFlow 2's Keras cannot give the published numbers, so they prove nothing.",
    NETWORK["initialize_parameters"].replace(
        "tf.contrib.layers.xavier_initializer", "tf.keras.initializers.GlorotUniform"
    ),
)

# ---- N01-N09: what is said must be true --------------------------------------------------------------------------------------

SL = "h*s:h*s+f, w*s:w*s+f"
HP, HPF = 's, p = hparameters["stride"], hparameters["pad"]', 'f, s = hparameters["f"], hparameters["stride"]'
STEP = "b[..., c])\n"
add(
    "N01",
    "conv_forward",
    "failed",
    "The column where the window starts is moved before each window and never set back to 0; the row never moves.",
    changed(
        "conv_forward",
        ("    for i in range(m):\n", "    v = z = 0\n    for i in range(m):\n"),
        ("                for c in", "                z += s\n                for c in"),
        (SL, "v:v+f, z:z+f"),
    ),
)
add(
    "N02",
    "conv_forward",
    "failed",
    "The column where the window starts is never set back to 0 at a new row.",
    changed(
        "conv_forward",
        ("    for i in range(m):\n", "    for i in range(m):\n        v = z = 0\n"),
        (SL, "v:v+f, z:z+f"),
        (STEP, STEP + "                z += s\n            v += s\n"),
    ),
)
add(
    "N03",
    "pool_forward",
    "failed",
    "The window is 2 x 2 whatever f says: wrong at stride 1 too, where f is 3.",
    changed("pool_forward", (HPF, 'f, s = 2, hparameters["stride"]')),
)
add(
    "N04",
    "pool_forward",
    "failed",
    "f above 2 is taken for 2: wrong at stride 1 too, where f is 3.",
    changed("pool_forward", (HPF, 'f, s = min(hparameters["f"], 2), hparameters["stride"]')),
)
add(
    "N05",
    "conv_forward",
    "failed",
    "A stride above 2 is taken for 2; stride 2 is right.",
    changed("conv_forward", (HP, 's, p = min(hparameters["stride"], 2), hparameters["pad"]')),
)
add(
    "N06",
    "conv_forward",
    "failed",
    "A pad above 1 is taken for 1; pad 1 is right.",
    changed("conv_forward", (HP, 's, p = hparameters["stride"], min(hparameters["pad"], 1)')),
)
add(
    "N07",
    "conv_forward",
    "failed",
    "The pad is squared; pad 1 is right.",
    changed("conv_forward", (HP, 's, p = hparameters["stride"], hparameters["pad"] ** 2')),
)
add(
    "N08",
    "conv_forward",
    "failed",
    "The window starts at h * stride but ends at h + f: true here, and said today.",
    changed("conv_forward", (SL, "h*s:h+f, w*s:w+f")),
)
add(
    "N09",
    "conv_forward",
    "failed",
    "It is right at stride 1 and wrong above: true here, and said today.",
    changed(
        "conv_forward", ("range(n_H)", "range(0, n_H, s)"), ("range(n_W)", "range(0, n_W, s)"), (SL, "h:h+f, w:w+f")
    ),
)

# ---- N10-N18: wrong functions of real submissions that have no name today -----------------------------------------------------

add(
    "N10",
    "conv_forward",
    "failed",
    "Stride and pad are exchanged when they are read.",
    changed("conv_forward", (HP, 'p, s = hparameters["stride"], hparameters["pad"]')),
)
add(
    "N11",
    "conv_backward",
    "failed",
    "The gradients do not start at zero but at random numbers.",
    changed(
        "conv_backward",
        ("dAp = np.zeros(Ap.shape)", "dAp = np.random.randn(*Ap.shape)"),
        (
            "dW, db = np.zeros(W.shape), np.zeros((1, 1, 1, n_C))",
            "dW, db = np.random.randn(*W.shape), np.random.randn(1, 1, 1, n_C)",
        ),
    ),
)
add(
    "N12",
    "conv_forward",
    "failed",
    "The loops stop f rows and columns early, so the last rows and columns of Z stay at zero.",
    changed("conv_forward", ("range(n_H)", "range(n_H - f)"), ("range(n_W)", "range(n_W - f)")),
)
add(
    "N12-plus-1",
    "conv_forward",
    "failed",
    "The loops stop f - 1 rows and columns early, so the last rows and columns of Z stay at zero.",
    changed("conv_forward", ("range(n_H)", "range(n_H - f + 1)"), ("range(n_W)", "range(n_W - f + 1)")),
)
add(
    "N13",
    "zero_pad",
    "failed",
    "The frame is two pixels wide, whatever pad says.",
    changed("zero_pad", ("(pad, pad), (pad, pad)", "(2, 2), (2, 2)")),
)
add(
    "N13-conv",
    "conv_forward",
    "failed",
    "stride is 2 and pad is 1, whatever hparameters says.",
    changed("conv_forward", (HP, "s, p = 2, 1")),
)
add(
    "N14",
    "distribute_value",
    "failed",
    "Every entry is 1 / dz, where dz should be divided by the number of entries.",
    "def distribute_value(dz, shape):\n    (n_H, n_W) = shape\n    return np.ones(shape) * (1 / dz)\n",
)
add(
    "N15",
    "distribute_value",
    "failed",
    "dz is not used: every entry is 1 / (n_H * n_W).",
    "def distribute_value(dz, shape):\n    (n_H, n_W) = shape\n    average = 1 / (n_H * n_W)\n    return np.ones(shape) * average\n",
)
add(
    "N16",
    "pool_forward",
    "failed",
    "The window holds all examples and all channels.",
    changed("pool_forward", ("A_prev[i, " + SL + ", c]", "A_prev[:, " + SL + ", :]")),
)
add(
    "N17",
    "zero_pad",
    "failed",
    "The dots of the exercise's text were left in: constant_values wants a number.",
    changed("zero_pad", ("constant_values=0", "constant_values=(...)")),
)
add(
    "N18",
    "conv_backward",
    "failed",
    "The padded gradient starts from the padded input in place of zeros.",
    changed("conv_backward", ("dAp = np.zeros(Ap.shape)", "dAp = zero_pad(A_prev, p)")),
)


def script(case: Case) -> bytes:
    """A script with every function right but the case's."""
    family, library = (
        (NETWORK, "import tensorflow as tf") if case.exercise in NETWORK else (RIGHT, "import numpy as np")
    )
    text = "\n\n".join([library, *(family | {case.exercise: case.source}).values()])
    return text.encode()
