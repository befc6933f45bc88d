"""Pack a Gradescope autograder: setup.sh, run_autograder, and the grader itself.

Format: Gradescope's "Autograder specifications". The zip is unpacked to /autograder/source; setup.sh runs once, when
the image is built; run_autograder runs for each submission and writes /autograder/results/results.json.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from autograder.authoring.bundle import requirements
from autograder.authoring.source_notebooks import ROOT, source_path
from autograder.own_course import VARIABLE, course_files, require_assignment
from autograder.places import AUTOGRADER, CNN_UTILS

_LEFT_OUT = {"__pycache__", "course_template"}
_MOMENT = (2026, 1, 1, 0, 0, 0)  # the same content gives the same zip
_EXTRAS = {"step_by_step": (), "application": ("application",)}
# Beside what the students' package asks for. 2.4 fails notebooks that were right when they were written.
_ALSO = "numpy<2.4\n"

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
export PYTHONPATH="$root/source" COURSE_VARIABLE="$root/source" PYTHONDONTWRITEBYTECODE=1 MPLBACKEND=Agg
python="${GRADESCOPE_PYTHON:-$root/venv/bin/python}"
cd "$root"
exec "$python" -m autograder.lms.gradescope_runner
""".replace("COURSE_VARIABLE", VARIABLE)


def gradescope_autograder(assignment: str, root: Path = ROOT) -> bytes:
    """Write the zip of an assignment.

    Parameters
    ----------
    assignment : str
        "step_by_step" or "application".
    root : Path
        The course: its points and its own exercises count.

    Raises
    ------
    UsageError
        If the course has no such assignment.
    """
    require_assignment(root, assignment)
    notebook = source_path(assignment, root)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "setup.sh", _SETUP.encode(), executable=True)
        _add(archive, "run_autograder", _RUN.encode(), executable=True)
        _add(archive, "assignment", f"{assignment}\n".encode())
        _add(archive, "requirements.txt", (requirements(*_EXTRAS[assignment]) + _ALSO).encode())
        _add(archive, f"source/{assignment}/{assignment}.ipynb", notebook.read_bytes())
        for name, content in course_files(root).items():
            _add(archive, name, content)
        for name, path in _code():
            _add(archive, name, path.read_bytes())
    return packed.getvalue()


def _code() -> Iterator[tuple[str, Path]]:
    for package in (AUTOGRADER, CNN_UTILS):
        for path in sorted(package.rglob("*")):
            if path.is_file() and not _LEFT_OUT & {*path.parts}:
                yield path.relative_to(package.parent).as_posix(), path


def _add(archive: zipfile.ZipFile, name: str, content: bytes, *, executable: bool = False) -> None:
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = (0o755 if executable else 0o644) << 16
    archive.writestr(entry, content)
