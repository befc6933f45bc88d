"""The assignment and the edition of a notebook, from its text and metadata and never from its name."""

from pathlib import Path

import pytest
from notebook_files import (
    CONV_FORWARD,
    FORWARD,
    IMPORTS,
    SIGNS,
    SINGLE_STEP_V1,
    ZERO_PAD,
    code,
    markdown,
    notebook,
    of_edition,
)

from autograder.reading import read_submission


def edition_of(*cells):
    return read_submission(notebook(*cells), name="Convolution model - Step by Step - v2.ipynb").edition


@pytest.mark.parametrize("edition", ["current", "v1", "v2", "2021"])
def test_each_edition_is_told_by_its_tests(edition):
    assert read_submission(of_edition(edition), name="homework.ipynb").edition == edition


@pytest.mark.parametrize("edition", ["v1", "v2", "2021"])
def test_one_sign_is_enough(edition):
    for sign in SIGNS[edition]:
        assert edition_of(*FORWARD, sign) == edition


@pytest.mark.parametrize(
    "line", ["from cnn_utils import check", "from cnn_utils import figures, check", "check(zero_pad)"]
)
def test_each_sign_of_ours_outweighs_another_edition(line):
    assert edition_of(*FORWARD, line, "# a_slice and W. Add bias.", markdown("0.0489952035289")) == "current"


def test_no_sign_is_our_own_whatever_the_file_is_called():
    assert edition_of(IMPORTS, *FORWARD) == "current"


@pytest.mark.parametrize(
    ("comment", "edition"),
    [
        ("# Element-wise product between a_slice and W. Add bias.", "v1"),
        ("# Element-wise product between a_slice and W. Do not add the bias yet.", "v2"),
        ("# Element-wise product between a_slice_prev and W. Do not add the bias yet.", "2021"),
        ("#(≈ 3 lines of code)", "2021"),
        ("### START CODE HERE ### (≈ 2 lines of code)", "current"),
    ],
)
def test_the_comment_of_the_stub_tells(comment, edition):
    assert edition_of(ZERO_PAD, SINGLE_STEP_V1.replace("    s =", f"    {comment}\n    s =")) == edition


@pytest.mark.parametrize(
    ("prose", "edition"),
    [
        ("<td>-23.1602122025</td>", "v1"),
        ("0.155859324889", "v1"),
        ("[[[[ 1.74481176  1.6924546   2.10025514]]]", "v1"),
        ("<td>9.60899067587</td>", "v1"),
        ("-6.99908945068", "v2"),
        ("0.0489952035289", "v2"),
        ("[[[[ 0.02105773 -0.20328806 -0.40389855]]]", "v2"),
        ("Z's mean = 0.5511276474566768", "2021"),
    ],
)
def test_published_numbers_in_the_prose_tell(prose, edition):
    assert edition_of(*FORWARD, markdown(prose)) == edition


def test_outputs_do_not_tell():
    wrong = code(ZERO_PAD, outputs=[{"output_type": "stream", "name": "stdout", "text": "Z = -23.1602122025"}])
    assert edition_of(wrong) == "current"


def test_one_stray_sign_does_not_outweigh_the_rest():
    assert edition_of(*FORWARD, *SIGNS["v2"], markdown("In an older version the result was 9.60899067587.")) == "v2"
    assert edition_of(*FORWARD, *SIGNS["2021"], "# Do not add the bias yet; dA_mean = 1.45243777754") == "2021"


def test_our_grade_ids_outweigh_everything():
    mine = code(ZERO_PAD, metadata={"nbgrader": {"grade_id": "zero_pad", "solution": True}})
    assert edition_of(mine, *SIGNS["2021"], *SIGNS["v1"]) == "current"


def test_another_courses_grade_ids_do_not():
    theirs = code(ZERO_PAD, metadata={"nbgrader": {"grade_id": "cell-bd1b8f799894d4e0", "solution": True}})
    assert edition_of(theirs, *SIGNS["2021"]) == "2021"


@pytest.mark.parametrize(
    ("metadata", "edition"),
    [
        ({}, "current"),
        ({"language_info": {"version": "3.6.0"}}, "current"),
        ({"coursera": {"course_slug": "x"}, "language_info": {"version": "3.6.0"}}, "v2"),
        ({"coursera": {"course_slug": "x"}, "language_info": {"version": "3.7.6"}}, "2021"),
        ({"coursera": [], "language_info": []}, "v2"),
    ],
)
def test_where_no_sign_is_left_the_platform_tells(metadata, edition):
    assert read_submission(notebook(*FORWARD, metadata=metadata), name="a.ipynb").edition == edition
    assert read_submission(notebook(*FORWARD, *SIGNS["v1"], metadata=metadata), name="a.ipynb").edition == "v1"


def test_ids_that_nbgrader_made_up_tell_2021():
    theirs = code(ZERO_PAD, metadata={"nbgrader": {"grade_id": "cell-bd1b8f799894d4e0", "solution": True}})
    assert edition_of(theirs, *FORWARD[1:]) == "2021"


TF1 = (
    "import tensorflow as tf\nfrom cnn_utils import *",
    "def create_placeholders(n_H0, n_W0, n_C0, n_y):\n    return tf.placeholder(tf.float32, [None, n_H0, n_W0, n_C0])",
    "def initialize_parameters():\n    tf.set_random_seed(1)\n    return {}",
)
KERAS = (
    "import tensorflow.keras.layers as tfl",
    "def happyModel():\n    return 1",
    "def convolutional_model(input_shape):\n    return 1",
)


@pytest.mark.parametrize(
    ("cells", "assignment", "edition"),
    [
        (TF1, "application", "v1"),
        ((*TF1, markdown('The current notebook is version "v1a".')), "application", "v2"),
        ((*TF1, markdown('* The current notebook filename is version "1a".')), "application", "v2"),
        (KERAS, "application", "2021"),
        (KERAS[2:], "application", "2021"),
        ((*TF1, "from cnn_utils import check\ncheck(model)"), "application", "current"),
        ((CONV_FORWARD, *TF1[:1]), "step_by_step", "current"),
        (("import tensorflow as tf",), "application", "current"),
        (("x = 1",), "step_by_step", "current"),
    ],
)
def test_assignment_and_edition_of_the_tensorflow_notebook(cells, assignment, edition):
    found = read_submission(notebook(*cells), name="a.ipynb")
    assert (found.assignment, found.edition) == (assignment, edition)


def test_the_assignment_can_be_given():
    assert read_submission(notebook("x = 1"), name="a.ipynb", assignment="application").assignment == "application"


@pytest.mark.parametrize("assignment", ["step_by_step", "application"])
@pytest.mark.parametrize("folder", ["source", "release"])
def test_our_notebooks_are_ours_with_and_without_metadata(folder, assignment):
    path = Path(__file__).parents[2] / folder / assignment / f"{assignment}.ipynb"
    if not path.exists():
        pytest.skip(f"{path} has not been generated")
    found = read_submission(path)
    stripped = [{**cell, "metadata": {}} for cell in found.notebook["cells"]]
    script = "\n\n# In[ ]:\n\n".join(cell.source for cell in found.cells if cell.type == "code")
    for copy in (found, read_submission(notebook(*stripped)), read_submission(script.encode(), name="a.py")):
        assert (copy.assignment, copy.edition) == (assignment, "current")
        assert set(copy.functions) == set(found.functions)
        assert not copy.broken
