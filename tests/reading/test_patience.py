"""No submission keeps the reader busy for long, and what it cannot bear costs its own cell only."""

import json
import time

import pytest

from autograder.reading import needed_definitions, read_submission

RIGHT = "def zero_pad(X, pad):\n    return X\n"


def notebook(*sources):
    cells = [{"cell_type": "code", "source": source, "metadata": {}, "outputs": []} for source in sources]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def test_a_cell_that_takes_the_parser_minutes_is_left_out_and_the_rest_is_read():
    fields = "if 0: f'" + "{a}" * 160_000 + "'\n%time\nprint 'x'\n"
    start = time.monotonic()
    submission = read_submission(notebook(fields, RIGHT), name="x.ipynb", assignment="step_by_step")
    assert time.monotonic() - start < 20
    assert set(submission.functions) == {"zero_pad"}
    assert any(repair.startswith("Cell 1 does not parse") for repair in submission.repairs)


def test_a_long_cell_of_ordinary_code_is_read():
    long = "".join(f"x{number} = {number}\n" for number in range(3_000)) + RIGHT
    assert "zero_pad" in read_submission(notebook(long), name="x.ipynb", assignment="step_by_step").functions


SLOW = [f"x{number} = f'{'{a}' * 60_000}'\n" for number in range(12)]  # two seconds each, which is all that one gets


@pytest.mark.slow
def test_modules_take_no_longer_than_the_notebook_they_are_for():
    written = [f"%%writefile m{number}.py\n{text}" for number, text in enumerate(SLOW)]
    imports = "import " + ", ".join(f"m{number}" for number in range(len(SLOW)))
    start = time.monotonic()
    submission = read_submission(notebook(*written, imports, RIGHT), name="x.ipynb", assignment="step_by_step")
    assert time.monotonic() - start < 16
    assert "zero_pad" in submission.functions


@pytest.mark.slow
def test_nor_do_texts_for_exec():
    cells = [f"exec({f'y{text}'!r})" for text in SLOW]  # none that has been tried
    submission = read_submission(notebook(*cells, RIGHT), name="x.ipynb", assignment="step_by_step")
    start = time.monotonic()
    assert needed_definitions(submission.pieces, ["zero_pad"]).pieces[-1].source == RIGHT
    assert time.monotonic() - start < 16


def test_the_next_submission_has_its_own_time():
    for _ in range(2):
        slow = [f"if 0: f'{'{a}' * 100_000}'\nx{number} = 1" for number in range(8)]
        read_submission(notebook(*slow), name="x.ipynb", assignment="step_by_step")
    assert "zero_pad" in read_submission(notebook(RIGHT), name="x.ipynb", assignment="step_by_step").functions
