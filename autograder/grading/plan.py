"""What a worker needs to know of an assignment, as plain data that can be sent to any process."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.course_languages import release_folders
from autograder.files import read_notebook
from autograder.reading.matching import MasterCell
from autograder.reading.notebooks import cell_text


@dataclass(frozen=True)
class Plan:
    """How to grade one notebook of an assignment.

    Attributes
    ----------
    assignment, notebook : str
    cells : tuple of MasterCell
        In the order of the notebook.
    kernelspec : dict
        The released notebook's kernelspec, put in place of the student's.
    secret : bytes
        The course's secret, from which hidden cases are drawn for each student. It never enters a session.
    code : str
        Version of what decides a mark; see `version.mark_version`.
    other_languages : mapping of str to mapping
        For each language in which the course is released beside its first, the texts of the instructor's cells by
        grade_id; see `texts_in_other_languages`.
    """

    assignment: str
    notebook: str
    cells: tuple[MasterCell, ...]
    kernelspec: Mapping[str, Any]
    secret: bytes
    code: str
    other_languages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def masters(self) -> dict[str, str]:
        """Instructor's source of each grade cell by grade_id."""
        return {cell.grade_id: cell.source for cell in self.cells if cell.grade}

    def cells_in(self, language: str) -> tuple[MasterCell, ...]:
        """The cells with the texts that whoever reads this language was given."""
        texts = self.other_languages.get(language, {})
        return tuple(replace(cell, source=texts.get(cell.grade_id, cell.source)) for cell in self.cells)

    def fingerprint(self, student: str, content: bytes, beside: Mapping[str, bytes]) -> str:
        """Hash of everything a grade depends on: a second run with the same fingerprint gives the same grade."""
        files = {name: hashlib.sha256(data).hexdigest() for name, data in {"": content, **beside}.items()}
        mine = json.dumps({"plan": self._digest, "student": student, "content": files}, sort_keys=True)
        return hashlib.sha256(mine.encode()).hexdigest()

    def parts(self, content: bytes) -> dict[str, str]:
        """Hash of each thing that may change between two grades, under the name that a report gives as the reason."""
        texts = {"the submission": content, "points or grade cells": self._cells, "the grader": self.code.encode()}
        return {name: hashlib.sha256(text).hexdigest()[:16] for name, text in texts.items()}

    @cached_property
    def _digest(self) -> str:
        mine = asdict(self) | {"secret": hashlib.sha256(self.secret).hexdigest(), "cells": self._deciding}
        del mine["other_languages"]  # what a student reads decides no mark
        return hashlib.sha256(json.dumps(mine, sort_keys=True).encode()).hexdigest()

    @cached_property
    def _cells(self) -> bytes:
        return json.dumps(self._deciding, sort_keys=True).encode()

    @property
    def _deciding(self) -> list[dict[str, Any]]:
        """The cells without the texts: what a student reads decides no mark."""
        return [asdict(cell) for cell in self.cells if cell.cell_type == "code" or cell.grade]


def texts_in_other_languages(root: Path, assignment: str) -> dict[str, dict[str, str]]:
    """Read the texts of locked cells from a course's releases beside its first; grade cells say the same in each."""
    _, *others = release_folders(root).items()
    paths = {language: root / folder / assignment / f"{assignment}.ipynb" for language, folder in others}
    return {
        language: {
            cell["metadata"]["nbgrader"]["grade_id"]: cell_text(cell)
            for cell in read_notebook(path)["cells"]
            if _is_locked_text(cell["metadata"].get("nbgrader", {}))
        }
        for language, path in paths.items()
        if path.is_file()
    }


def _is_locked_text(nbgrader_metadata: Mapping[str, Any]) -> bool:
    return bool(nbgrader_metadata.get("locked")) and not nbgrader_metadata.get("grade")
