"""Pack the student's zip: the notebook, cnn_utils, requirements and half a page on how to start."""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from pathlib import Path

from autograder.authoring.release import release_notebook
from autograder.authoring.source_notebooks import ROOT, source_path

# What a student's machine needs of the project's dependencies; their ranges stand in pyproject.toml.
_STUDENT_NEEDS = ("numpy", "h5py", "matplotlib", "jupyterlab", "ipywidgets", "pillow")
_EXTRA_NEEDS = {"step_by_step": (), "application": ("tensorflow",)}

_START = """\
# Start here

This folder holds the notebook `{assignment}.ipynb` and all that it needs.

| file | what it is |
|---|---|
| `{assignment}.ipynb` | the assignment: the one file that you change and hand in |
| `cnn_utils/` | the pictures, the checks and the hints that the notebook uses |
| `requirements.txt` | the packages that the notebook needs |

## On your own computer

You need Python 3.11 or newer. Open a terminal in this folder, and then once:

    python -m venv .venv
    .venv/bin/python -m pip install -r requirements.txt

and each time you want to work:

    .venv/bin/python -m jupyterlab {assignment}.ipynb

On Windows, write `.venv\\Scripts\\python` in place of `.venv/bin/python`. In VS Code, open this folder, then the
notebook, and choose `.venv` as its kernel.

## In Colab

Open `{assignment}.ipynb` there. Upload this zip, under the name `{assignment}.zip`, in the Files panel on the left, and
run the first code cell.

## Working on it

Fill in the code between START CODE HERE and END CODE HERE, run the cell, then the `check` cell below it. Save often.
Hand in `{assignment}.ipynb` alone, under its own name, with every cell still in it.
"""


def bundle(assignment: str, root: Path = ROOT) -> bytes:
    """Make the zip of one assignment: the same bytes whenever the files are the same.

    Parameters
    ----------
    assignment : str
        "step_by_step" or "application".
    root : Path
        The project's folder.
    """
    files = bundle_files(assignment, root)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name)  # dated 1980-01-01, whenever it is made
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def bundle_files(assignment: str, root: Path = ROOT) -> dict[str, bytes]:
    """Content of the zip, by name."""
    return {
        f"{assignment}.ipynb": release_notebook(source_path(assignment, root), root),
        "START_HERE.md": _START.format(assignment=assignment).encode(),
        "requirements.txt": requirements(assignment, root).encode(),
        **_package(root),
    }


def requirements(assignment: str, root: Path = ROOT) -> str:
    """The requirements file of an assignment, each package with the range that pyproject.toml gives it."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    given = [*project["dependencies"], *project["optional-dependencies"]["application"]]
    ranges = {re.split(r"[^\w-]", line, maxsplit=1)[0]: line for line in given}
    return "".join(f"{ranges[name]}\n" for name in (*_STUDENT_NEEDS, *_EXTRA_NEEDS[assignment]))


def _package(root: Path) -> dict[str, bytes]:
    paths = [path for path in (root / "cnn_utils").rglob("*") if path.is_file()]
    names = {path.relative_to(root).as_posix(): path for path in paths}
    return {name: path.read_bytes() for name, path in names.items() if not re.search(r"(^|/)(\.|__pycache__/)", name)}
