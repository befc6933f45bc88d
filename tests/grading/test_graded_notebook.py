"""A notebook's cells are run in order; what an instructor added to test them is sent when its turn has come."""

import json

from autograder.grading.graded_notebook import run_notebook
from autograder.reading import read_submission
from autograder.sandbox.wire.cell_result import CellResult

TESTS = {"grade": True, "solution": False, "locked": True, "points": 2, "grade_id": "own", "schema_version": 3}
CHECK = {**TESTS, "grade_id": "check"}
MASTERS = {"own": "assert a == 1", "check": "grade(zero_pad)"}
SOLUTION = "def zero_pad(X, pad):\n    return X\n"


class Listener:
    """A session that writes down what it is told."""

    def __init__(self):
        self.told, self.notes = [], []

    def load(self, request, seconds=None):
        self.told.append(request[0])

    def prefetch(self, requests):
        self.told.append([request.source for request in requests])

    def run_cell(self, source, cell_id="", *, pictures=True, as_written=False):
        self.told.append((source, as_written))
        return CellResult("raised" if "stops" in source else "returned", [], "Error" if "stops" in source else "")


def told_of(*cells):
    """What a session is told of a notebook of these cells: text, or text and what nbgrader has written into it."""
    written = [cell if isinstance(cell, tuple) else (cell, {}) for cell in cells]
    entries = [
        {"cell_type": "code", "source": text, "metadata": {"nbgrader": marks} if marks else {}, "outputs": []}
        for text, marks in written
    ]
    notebook = {"cells": entries, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    submission = read_submission(json.dumps(notebook).encode(), name="hw.ipynb", assignment="step_by_step")
    listener = Listener()
    graded = run_notebook(submission, MASTERS, listener, [])
    return listener.told, graded


def test_cells_are_announced_up_to_an_instructors_own_tests_which_no_cell_sees_before():
    told, graded = told_of(SOLUTION, "a = 1", ("assert a == 1", TESTS), "b = 2")
    assert told == [
        "start",
        [SOLUTION, "a = 1"],
        (SOLUTION, False),
        ("a = 1", False),
        ("assert a == 1", True),
        ["b = 2"],
        ("b = 2", False),
    ]
    assert graded.scores == {"own": 2.0}


def test_a_grade_cell_of_a_judged_function_is_left_out():
    told, graded = told_of("a = 1", ("grade(zero_pad)", CHECK), "b = 2")
    assert told[1] == ["a = 1", "b = 2"]
    assert graded.scores == {"check": None}
    assert [cell["execution_count"] for cell in graded.notebook["cells"]] == [1, 2, 3]


def test_what_a_stopped_cell_defines_is_defined_before_the_next_one_runs():
    told, _ = told_of(f"stops\n{SOLUTION}", "b = 2")
    assert told[2:] == [(f"stops\n{SOLUTION}", False), "resume", ("b = 2", False)]
