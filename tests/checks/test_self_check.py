"""A whole notebook checked without running it: the same verdicts as the checks in it."""

import json

import pytest

from autograder.authoring.source_notebooks import ROOT
from cnn_utils.checks.self_check import SelfCheck

RIGHT = "np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))"
WRONG = "np.pad(X, ((0, 0), (pad, pad), (0, 0), (0, 0)))"


def notebook(*cells, kind="code"):
    return json.dumps({"cells": [{"cell_type": kind, "source": cell} for cell in cells]})


def zero_pad(value):
    return f"def zero_pad(X, pad):\n    X_pad = {value}\n    return X_pad"


def test_a_right_a_wrong_a_missing_and_an_unwritten_exercise():
    checked = SelfCheck(
        notebook(
            "import numpy as np", zero_pad(RIGHT), "def pool_forward(A_prev, hparameters, mode='max'):\n    return None"
        ),
        "step_by_step",
    )
    assert checked.verdict("zero_pad").status == "passed"
    assert checked.verdict("pool_forward").status == "unfilled"
    assert checked.verdict("conv_forward").status == "missing"
    wrong = SelfCheck(notebook("import numpy as np", zero_pad(WRONG)), "step_by_step")
    assert wrong.verdict("zero_pad").status == "failed"
    passed, card = wrong.card("zero_pad")
    assert not passed
    assert "Only the height is padded" in card


def test_the_released_notebook_has_everything_still_to_be_written():
    text = (ROOT / "release" / "step_by_step" / "step_by_step.ipynb").read_text(encoding="utf-8")
    checked = SelfCheck(text, "step_by_step")
    assert len(checked.exercises) == 8
    assert {checked.verdict(name).status for name in checked.exercises} == {"unfilled"}


def test_what_fails_what_shows_and_what_cannot_be_read_leaves_the_rest_alone(capsys):
    checked = SelfCheck(
        notebook(
            "import numpy as np\nimport no_such_module_here",
            "%matplotlib inline\nlayers = 1",
            "print('shown')\nbroken = 1 / 0\nwhile True:\n    pass",
            zero_pad(RIGHT),
        ),
        "step_by_step",
    )
    assert checked.verdict("zero_pad").status == "passed"
    assert capsys.readouterr().out == ""


def test_text_cells_are_not_code():
    assert SelfCheck(notebook(zero_pad(RIGHT), kind="markdown"), "step_by_step").verdict("zero_pad").status == "missing"


def test_cells_in_lists_of_lines_are_read():
    text = notebook(["import numpy as np\n", "one = 1"], zero_pad(RIGHT).splitlines(keepends=True))
    assert SelfCheck(text, "step_by_step").verdict("zero_pad").status == "passed"


@pytest.mark.parametrize("text", ["", "%PDF-1.7", "[]", "{}", '{"cells": 3}', '{"cells": [1]}'])
def test_something_else_is_no_notebook(text):
    with pytest.raises(ValueError, match="no notebook"):
        SelfCheck(text, "step_by_step")
