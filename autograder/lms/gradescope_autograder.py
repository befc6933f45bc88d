"""Pack a Gradescope autograder: setup.sh, run_autograder, and the grader itself.

Format: Gradescope's "Autograder specifications". The zip is unpacked to /autograder/source; setup.sh runs once, when
the image is built; run_autograder runs for each submission and writes /autograder/results/results.json.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import autograder
from autograder.cases.points import SOURCE
from autograder.errors import UserError

_PACKAGES = ("autograder", "cnn_utils")
_PROJECT = Path(autograder.__path__[0]).parent
_MOMENT = (2026, 1, 1, 0, 0, 0)  # the same content gives the same zip
_REQUIREMENTS = ("numpy>=2.0,<2.4", "h5py>=3.11", "matplotlib>=3.8", "ipython>=8.20", "pillow>=10.3")
_EXTRA = {"application": ("tensorflow>=2.17",)}

_SETUP = """#!/usr/bin/env bash
# Run once by Gradescope when it builds the image.
set -euo pipefail
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \\
    python3 python3-venv bubblewrap libseccomp2
python3 -m venv /autograder/venv
/autograder/venv/bin/pip install --no-cache-dir --requirement /autograder/source/requirements.txt
"""

_RUN = """#!/usr/bin/env bash
# Run by Gradescope for each submission.
set -euo pipefail
root="${GRADESCOPE_ROOT:-/autograder}"
export PYTHONPATH="$root/source" PYTHONDONTWRITEBYTECODE=1 MPLBACKEND=Agg
python="${GRADESCOPE_PYTHON:-$root/venv/bin/python}"
cd "$root"
exec "$python" -m autograder.lms.gradescope_runner
"""


def gradescope_autograder(assignment: str) -> bytes:
    """Write the zip of an assignment.

    Parameters
    ----------
    assignment : str
        "step_by_step" or "application".

    Raises
    ------
    UserError
        If there is no such assignment.
    """
    notebook = SOURCE / assignment / f"{assignment}.ipynb"
    if not notebook.is_file():
        msg = f"There is no assignment {assignment!r} in {SOURCE}."
        raise UserError(msg)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "setup.sh", _SETUP.encode(), executable=True)
        _add(archive, "run_autograder", _RUN.encode(), executable=True)
        _add(archive, "assignment", f"{assignment}\n".encode())
        requirements = (*_REQUIREMENTS, *_EXTRA.get(assignment, ()))
        _add(archive, "requirements.txt", ("\n".join(requirements) + "\n").encode())
        _add(archive, f"source/{assignment}/{assignment}.ipynb", notebook.read_bytes())
        for path in _code():
            _add(archive, path.relative_to(_PROJECT).as_posix(), path.read_bytes())
    return packed.getvalue()


def _code() -> Iterator[Path]:
    for package in _PACKAGES:
        for path in sorted((_PROJECT / package).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def _add(archive: zipfile.ZipFile, name: str, content: bytes, *, executable: bool = False) -> None:
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = (0o755 if executable else 0o644) << 16
    archive.writestr(entry, content)
