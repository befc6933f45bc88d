"""Bring the instructor's notebooks into one form, whoever saved them last and with whatever kernel.

What a run leaves behind goes: outputs, counts, times, the kernel's own name and version. Cells and all that was written
into them stay, and the file is laid out as JupyterLab lays it out, so a diff shows what was edited and nothing else.
Points are set in nbgrader's field of a cell; its ``grade(NAME, points=...)`` follows.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from autograder.authoring.source_notebooks import ROOT, assignments_in, source_path
from autograder.files import read_notebook

_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_LEFT_BY_A_RUN = ("ExecuteTime", "collapsed", "colab", "execution", "outputId", "scrolled", "trusted", "vscode")
_POINTS = re.compile(r"(?<=\bpoints=)[\d.]+(?=\))")


def source_files(root: Path = ROOT) -> dict[Path, bytes]:
    """The instructor's notebooks in canonical form; paths are relative to root."""
    paths = [source_path(assignment, root) for assignment in assignments_in(root)]
    return {path.relative_to(root): canonical(read_notebook(path)) for path in paths}


def canonical(notebook: dict[str, Any]) -> bytes:
    """Content of a notebook's file in canonical form."""
    content = {
        "cells": [_cell(cell) for cell in notebook["cells"]],
        "metadata": _METADATA,
        "nbformat": notebook["nbformat"],
        "nbformat_minor": notebook["nbformat_minor"],
    }
    return (json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _cell(cell: dict[str, Any]) -> dict[str, Any]:
    metadata = {key: value for key, value in cell["metadata"].items() if key not in _LEFT_BY_A_RUN}
    source = _with_its_points("".join(cell["source"]), metadata.get("nbgrader", {}))
    lines = source.splitlines(keepends=True)
    empty: dict[str, Any] = {"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else {}
    return {**cell, "metadata": metadata, "source": lines, **empty}


def _with_its_points(source: str, nbgrader_metadata: dict[str, Any]) -> str:
    return _POINTS.sub(f"{nbgrader_metadata['points']:g}", source) if nbgrader_metadata.get("grade") else source
