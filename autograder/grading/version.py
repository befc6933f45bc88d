"""Which grader this is, as a hash of its own code and data."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import autograder
import cnn_utils


@cache
def code_version() -> str:
    """Hash of the grader's own code and data: a grade given by other code is given anew."""
    digest = hashlib.sha256()
    for package in (autograder, cnn_utils):
        root = Path(package.__path__[0])
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
