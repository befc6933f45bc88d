import json

import numpy as np
import pytest

from autograder import fast_layers
from cnn_utils.network.training import accuracy, layers_from_notebook, layers_of, train_with

NAMES = ("conv_forward", "pool_forward", "conv_backward", "pool_backward")


def notebook(path, *sources):
    cells = [{"cell_type": "code", "source": source.splitlines(keepends=True)} for source in sources]
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


def test_layers_are_taken_by_name_from_a_namespace():
    layers = layers_of(vars(fast_layers))
    assert layers.conv_forward is fast_layers.conv_forward
    assert layers.pool_backward is fast_layers.pool_backward


def test_missing_functions_are_named():
    message = "train_with needs conv_forward, pool_forward, conv_backward, pool_backward; not defined: conv_backward."
    functions = {name: print for name in NAMES if name != "conv_backward"}
    with pytest.raises(NameError, match=message):
        layers_of(functions)


def test_only_the_functions_of_a_notebook_run(tmp_path):
    body = "".join(f"def {name}(*arguments):\n    return np.zeros(helper())\n" for name in NAMES)
    path = notebook(
        tmp_path / "mine.ipynb",
        "raise SystemExit('a cell without functions')",
        "%matplotlib inline\nimport os",
        "def helper():\n    return 3\nraise SystemExit('beside a function')",
        body,
        "def half_written(:",
    )
    assert layers_from_notebook(path).conv_forward().shape == (3,)


def test_progress_is_told_after_every_epoch():
    X, Y = np.random.default_rng(0).random((6, 64, 64, 3)), np.eye(6)
    told = []
    training = train_with(
        layers_of(vars(fast_layers)), X, Y, X, Y, num_epochs=2, on_epoch=lambda *two: told.append(two)
    )
    assert told == list(enumerate(training.costs))
    assert accuracy(layers_of(vars(fast_layers)), X.astype(np.float32), Y, training.parameters, at_once=4) == (
        training.train_accuracy
    )
