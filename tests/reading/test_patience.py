"""No submission keeps the reader busy for long, and what it cannot bear costs its own cell only."""

import json
import time

from autograder.reading import read_submission

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


def test_the_next_submission_has_its_own_time():
    for _ in range(2):
        slow = [f"if 0: f'{'{a}' * 100_000}'\nx{number} = 1" for number in range(8)]
        read_submission(notebook(*slow), name="x.ipynb", assignment="step_by_step")
    assert "zero_pad" in read_submission(notebook(RIGHT), name="x.ipynb", assignment="step_by_step").functions
