"""Write the site: JupyterLite, the course in it, and the page around them."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from autograder.authoring.source_notebooks import ROOT
from autograder.browser.app_files import app_files
from autograder.browser.extensions import extension_files
from autograder.browser.languages import Release, releases
from autograder.browser.lite_settings import listings, settings
from autograder.browser.page_files import page_files
from autograder.browser.pins import FIRST, FROZEN, LATER, PYODIDE_CDN, require_jupyterlite
from autograder.browser.pyodide_folder import pyodide_files
from autograder.browser.python_zip import python_zip
from autograder.errors import UserError

RUNS = "step_by_step"
"""The assignment that needs NumPy and matplotlib alone."""
SITE = "site.json"
_TENSORFLOW = (
    "application needs TensorFlow, which runs in no browser: open its notebook in Colab instead, where it is installed "
    "(autograder bundle application makes the zip to upload there; START_HERE.md in it says how)."
)


def write_site(
    assignment: str, folder: Path, *, pyodide: Path | None = None, root: Path = ROOT, language: str = ""
) -> int:
    """Write a site that any web server can carry.

    Parameters
    ----------
    assignment : str
        "step_by_step".
    folder : Path
        Where it goes: a new or empty folder, or one that holds an earlier site, which it replaces.
    pyodide : Path, optional
        Folder with Pyodide to put beside it; without it, readers' browsers take Pyodide from its CDN.
    root : Path
        The course.
    language : str
        Code of the language that the menu begins with; the course's first if empty.

    Returns
    -------
    int
        Bytes written.

    Raises
    ------
    UserError
        If the assignment does not run in a browser, if JupyterLite or something of Pyodide is missing, or if the folder
        holds other files.
    """
    if assignment != RUNS:
        raise UserError(_TENSORFLOW)
    require_jupyterlite()
    _require_room(folder)
    content = dict(_site_files(assignment, root, pyodide, language))
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return sum(map(len, content.values()))


def _require_room(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()) and not (folder / SITE).is_file():
        msg = f"{folder} holds other files: name a new folder, or one with an earlier site in it."
        raise UserError(msg)


def _site_files(assignment: str, root: Path, pyodide: Path | None, language: str) -> Iterator[tuple[str, bytes]]:
    """Every file by its place in the site; the last says which build it is."""
    found = releases(assignment, root, language)
    jupyter = {
        **dict(app_files()),
        **dict(extension_files()),
        **{f"files/{release.path}": release.notebook for release in found},
        **{name: _json(listing) for name, listing in listings(found).items()},
        "jupyter-lite.json": _json(settings()),
    }
    content = {
        **{f"jupyter/{name}": data for name, data in jupyter.items()},
        **page_files([release.language for release in found]),
        "python.zip": python_zip(assignment, root),
    }
    if pyodide is not None:
        content |= {f"pyodide/{name}": data for name, data in pyodide_files(pyodide)}
    yield from content.items()
    yield SITE, _json(_about(assignment, found, content, "pyodide/" if pyodide else PYODIDE_CDN))


def _about(assignment: str, found: list[Release], content: dict[str, bytes], pyodide: str) -> dict[str, object]:
    digest = hashlib.sha256()
    for name, data in sorted(content.items()):
        digest.update(name.encode() + b"\0" + data)
    return {
        "assignment": assignment,
        "build": digest.hexdigest()[:16],
        "pyodide": pyodide,
        "first": FIRST,
        "frozen": FROZEN,
        "later": LATER,
        "notebooks": [{"language": one.language, "name": one.name, "path": one.path} for one in found],
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()
