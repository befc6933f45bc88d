"""What a worker needs to know of an assignment, as plain data that can be sent to any process."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from autograder.reading.matching import MasterCell


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
    """

    assignment: str
    notebook: str
    cells: tuple[MasterCell, ...]
    kernelspec: Mapping[str, Any]
    secret: bytes
    code: str

    @property
    def masters(self) -> dict[str, str]:
        """Instructor's source of each grade cell by grade_id."""
        return {cell.grade_id: cell.source for cell in self.cells if cell.grade}

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
        return hashlib.sha256(json.dumps(mine, sort_keys=True).encode()).hexdigest()

    @cached_property
    def _cells(self) -> bytes:
        return json.dumps(self._deciding, sort_keys=True).encode()

    @property
    def _deciding(self) -> list[dict[str, Any]]:
        """The cells without the texts: what a student reads decides no mark."""
        return [asdict(cell) for cell in self.cells if cell.cell_type == "code" or cell.grade]
