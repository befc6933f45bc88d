"""What Pyodide unpacks in the folder that the notebook runs in: the course's files, and the kernel's Python."""

from __future__ import annotations

import io
import zipfile
from importlib.metadata import files as files_of
from pathlib import Path

from autograder.authoring.bundle import package_files, zipped
from autograder.authoring.export_course import beside_notebook
from autograder.browser.extensions import KERNEL, extension_folder
from autograder.browser.page_files import PAGE
from cnn_utils.checks.course_exercises import FILE

_PURE = ("comm", "ipywidgets")
_KERNEL = ("pyodide_kernel", "piplite")
_HELPERS = ("compiled_modules.py", "kernel_start.py", "later_imports.py")


def python_zip(assignment: str, root: Path) -> bytes:
    """Make the archive: the same bytes whenever the files are the same."""
    course = {f"{FILE}.{kind}": content for kind, content in beside_notebook(assignment, root).items()}
    helpers = {name: (PAGE / name).read_bytes() for name in _HELPERS}
    return zipped({**package_files(), **course, **_kernel_modules(), **helpers})


def _kernel_modules() -> dict[str, bytes]:
    """The kernel's own modules out of its wheels, and those that Pyodide does not carry, as they are installed here."""
    found = {
        str(path): path.locate().read_bytes()  # type: ignore[attr-defined]  # SimplePath has no such method
        for package in _PURE
        for path in files_of(package) or ()
        if path.suffix == ".py" and "tests" not in path.parts
    }
    for name in _KERNEL:
        (path,) = (extension_folder(KERNEL) / "static" / "pypi").glob(f"{name}-*.whl")
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as wheel:
            found |= {entry: wheel.read(entry) for entry in wheel.namelist() if entry.endswith(".py")}
    return found
