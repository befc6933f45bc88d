"""Every marker is exact, or it is an error that names the line."""

import pytest

from autograder.authoring.releasing.markers import MarkerError, Region, check_cell, check_notebook, find_regions

GOOD = "def f(x):\n    ### START CODE HERE ### (≈ 1 line)\n    y = x\n    ### END CODE HERE ###\n    return y"


def cell(source, *, kind="code", **marks):
    return {"cell_type": kind, "id": "some-id", "source": source, "metadata": {"nbgrader": marks} if marks else {}}


def test_finds_a_region_and_ignores_the_remark_behind_the_marker():
    assert find_regions(GOOD) == [Region("code", 2, 4)]


def test_finds_every_kind():
    source = "### BEGIN SOLUTION\n1\n### END SOLUTION\n### BEGIN HIDDEN TESTS\n2\n### END HIDDEN TESTS"
    assert [region.kind for region in find_regions(source)] == ["solution", "hidden tests"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("### START CODE HERE ### (≈ 1 line)", "### STRAT CODE HERE ###"),
        ("### START CODE HERE ### (≈ 1 line)", "## START CODE HERE ##"),
        ("### START CODE HERE ### (≈ 1 line)", "### START CODE ###"),
        ("### START CODE HERE ### (≈ 1 line)", "### Start code here ###"),
        ("### START CODE HERE ### (≈ 1 line)", "### START CODE HERE (≈ 1 line)"),
        ("### START CODE HERE ### (≈ 1 line)", "### BEGIN CODE HERE ###"),
        ("### START CODE HERE ### (≈ 1 line)", "START_CODE_HERE = 1"),
        ("### END CODE HERE ###", "### END CODE HERE"),
        ("### END CODE HERE ###", "### ENDE CODE HERE ###"),
        ("### END CODE HERE ###", "x = 1  ### END CODE HERE ###"),
        ("### END CODE HERE ###", "#END CODE HERE"),
    ],
)
def test_a_line_that_only_looks_like_a_marker_is_an_error(right, wrong):
    with pytest.raises(MarkerError, match=r"looks like a marker; the exact line is '### (START|END) CODE HERE ###'"):
        find_regions(GOOD.replace(right, wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        "### BEGIN HIDEN TESTS",
        "### BEGIN HIDDEN TEST",
        "# BEGIN HIDDEN TESTS",
        "### begin hidden tests",
        "### HIDDEN TESTS",
    ],
)
def test_a_misspelt_hidden_marker_is_an_error(wrong):
    with pytest.raises(MarkerError, match="looks like a marker"):
        find_regions(f"check(f)\n{wrong}\ngrade(f)\n### END HIDDEN TESTS")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("### START CODE HERE ###\nx", "line 1: START CODE HERE without its end"),
        ("x\n### END CODE HERE ###", "line 2: END CODE HERE without its beginning"),
        (
            "### START CODE HERE ###\n### START CODE HERE ###\n### END CODE HERE ###",
            "line 2: START CODE HERE inside the region that line 1 begins (START CODE HERE)",
        ),
        (
            "### START CODE HERE ###\n### END CODE HERE ###\n### END CODE HERE ###",
            "line 3: END CODE HERE without its beginning",
        ),
        ("### BEGIN HIDDEN TESTS\n### END SOLUTION", "line 2: END SOLUTION without its beginning"),
        ("### END SOLUTION", "line 1: END SOLUTION without its beginning"),
    ],
)
def test_a_marker_without_its_partner_is_an_error(source, message):
    with pytest.raises(MarkerError) as error:
        find_regions(source)
    assert str(error.value) == message


@pytest.mark.parametrize(
    "comment", ["# start at the top", "# the end of the code", "# test data", "# Start with the code", "#"]
)
def test_ordinary_comments_are_no_markers(comment):
    assert find_regions(f"{comment}\nx = 1") == []


def test_prose_may_speak_of_the_markers():
    assert find_regions("Write between `### START CODE HERE ###` and its end.", prose=True) == []


def test_prose_cannot_hold_half_a_hidden_region():
    with pytest.raises(MarkerError, match="without its end"):
        find_regions("### BEGIN HIDDEN TESTS\nsecret", prose=True)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (cell(GOOD), "a solution region in a cell that is not marked as a solution cell"),
        (
            cell("def f(x):\n    return x", solution=True, grade_id="f"),
            "a solution cell without a region: put ### START CODE HERE ### and ### END CODE HERE ### in",
        ),
        (
            cell("### BEGIN HIDDEN TESTS\n1\n### END HIDDEN TESTS", solution=False, grade=False, grade_id="f"),
            "hidden tests in a cell that is not graded",
        ),
        (
            cell(GOOD + "\n### BEGIN SOLUTION\n### END SOLUTION", solution=True, grade_id="f"),
            "START CODE HERE and BEGIN SOLUTION in one cell: use one of them",
        ),
        (
            cell("check(f)\ngrade(f, points=5)", grade=True, grade_id="check_f"),
            "line 2: 'grade(f, points=5)' belongs between ### BEGIN HIDDEN TESTS and its end",
        ),
        (
            cell("from autograder import solutions"),
            "line 1: 'from autograder import solutions' belongs between ### BEGIN HIDDEN TESTS and its end",
        ),
    ],
)
def test_a_region_must_suit_its_cell(given, message):
    with pytest.raises(MarkerError) as error:
        check_cell(given)
    assert str(error.value) == message


def test_the_error_names_the_notebook_and_the_cell():
    cells = [cell("x = 1"), cell("### STRAT CODE HERE ###", solution=True, grade_id="zero_pad")]
    with pytest.raises(
        MarkerError, match=r"^step_by_step, cell zero_pad: line 1: '### STRAT CODE HERE ###' looks like"
    ):
        check_notebook("step_by_step", cells)
