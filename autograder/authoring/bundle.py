"""Pack the student's zip: the notebook, cnn_utils, requirements and half a page on how to start."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement

from autograder.authoring.export_course import beside_notebook
from autograder.authoring.release import release_notebook
from autograder.authoring.source_notebooks import ROOT
from autograder.course_languages import languages_of
from autograder.places import CNN_UTILS
from autograder.translating.pages import START_HERE, translated_page
from cnn_utils.checks.course_exercises import FILE
from cnn_utils.language.catalogues import catalogue

_STUDENTS = "convnets-step-by-step"
_EXTRAS = {"step_by_step": ("lab",), "application": ("lab", "application")}
# What lies beside the package's modules in a checkout and describes their distribution.
_ABOUT = ("pyproject.toml", "README.md")


def bundle(assignment: str, root: Path = ROOT, language: str = "") -> bytes:
    """Make the zip of one assignment: the same bytes whenever the files are the same.

    Parameters
    ----------
    assignment : str
        "step_by_step" or "application".
    root : Path
        The project's folder.
    language : str
        Code of the language of the notebook and of how to start; the course's first if empty.
    """
    return zipped(bundle_files(assignment, root, language))


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Pack files by their names: the same bytes whenever the files are the same."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name)  # dated 1980-01-01, whenever it is made
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def bundle_files(assignment: str, root: Path = ROOT, language: str = "") -> dict[str, bytes]:
    """Content of the zip, by name."""
    language = language or languages_of(root)[0]
    start_here = translated_page(START_HERE.read_text(encoding="utf-8"), catalogue(language).gettext)
    return {
        f"{assignment}.ipynb": release_notebook(assignment, root, language),
        "START_HERE.md": start_here.format(assignment=assignment).encode(),
        "requirements.txt": requirements(*_EXTRAS[assignment]).encode(),
        **{f"{FILE}.{kind}": content for kind, content in beside_notebook(assignment, root).items()},
        **package_files(),
    }


def requirements(*extras: str) -> str:
    """What the students' package asks for, a line each, with the ranges that its own pyproject.toml gives.

    Parameters
    ----------
    *extras : str
        Extras to take along: "lab", "application".
    """
    asked = [Requirement(line) for line in requires(_STUDENTS) or ()]
    taken = [one for one in asked if not one.marker or any(one.marker.evaluate({"extra": extra}) for extra in extras)]
    return "".join(f"{one.name}{one.specifier}\n" for one in taken)


def package_files() -> dict[str, bytes]:
    """Files of the students' package, by their place beside the notebook."""
    paths = [path for path in CNN_UTILS.rglob("*") if path.is_file() and path.name not in _ABOUT]
    names = {f"cnn_utils/{path.relative_to(CNN_UTILS).as_posix()}": path.read_bytes() for path in paths}
    return {name: content for name, content in names.items() if not re.search(r"(^|/)(\.|__pycache__/)", name)}
