"""A folder with Pyodide: what of it goes into the site, and what is said of one that will not do."""

import json

import pytest
from pyodide_stand_in import make_pyodide

from autograder.browser.pyodide_folder import pyodide_files
from autograder.errors import UserError

WHAT_IT_IS = "Give a folder with Pyodide 0.27.7, its pyodide-lock.json and the wheels that this names."


@pytest.fixture
def folder(tmp_path):
    return make_pyodide(tmp_path / "pyodide")


def refusal(folder):
    with pytest.raises(UserError) as error:
        dict(pyodide_files(folder))
    return str(error.value)


def test_takes_the_runtime_and_what_the_notebook_needs_with_all_that_this_needs(folder):
    taken = dict(pyodide_files(folder))
    wheels = {f"{name}-1.0-py3-none-any.whl" for name in json.loads(taken["pyodide-lock.json"])["packages"]}
    assert {name for name in taken if name.endswith(".whl")} == wheels
    assert {name.partition("-1.0")[0] for name in wheels} == {
        "numpy", "ipython", "prompt-toolkit", "micropip", "matplotlib", "cycler",
    }  # fmt: skip
    assert set(taken) - wheels == {
        "pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["pyodide.asm.wasm", "cycler-1.0-py3-none-any.whl"])
def test_names_the_file_that_is_missing(folder, name):
    (folder / name).unlink()
    assert refusal(folder) == f"{folder} has no {name}, which the notebook needs. {WHAT_IT_IS}"


def test_refuses_a_numpy_that_the_notebooks_are_not_for(tmp_path):
    folder = make_pyodide(tmp_path / "pyodide", numpy="2.4.6")
    assert refusal(folder) == f"{folder} carries NumPy 2.4.6; the notebooks need one below 2.4. {WHAT_IT_IS}"


def test_a_folder_that_is_something_else(tmp_path):
    assert refusal(tmp_path) == f"{tmp_path} has no pyodide-lock.json. {WHAT_IT_IS}"
    (tmp_path / "pyodide-lock.json").write_text("[]")
    assert refusal(tmp_path) == f"{tmp_path / 'pyodide-lock.json'} is no lock file of Pyodide. {WHAT_IT_IS}"


def test_a_lock_file_without_a_package(folder):
    lock = json.loads((folder / "pyodide-lock.json").read_text())
    del lock["packages"]["cycler"]
    (folder / "pyodide-lock.json").write_text(json.dumps(lock))
    assert refusal(folder) == f"{folder / 'pyodide-lock.json'} names no cycler, which the notebook needs. {WHAT_IT_IS}"
