"""What Pyodide unpacks in the folder that the notebook runs in: the course's files, and the kernel's Python."""

from __future__ import annotations

import io
import zipfile
from importlib.metadata import files as files_of
from importlib.resources import files
from pathlib import Path

from autograder.authoring.bundle import package_files, zipped
from autograder.authoring.export_course import beside_notebook
from autograder.browser.app_files import kernel_folder
from cnn_utils.checks.course_exercises import FILE

_KERNEL = ("pyodide_kernel", "piplite")
_HELPERS = ("later_imports.py", "compiled_modules.py")


def python_zip(assignment: str, root: Path) -> bytes:
    """Make the archive: the same bytes whenever the files are the same."""
    course = {f"{FILE}.{kind}": content for kind, content in beside_notebook(assignment, root).items()}
    page = files("autograder.browser") / "page"
    helpers = {name: (page / name).read_bytes() for name in _HELPERS}
    return zipped({**package_files(), **course, **_kernel_modules(), **helpers})


def _kernel_modules() -> dict[str, bytes]:
    """The kernel's own modules out of its wheels, and those of comm, which Pyodide does not carry."""
    found = {
        path.as_posix(): path.locate().read_bytes()  # type: ignore[attr-defined]  # SimplePath has no such method
        for path in files_of("comm") or ()
        if path.suffix == ".py"
    }
    for name in _KERNEL:
        (path,) = (kernel_folder() / "static" / "pypi").glob(f"{name}-*.whl")
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as wheel:
            found |= {entry: wheel.read(entry) for entry in wheel.namelist() if entry.endswith(".py")}
    return found
