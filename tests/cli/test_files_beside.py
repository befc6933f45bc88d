"""A command works in folders that students have filled: nothing there is code of the grader's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from notebook_files import IMPORTS, ZERO_PAD, notebook

# What processes of the grader import when they start, each before it has said a word.
NAMES = ("json", "random", "logging", "tempfile", "multiprocessing", "numpy", "IPython", "matplotlib", "autograder")
COMMAND = Path(sys.executable).with_name("autograder")


@pytest.mark.parametrize(
    "arguments",
    [["check", "ada.ipynb"], ["check", *(f"{name}.ipynb" for name in "abcde"), "--jobs", "2"], ["doctor"]],
    ids=["one file", "many files", "doctor"],
)
def test_no_module_in_the_folder_is_run(tmp_path, arguments):
    folder = tmp_path / "hand-in"
    folder.mkdir()
    for name in ("ada", *"abcde"):
        (folder / f"{name}.ipynb").write_bytes(notebook(IMPORTS, ZERO_PAD))
    for name in NAMES:
        (folder / f"{name}.py").write_text(f"open({str(tmp_path / 'was-run')!r}, 'a').write({name!r} + ' ')\n")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    subprocess.run([COMMAND, *arguments], cwd=folder, env=environment, capture_output=True, check=False)
    assert not (tmp_path / "was-run").exists(), (tmp_path / "was-run").read_text()
