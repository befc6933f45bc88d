"""Lost nbgrader metadata: cells are found again by their text or by the function they are about."""

from dataclasses import dataclass

import pytest
from notebook_files import CONV_FORWARD, ZERO_PAD, code, markdown, notebook

from autograder.reading import read_submission
from autograder.reading.matching import restore_grade_ids


@dataclass(frozen=True)
class Master:
    grade_id: str
    source: str
    cell_type: str = "code"
    grade: bool = False
    solution: bool = False


HIDDEN = "\n### BEGIN HIDDEN TESTS\nfrom autograder import grade\ngrade({0}, points=10)\n### END HIDDEN TESTS"
MASTERS = (
    Master("imports", "import numpy as np"),
    Master("zero_pad", ZERO_PAD, solution=True),
    Master("check_zero_pad", "check(zero_pad)" + HIDDEN.format("zero_pad"), grade=True),
    Master("conv_forward", CONV_FORWARD, solution=True),
    Master("check_conv_forward", "check(conv_forward)" + HIDDEN.format("conv_forward"), grade=True),
    Master("essay", "Why is padding useful?", "markdown", grade=True, solution=True),
)
MINE = "def zero_pad(X, pad):\n    return X"


def restore(*cells):
    found = read_submission(notebook(*cells), name="a.ipynb").notebook
    repairs = restore_grade_ids(found, MASTERS)
    return [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in found["cells"]], repairs


def marked(source, grade_id):
    return code(source, metadata={"nbgrader": {"grade_id": grade_id}})


def test_a_notebook_without_any_metadata_is_matched_whole():
    ids, repairs = restore(
        MINE, "check(zero_pad)", CONV_FORWARD, "check( conv_forward )", markdown("Why is padding useful?")
    )
    assert ids == ["zero_pad", "check_zero_pad", "conv_forward", "check_conv_forward", "essay"]
    assert repairs[:2] == [
        "Cell 1 had lost its nbgrader metadata; it is 'zero_pad' by the function it defines.",
        "Cell 2 had lost its nbgrader metadata; it is 'check_zero_pad' by its text.",
    ]


def test_ids_that_are_there_are_left_alone():
    ids, repairs = restore(
        marked(MINE, "zero_pad"), "def zero_pad(X, pad):\n    return 2", marked("x", "check_zero_pad")
    )
    assert ids == ["zero_pad", None, "check_zero_pad"]
    assert repairs == []


def test_ids_of_another_course_are_replaced():
    assert restore(marked(MINE, "cell-bd1b8f799894d4e0"))[0] == ["zero_pad"]


def test_of_several_definitions_the_last_is_taken():
    assert restore(MINE, "x = 1", MINE, "print(zero_pad)")[0] == [None, None, "zero_pad", None]


def test_a_cell_that_does_not_parse_is_found_by_its_header():
    assert restore("def zero_pad(X, pad):\n    return (")[0] == ["zero_pad"]


def test_a_cell_that_defines_two_functions_is_the_first_of_them():
    ids, repairs = restore(f"{MINE}\n\n{CONV_FORWARD}")
    assert ids == ["zero_pad"]
    assert repairs == ["Cell 1 had lost its nbgrader metadata; it is 'zero_pad' by the function it defines."]


def test_a_cell_of_another_type_is_not_the_one_that_was_lost():
    assert restore(markdown("check(zero_pad)"), markdown(MINE), "Why is padding useful?") == ([None] * 3, [])


@pytest.mark.parametrize("metadata", [5, "zero_pad", ["grade_id"], {"grade_id": None}])
def test_metadata_that_say_nothing_are_as_good_as_lost(metadata):
    found = read_submission(notebook(code(MINE, metadata={"nbgrader": metadata})), name="a.ipynb").notebook
    restore_grade_ids(found, MASTERS)
    assert found["cells"][0]["metadata"] == {"nbgrader": {"grade_id": "zero_pad"}}


def test_cells_that_neither_hold_a_solution_nor_are_graded_need_no_id():
    assert restore("import numpy as np") == ([None], [])


def test_what_matches_nothing_stays_as_it_is():
    assert restore("x = 1", "", markdown("Notes"), "check(pool_forward)") == ([None] * 4, [])
