"""From a solution to what the student meets."""

import ast

import pytest

from autograder.authoring.releasing.line_stubs import LineStubs, stub, without_directives
from autograder.authoring.releasing.markers import MarkerError
from autograder.authoring.source_notebooks import read_cells, source_path
from autograder.exercises import ASSIGNMENTS


def region(*lines, indent=""):
    return "\n".join(["### START CODE HERE ###", *lines, "### END CODE HERE ###"])


def inside(stubbed):
    return stubbed.split("\n")[1:-1]


@pytest.mark.parametrize(
    ("solution", "stubbed"),
    [
        ("n_H = (a - f) // s + 1", "n_H = None"),
        ("n_H = 1  # rows", "n_H = None  # rows"),
        ("(m, n_H, n_W, n_C) = A.shape", "(m, n_H, n_W, n_C) = None"),
        ("X, Y = f(x)", "X, Y = None"),
        ("a = b = c", "a = b = None"),
        ("Z[i, h, w, c] = np.sum(x)", "Z[i, h, w, c] = None"),
        ("dW[:, :, :, c] += a * dZ[i, h, w, c]", "dW[:, :, :, c] += None"),
        ("x **= 2", "x **= None"),
        ("x: int = 3", "x: int = None"),
        ("sess.run(optimizer)", "None"),
        ("a_prev = A[i]  # one image  #: keep", "a_prev = A[i]  # one image"),
        ("a_prev = A[i]  #: keep", "a_prev = A[i]"),
        ("import numpy as np", "import numpy as np"),
        ("# a comment stays", "# a comment stays"),
        ("", ""),
    ],
)
def test_a_line_loses_its_value_and_keeps_its_target_and_comment(solution, stubbed):
    assert inside(stub(region(solution))) == [stubbed]


@pytest.mark.parametrize(
    ("head", "stubbed"),
    [
        ("for i in range(m):  # examples", "for i in range(m):  # examples"),
        ("for i in range(m):  # examples  #: blank", "for i in range(None):  # examples"),
        ("for i, x in enumerate(X):  #: blank", "for i, x in enumerate(None):"),
        ("for x in X.T:  #: blank", "for x in None:"),
        ('if mode == "max":', 'if mode == "max":'),
        ('if mode == "max":  #: blank', "if None:"),
        ("while x > 1:  #: blank", "while None:"),
        ("with f(x) as y:", "with f(x) as y:"),
    ],
)
def test_a_head_stays_unless_it_is_to_be_blank(head, stubbed):
    assert inside(stub(region(head, "    y = 1"))) == [stubbed, "    y = None"]


def test_an_elif_and_an_else_keep_their_words():
    lines = ["if a:", "    x = 1", "elif b:  #: blank", "    x = 2", "else:", "    x = 3"]
    assert inside(stub(region(*lines))) == [
        "if a:",
        "    x = None",
        "elif None:",
        "    x = None",
        "else:",
        "    x = None",
    ]


def test_a_statement_over_many_lines_becomes_one():
    assert inside(stub(region("x = f(", "    1,", "    2,", ")  # why"))) == ["x = None  # why"]


def test_a_return_in_a_region_returns_none():
    source = "def f(x):\n    ### START CODE HERE ###\n    return x + 1\n    ### END CODE HERE ###"
    assert "return None" in stub(source)


def test_what_is_outside_stays_to_the_letter():
    source = "def f(x):\n    a = 1\n    ### START CODE HERE ###\n    b = 2\n    ### END CODE HERE ###\n    return a, b"
    assert stub(source) == source.replace("b = 2", "b = None")


def test_two_regions_in_one_cell_are_both_blanked():
    source = (
        f"{region('a = 1')}\nfor i in x:\n    ### START CODE HERE ###\n    b = 2\n    ### END CODE HERE ###\n    c = 3"
    )
    assert stub(source) == source.replace("a = 1", "a = None").replace("b = 2", "b = None")


def test_level_blank_leaves_one_line_and_still_parses():
    source = "for i in x:\n    ### START CODE HERE ###\n    # a hint\n    b = 2\n    ### END CODE HERE ###"
    stubbed = stub(source, "blank")
    assert stubbed.split("\n")[2:-1] == ["    pass  # your code here"]
    ast.parse(stubbed)


@pytest.mark.parametrize("level", ["lines", "blank"])
@pytest.mark.parametrize(
    ("source", "message"),
    [
        (region("x = 1  #: kep"), "line 2: '#: kep' is neither '#: keep' nor '#: blank'"),
        (region("x = 1") + "\ny = 2  #: keep", "line 4: '#: keep' outside a START CODE HERE region"),
        (region("#: keep", "x = 1"), "line 2: '#: keep' belongs to no statement"),
        (region("x = 1; y = 2"), "line 2: two statements on one line"),
        (region("if x: y = 2"), "line 2: put what follows the colon on a line of its own"),
        (region("with f(x):  #: blank", "    y = 1"), "line 2: only for, while and if can be blanked"),
        ("x = (\n### START CODE HERE ###\n1\n### END CODE HERE ###\n)", "line 1: a marker cuts through this statement"),
        (
            "### START CODE HERE ###\nfor i in x:\n    y = 1\n    ### END CODE HERE ###\n    z = 2",
            "line 2: a marker cuts through this statement",
        ),
        (
            '"""\n### START CODE HERE ###\n### END CODE HERE ###\n"""',
            "line 2: START CODE HERE or its end stands inside a string",
        ),
        (region("x = = 1"), "line 2: the solution does not parse (invalid syntax)"),
    ],
)
def test_what_cannot_be_blanked_is_an_error_at_every_level(source, message, level):
    with pytest.raises(MarkerError) as error:
        stub(source, level)
    assert str(error.value) == message


def test_directives_leave_no_trace_in_the_solutions():
    assert without_directives("a = 1  # why  #: keep\nb = 2") == "a = 1  # why\nb = 2"


@pytest.mark.parametrize("level", ["lines", "blank"])
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_stub_of_the_course_parses_and_defines_its_exercise(assignment, level):
    for cell in read_cells(source_path(assignment)):
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("solution"):
            stubbed = stub(cell["source"], level)
            assert [node.name for node in ast.parse(stubbed).body] == [marks["grade_id"]]
            assert "#:" not in stubbed


def test_the_preprocessor_names_notebook_and_cell():
    from nbformat import from_dict

    cell = from_dict(
        {
            "cell_type": "code",
            "source": "### STRAT CODE HERE ###\nx = 1\n### END CODE HERE ###",
            "metadata": {"nbgrader": {"solution": True, "grade": False, "grade_id": "zero_pad"}},
        }
    )
    resources = {"language": "python", "nbgrader": {"notebook": "step_by_step"}}
    with pytest.raises(
        MarkerError, match=r"^step_by_step, cell zero_pad: line 1: '### STRAT CODE HERE ###' looks like"
    ):
        LineStubs().preprocess_cell(cell, resources, 3)


def test_the_preprocessor_leaves_begin_solution_to_nbgrader():
    from nbformat import from_dict

    cell = from_dict(
        {
            "cell_type": "code",
            "source": "### BEGIN SOLUTION\nx = 1\n### END SOLUTION",
            "metadata": {"nbgrader": {"solution": True, "grade": False, "grade_id": "own"}},
        }
    )
    resources = {"language": "python", "nbgrader": {"notebook": "n"}}
    cleared, _ = LineStubs().preprocess_cell(cell, resources, 0)
    assert cleared.source == "# YOUR CODE HERE\nraise NotImplementedError()"
