"""Where the two packages lie, wherever they are installed."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path


def _folder(package: str) -> Path:
    """Find a package without importing it."""
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        msg = f"No package named {package!r} is installed here."
        raise ModuleNotFoundError(msg, name=package)
    return Path(found.submodule_search_locations[0])


AUTOGRADER = _folder("autograder")
CNN_UTILS = _folder("cnn_utils")
CATALOGUES = AUTOGRADER / "translating" / "compiled"
"""What the grader says beside the students' package, and the notebooks' passages: CODE.mo, generated."""

_PACKED = AUTOGRADER / "course_template"
GIVEN = _PACKED if _PACKED.is_dir() else AUTOGRADER.parent
"""The course as this version gives it, source/ and docs/: packed into a wheel, or the checkout itself."""


def import_path() -> str:
    """What a process of ours gets as PYTHONPATH: both packages, and what the instructor has set.

    Nothing in it is empty, which would stand for the folder that one stands in.
    """
    ours, theirs = (str(folder.parent) for folder in (AUTOGRADER, CNN_UTILS)), os.environ.get("PYTHONPATH", "")
    return os.pathsep.join(dict.fromkeys(filter(None, (*ours, *theirs.split(os.pathsep)))))
