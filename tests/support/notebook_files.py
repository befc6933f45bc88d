"""Notebooks for the tests of reading, made by code: right solutions dressed as each edition dresses them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.grading import many_files
from autograder.grading.plan import Plan
from autograder.grading.single_file import Checked
from autograder.reading.matching import MasterCell
from autograder.sandbox import engine
from autograder.sandbox.walls.choosing import Walls
from autograder.sandbox.zygote_client import EngineFailed, Zygote

Check = Callable[[Path, str | None], Checked]

ZERO_PAD = """def zero_pad(X, pad):
    X_pad = None
    X_pad = np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), mode="constant")
    return X_pad"""

SINGLE_STEP = """def conv_single_step(a_slice_prev, W, b):
    s = a_slice_prev * W
    Z = np.sum(s) + b.item()
    return Z"""

SINGLE_STEP_V1 = """def conv_single_step(a_slice_prev, W, b):
    s = a_slice_prev * W + b
    return np.sum(s)"""

CONV_FORWARD = """def conv_forward(A_prev, W, b, hparameters):
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, f, _, n_C = W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    n_H = (n_H_prev - f + 2 * pad) // stride + 1
    n_W = (n_W_prev - f + 2 * pad) // stride + 1
    Z = np.zeros((m, n_H, n_W, n_C))
    A_prev_pad = zero_pad(A_prev, pad)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                piece = A_prev_pad[i, h * stride:h * stride + f, w * stride:w * stride + f, :]
                for c in range(n_C):
                    Z[i, h, w, c] = conv_single_step(piece, W[..., c], b[..., c])
    return Z, (A_prev, W, b, hparameters)"""

POOL_FORWARD = """def pool_forward(A_prev, hparameters, mode="max"):
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    f, stride = hparameters["f"], hparameters["stride"]
    n_H, n_W = (n_H_prev - f) // stride + 1, (n_W_prev - f) // stride + 1
    A = np.zeros((m, n_H, n_W, n_C))
    for h in range(n_H):
        for w in range(n_W):
            piece = A_prev[:, h * stride:h * stride + f, w * stride:w * stride + f, :]
            A[:, h, w, :] = piece.max(axis=(1, 2)) if mode == "max" else piece.mean(axis=(1, 2))
    return A, (A_prev, hparameters)"""

_HIDDEN = "### BEGIN HIDDEN TESTS\nfrom autograder import grade\ngrade(zero_pad, points=10)\n### END HIDDEN TESTS"
_CHECK = MasterCell("check_zero_pad", "code", _HIDDEN, "", locked=True, grade=True, solution=False, points=10.0)
# An assignment in which zero_pad alone counts.
ZERO_PAD_PLAN = Plan("step_by_step", "step_by_step", (_CHECK,), {"name": "python3"}, b"secret", "code")

FORWARD = (ZERO_PAD, SINGLE_STEP, CONV_FORWARD, POOL_FORWARD)
IMPORTS = "import numpy as np\nimport matplotlib.pyplot as plt\n%matplotlib inline\nnp.random.seed(1)"

# A few marks of each edition: what its tests draw, what its prose or its stubs say.
SIGNS: dict[str, list[str]] = {
    "current": ["from cnn_utils import check", "check(zero_pad)", "check(conv_forward)"],
    "v1": [
        'hparameters = {"pad" : 2,\n               "stride": 1}\nZ, cache = conv_forward(A_prev, W, b, hparameters)',
        'hparameters = {"stride" : 1, "f": 4}',
    ],
    "v2": [
        'hparameters = {"pad" : 2,\n               "stride": 2}\nZ, cache = conv_forward(A_prev, W, b, hparameters)',
        "# mean of Z: 0.0489952035289",
    ],
    "2021": [
        "from public_tests import *",
        "np.random.seed(1)\nx_pad = zero_pad(x, 3)\nzero_pad_test(zero_pad)",
        "A_prev = np.random.randn(2, 5, 7, 4)",
    ],
}


def code(source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None} | more


def markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def notebook(*cells: dict[str, Any] | str, **more: Any) -> bytes:
    made = [code(cell) if isinstance(cell, str) else cell for cell in cells]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 2} | more).encode()


def of_edition(edition: str, *solutions: str) -> bytes:
    functions = solutions or (FORWARD if edition != "v1" else (ZERO_PAD, SINGLE_STEP_V1, CONV_FORWARD, POOL_FORWARD))
    return notebook(IMPORTS, *functions, *SIGNS[edition])


def check_or_die(path: Path, assignment: str | None) -> Checked:
    """Stands in for the check of one file in a worker process; one kind of file ends the process."""
    if "deadly" in path.name:
        os._exit(1)
    return Checked(str(path), assignment, "current")


def check_without_walls(path: Path, assignment: str | None, check: Check = many_files._check) -> Checked:
    """Check one file in a worker process of a machine that confines nothing."""

    def zygote(settings: dict[str, Any], walls: Walls) -> Zygote:
        if walls != "none":
            raise EngineFailed("No walls here.")
        return Zygote(settings, walls)

    engine.Zygote = zygote
    return check(path, assignment)
