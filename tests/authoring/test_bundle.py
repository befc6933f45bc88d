"""The student's zip."""

import ast
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.authoring.bundle import bundle, bundle_files, requirements
from autograder.authoring.source_notebooks import ROOT
from autograder.cli.main import app
from autograder.exercises import ASSIGNMENTS
from tests.support.pseudo_language import add_pseudo


@pytest.fixture(scope="module")
def step_by_step():
    return bundle("step_by_step")


def test_the_same_bytes_whenever_it_is_made(step_by_step):
    assert bundle("step_by_step") == step_by_step


def test_holds_the_notebook_the_package_the_requirements_and_how_to_start(step_by_step):
    names = zipfile.ZipFile(io.BytesIO(step_by_step)).namelist()
    assert {name.split("/")[0] for name in names} == {
        "step_by_step.ipynb", "START_HERE.md", "requirements.txt", "cnn_utils",
    }  # fmt: skip
    assert "cnn_utils/data/points.json" in names
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_notebook_is_the_released_one(assignment):
    released = ROOT / "release" / assignment / f"{assignment}.ipynb"
    assert bundle_files(assignment)[f"{assignment}.ipynb"] == released.read_bytes()


def test_only_the_application_needs_tensorflow():
    assert "\ntensorflow>=" in requirements("lab", "application")
    assert "tensorflow" not in requirements("lab")
    assert "nbgrader" not in requirements("lab", "application")


def test_how_to_start_is_half_a_page():
    text = bundle_files("application")["START_HERE.md"].decode()
    assert "application.ipynb" in text
    assert "{" not in text
    assert len(text.split()) < 250


def test_in_another_language_are_the_notebook_and_how_to_start():
    files = bundle_files("step_by_step", ROOT, add_pseudo())
    assert (
        files["START_HERE.md"]
        .decode()
        .startswith("⟦# Start here⟧\n\n⟦This folder holds the notebook `step_by_step.ipynb`")
    )
    assert json.loads(files["step_by_step.ipynb"])["metadata"]["cnn_utils"] == {"language": "pseudo"}


def test_a_language_that_is_not_there_is_refused_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["bundle", "step_by_step", "--course", str(ROOT), "--language", "xx"])
    assert str(done.exception).startswith("There is no language 'xx' here; there are en")
    assert list(tmp_path.iterdir()) == []


def test_nothing_in_the_zip_imports_the_instructors_package(step_by_step):
    archive = zipfile.ZipFile(io.BytesIO(step_by_step))
    for name in archive.namelist():
        if name.endswith(".py"):
            imported = [node for node in ast.walk(ast.parse(archive.read(name))) if isinstance(node, ast.ImportFrom)]
            assert not [node for node in imported if (node.module or "").startswith("autograder")], name


@pytest.mark.slow
def test_unpacked_in_an_empty_folder_the_notebook_runs_with_its_own_cnn_utils(step_by_step, tmp_path):
    zipfile.ZipFile(io.BytesIO(step_by_step)).extractall(tmp_path)
    cells = json.loads((tmp_path / "step_by_step.ipynb").read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    script = "\n".join(
        [
            "import sys; sys.path.insert(0, ''); sys.modules['autograder'] = None",
            "from IPython.core.interactiveshell import InteractiveShell",
            "shell = InteractiveShell.instance()",
            f"for source in {code!r}:",
            "    result = shell.run_cell(source)",
            "    result.raise_error()",
            "import cnn_utils; print(cnn_utils.__file__)",
        ]
    )
    environment = {**os.environ, "MPLBACKEND": "Agg", "IPYTHONDIR": str(tmp_path / "ipython")}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == str(tmp_path / "cnn_utils" / "__init__.py")


@pytest.mark.parametrize("output", ["", "out", "out/mine.zip"])
def test_the_command_writes_the_zip_where_it_is_told(output, step_by_step, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(
        app, ["bundle", "step_by_step", "--course", str(ROOT), *(["--output", output] if output else [])]
    )
    path = Path(output or "dist")
    path = path if path.suffix else path / "step_by_step.zip"
    assert done.output == f"wrote {path}\n"
    assert path.read_bytes() == step_by_step
