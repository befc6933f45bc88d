"""Grade cells: which function they judge, and what an instructor's own tests are worth."""

import nbformat
import nbformat.v4 as v4
import pytest
from nbgrader.utils import determine_grade

from autograder.grading.grade_cells import graded_exercise, has_own_tests, score_of
from autograder.reading.matching import MasterCell


def test_the_graded_function_is_found_in_the_instructors_cell():
    assert graded_exercise("check(zero_pad)\nfrom autograder import grade\ngrade(zero_pad, points=10)") == "zero_pad"


@pytest.mark.parametrize("source", ["assert zero_pad(x, 2) is not None", "grade(other)", "grade('zero_pad')", "grade("])
def test_an_instructors_own_cell_judges_none(source):
    assert graded_exercise(source) is None


def result(text):
    return {"output_type": "execute_result", "data": {"text/plain": text}, "metadata": {}, "execution_count": 1}


ERROR = {"output_type": "error", "ename": "AssertionError", "evalue": "", "traceback": []}
PRINTED = {"output_type": "stream", "name": "stdout", "text": "hello\n"}
WARNED = {"output_type": "stream", "name": "stderr", "text": "DeprecationWarning\n"}


@pytest.mark.parametrize(
    "outputs", [[], [PRINTED], [ERROR], [PRINTED, ERROR], [result("3.5")], [result("0")], [PRINTED, result("10")]]
)
def test_scores_are_nbgraders(outputs):
    cell = v4.new_code_cell(outputs=[nbformat.from_dict(output) for output in outputs])
    cell.metadata["nbgrader"] = {"grade": True, "solution": False, "points": 10, "grade_id": "x"}
    assert score_of(outputs, 10.0) == determine_grade(cell)[0]


@pytest.mark.parametrize(
    ("outputs", "score"),
    [
        ([WARNED], 10.0),
        ([WARNED, result("4.0")], 4.0),
        ([result("np.float64(3.0)")], 3.0),
        ([result("nan")], 0.0),
        ([result("-1.0")], 0.0),
        ([result("11")], 0.0),
        ([result("'half'")], 0.0),
        ([result("False")], 0.0),
        ([result("True")], 10.0),
    ],
)
def test_what_fools_nbgrader_is_scored_as_meant(outputs, score):
    assert score_of(outputs, 10.0) == score


def test_cells_with_tests_of_an_instructors_own_are_told_from_judged_ones():
    def cell(source, *, cell_type="code", grade=True, solution=False):
        return MasterCell("x", cell_type, source, "", True, grade, solution, 1.0)

    assert has_own_tests(cell("assert zero_pad(X, 2).shape == (1, 7, 7, 1)"))
    assert not has_own_tests(cell("check(zero_pad)\ngrade(zero_pad, points=10)"))
    assert not has_own_tests(cell("def f(): ...", solution=True))
    assert not has_own_tests(cell("Why?", cell_type="markdown"))
