"""The notebooks as files and as they run: form, points, locked cells, and Run All without an error or a warning."""

import importlib.util
import json
import os
import re
from unittest.mock import Mock

import nbformat
import pytest
from notebook_runs import run_all, trouble

from autograder.authoring.bundle import bundle, requirements
from autograder.authoring.source_notebooks import ROOT, source_path
from autograder.exercises import ASSIGNMENTS, EXERCISES

# Ungraded cells that a reader changes: nbgrader knows nothing of them, so they are neither locked nor overwritten.
TO_PLAY_WITH = {"own_picture_name", "vary_pictures", "better_network"}


def is_the_readers(cell):
    return cell.id in TO_PLAY_WITH or cell.id.startswith("answers_")


def load(kind, assignment):
    return nbformat.read(ROOT / kind / assignment / f"{assignment}.ipynb", as_version=4)


def marks(cell):
    return cell.metadata.get("nbgrader", {"grade": False, "solution": False})


@pytest.fixture(params=ASSIGNMENTS)
def assignment(request):
    return request.param


def test_the_file_is_what_jupyterlab_saves_without_outputs(assignment):
    text = source_path(assignment).read_text(encoding="utf-8")
    notebook = json.loads(text)
    assert text == json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


@pytest.mark.parametrize("kind", ["source", "release"])
def test_the_notebook_is_valid_small_and_for_any_python_kernel(kind, assignment):
    notebook = load(kind, assignment)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec == {"display_name": "Python 3", "language": "python", "name": "python3"}
    assert (ROOT / kind / assignment / f"{assignment}.ipynb").stat().st_size < 200_000


def test_every_cell_has_a_readable_id_and_is_locked_unless_it_is_the_students(assignment):
    cells = load("source", assignment).cells
    for cell in cells:
        assert re.fullmatch(r"[a-z0-9_]+", cell.id)
        if is_the_readers(cell):
            assert "nbgrader" not in cell.metadata
            continue
        assert marks(cell)["grade_id"] == cell.id
        assert marks(cell)["schema_version"] == 3
        assert marks(cell)["locked"] is not marks(cell)["solution"]
    assert len({cell.id for cell in cells}) == len(cells)


def test_every_exercise_is_a_solution_cell_followed_by_its_check(assignment):
    cells = load("source", assignment).cells
    solutions = [cell.id for cell in cells if marks(cell)["solution"]]
    checks = [cell for cell in cells if marks(cell)["grade"]]
    assert [cell.id for cell in checks] == [f"check_{name}" for name in solutions]
    assert {EXERCISES[name].assignment for name in solutions} == {assignment}
    for name, cell in zip(solutions, checks, strict=True):
        points = marks(cell)["points"]
        assert cell.source.split("\n") == [
            f"check({name})",
            "### BEGIN HIDDEN TESTS",
            "from autograder import grade",
            f"grade({name}, points={points})",
            "### END HIDDEN TESTS",
        ]


def test_points_are_100(assignment):
    assert sum(marks(cell).get("points", 0) for cell in load("source", assignment).cells) == 100


def test_the_released_check_cell_shows_nothing_but_the_check(assignment):
    for cell in load("release", assignment).cells:
        if marks(cell)["grade"]:
            assert cell.source == f"check({cell.id.removeprefix('check_')})"


def test_after_a_check_come_questions_a_cell_for_the_answers_and_one_that_replies(assignment):
    cells = load("release", assignment).cells
    exercises = [cell.id.removeprefix("asked_") for cell in cells if cell.id.startswith("asked_")]
    assert len(exercises) == {"step_by_step": 8, "application": 6}[assignment]
    for name in exercises:
        at = [cell.id for cell in cells].index(f"asked_{name}")
        form, answers, asked = cells[at - 2 : at + 1]
        assert (form.id, form.source) == (f"ask_{name}", f"ask({name})")
        assert (answers.id, answers.source) == (f"answers_{name}", f"answers_{name} = {{1: None, 2: None, 3: None}}")
        assert (asked.source, marks(asked)["grade"]) == (f"ask({name}, answers_{name})", False)
        assert f"check_{name}" in (cells[at - 3].id, cells[at - 4].id)


@pytest.mark.parametrize("kind", ["source", "release"])
def test_no_path_of_a_machine_and_no_published_number_in_prose(kind, assignment):
    text = (ROOT / kind / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8")
    assert not re.search(r"/home/|/work/|/tmp/|C:\\\\", text)
    for number in ("6.99908", "0.04899", "1.9179", "0.7833", "2.9103", "-0.4467"):
        assert number not in text


def test_the_install_cell_is_one_line_that_skips_where_cnn_utils_is_there(assignment):
    cell = next(cell for cell in load("release", assignment).cells if cell.cell_type == "code")
    comment, imports, install = cell.source.split("\n")
    assert comment.startswith("# For Colab: ")
    assert imports == "import importlib.util, zipfile"
    assert install.startswith('if importlib.util.find_spec("cnn_utils") is None: ')


def test_where_cnn_utils_is_missing_the_install_cell_unpacks_it_and_leaves_the_students_notebook(
    assignment, tmp_path, monkeypatch
):
    (tmp_path / f"{assignment}.zip").write_bytes(bundle(assignment))
    (tmp_path / f"{assignment}.ipynb").write_text("two hours of work")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    shell = Mock()
    source = next(cell for cell in load("release", assignment).cells if cell.cell_type == "code").source
    exec(source, {"get_ipython": lambda: shell})
    assert (tmp_path / "cnn_utils" / "data" / "points.json").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [f"{assignment}.ipynb", f"{assignment}.zip", "cnn_utils"]
    )
    assert (tmp_path / f"{assignment}.ipynb").read_text() == "two hours of work"
    magic, packages = shell.run_line_magic.call_args.args
    assert magic == "pip"
    needed = {re.split("[>=]", line)[0] for line in requirements(assignment).split()} - {"jupyterlab"}
    assert set(packages.split()) - {"install", "-q"} == needed


# Run All ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def quick_training():
    """As nbgrader runs a notebook: the training cell is short."""
    before = os.environ.get("NBGRADER_EXECUTION")
    os.environ["NBGRADER_EXECUTION"] = "autograde"
    yield
    os.environ.pop("NBGRADER_EXECUTION")
    if before is not None:
        os.environ["NBGRADER_EXECUTION"] = before


@pytest.mark.slow
@pytest.mark.tensorflow
@pytest.mark.usefixtures("quick_training")
def test_the_solved_notebook_runs_clean_and_gets_every_point(assignment, tmp_path):
    notebook = run_all(load("source", assignment), tmp_path)
    assert trouble(notebook) == []
    for cell in notebook.cells:
        if marks(cell)["grade"]:
            (result,) = [output for output in cell.outputs if output.output_type == "execute_result"]
            assert float(result.data["text/plain"]) == marks(cell)["points"], cell.id
            assert "passed" in cell.outputs[0].data["text/plain"]


@pytest.mark.slow
@pytest.mark.tensorflow
@pytest.mark.usefixtures("quick_training")
def test_the_released_notebook_runs_to_its_end_without_an_error(assignment, tmp_path):
    notebook = run_all(load("release", assignment), tmp_path)
    assert trouble(notebook) == []
    checks = [cell for cell in notebook.cells if marks(cell)["grade"]]
    assert not [cell.id for cell in checks if "visible checks passed" in cell.outputs[0].data["text/plain"]]
