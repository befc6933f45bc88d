"""Nothing of a solution, of a hidden case or of the grader reaches the student."""

import ast

import numpy as np
import pytest

from autograder.authoring.bundle import bundle_files
from autograder.authoring.releasing.line_stubs import stub
from autograder.authoring.source_notebooks import ROOT, read_cells, source_path
from autograder.cases import FIXED_KEY, cases_for
from autograder.exercises import ASSIGNMENTS, EXERCISES

WEIGHTY = 9  # nodes of a syntax tree: `n_H = None` has 3, `X_pad = np.pad(X, ...)` has 40
STUDENTS_SIDE = sorted((ROOT / "cnn_utils").rglob("*.py"))


def is_solution(cell):
    return cell["metadata"].get("nbgrader", {}).get("solution", False)


def statements(source):
    """Every simple statement, in one spelling whatever its spaces, quotes and comments are."""
    return [ast.unparse(node) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt) and simple(node)]


def simple(node):
    return not hasattr(node, "body")


def size(statement):
    return len(list(ast.walk(ast.parse(statement))))


def answers():
    """What the student is to write: statements of the solutions that the stubs no longer hold."""
    found = []
    for assignment in ASSIGNMENTS:
        for cell in read_cells(source_path(assignment)):
            if is_solution(cell):
                left = statements(stub(cell["source"]))
                name = cell["metadata"]["nbgrader"]["grade_id"]
                found += [(name, line) for line in statements(cell["source"]) if line not in left]
    return found


ANSWERS = answers()


def test_every_exercise_has_answers_to_guard():
    assert {name for name, _ in ANSWERS} >= set(EXERCISES)
    assert len(ANSWERS) > 70


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_answer_stands_in_the_released_cell_of_its_exercise(assignment):
    path = ROOT / "release" / assignment / f"{assignment}.ipynb"
    released = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell["source"] for cell in read_cells(path)}
    for name, answer in ANSWERS:
        if name in released:
            assert answer not in statements(released[name])


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_answer_of_weight_stands_anywhere_in_a_released_notebook(assignment):
    cells = read_cells(ROOT / "release" / assignment / f"{assignment}.ipynb")
    for cell in cells:
        squeezed = "".join(cell["source"].split()).replace("'", '"')
        for name, answer in ANSWERS:
            if size(answer) >= WEIGHTY and not given_elsewhere(cell, answer):
                assert "".join(answer.split()).replace("'", '"') not in squeezed, (name, answer)


def given_elsewhere(cell, answer):
    """The heads of one exercise may be the task of another: pool_forward is given the sizes that conv_forward reads."""
    return is_solution(cell) and answer in statements(cell["source"])


def test_all_that_one_exercise_gives_away_of_another_is_how_sizes_are_read():
    given = set()
    for assignment in ASSIGNMENTS:
        for cell in read_cells(source_path(assignment)):
            if is_solution(cell):
                given |= set(statements(stub(cell["source"]))) & {answer for _, answer in ANSWERS}
    assert given == {
        "m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape",
        "f, f, n_C_prev, n_C = W.shape",
        "f = hparameters['f']",
        "stride = hparameters['stride']",
        "pad = hparameters['pad']",
    }


@pytest.mark.parametrize("path", STUDENTS_SIDE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_answer_of_weight_stands_in_cnn_utils(path):
    there = set(statements(path.read_text(encoding="utf-8")))
    assert not [(name, answer) for name, answer in ANSWERS if size(answer) >= WEIGHTY and answer in there]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_marker_of_hidden_tests_and_no_word_of_the_grader_is_released(assignment):
    cells = read_cells(ROOT / "release" / assignment / f"{assignment}.ipynb")
    for cell in cells:
        for word in ("HIDDEN TESTS", "autograder", "grade(", "BEGIN SOLUTION", "#: "):
            assert word not in cell["source"], cell["id"]


def test_cnn_utils_never_imports_the_instructors_package():
    for path in STUDENTS_SIDE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [module for module in modules if module.split(".")[0] == "autograder"], path


def arrays_of(value):
    """Every array in a call's arguments, as bytes."""
    if isinstance(value, np.ndarray):
        return [value.tobytes()] if value.size > 1 else []
    if isinstance(value, tuple | list):
        return [found for item in value for found in arrays_of(item)]
    if isinstance(value, dict):
        return [found for item in value.values() for found in arrays_of(item)]
    return []


@pytest.mark.parametrize("exercise", [name for name in EXERCISES if name != "model"])
def test_the_published_data_hold_no_input_of_a_hidden_case(exercise):
    cases = cases_for(exercise)
    seeded = {found for case in cases if case.visible for found in arrays_of(case.call.args)}
    hidden = [found for case in cases if not case.visible for found in arrays_of(case.call.args)]
    published = set(published_arrays())
    assert not [array for array in hidden if array not in seeded and array.strip(b"\0") and array in published]


@pytest.mark.parametrize("exercise", list(EXERCISES))
def test_the_published_data_name_no_hidden_case(exercise):
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "cnn_utils" / "data").glob("*.json"))
    for case in cases_for(exercise):
        if not case.visible:
            assert f'"{case.id}"' not in text


def test_the_students_zip_holds_no_key_and_no_line_of_the_instructors_package():
    files = b"".join(content for name, content in bundle_files("step_by_step").items() if not name.endswith(".npz"))
    assert FIXED_KEY not in files
    assert b"autograder.cases" not in files


def published_arrays():
    """Content of every array in the data files."""
    for path in (ROOT / "cnn_utils" / "data").glob("*.npz"):
        with np.load(path) as archive:
            yield from (archive[name].tobytes() for name in archive.files)
