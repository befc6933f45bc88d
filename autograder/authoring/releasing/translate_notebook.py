"""Put a notebook into another language, as the first step of its release: the words, and the line that says so.

Code, formulas and all that nbgrader or the grader reads stay as they are in source/, which is English.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from autograder.course_languages import asked_language, languages_of
from autograder.own_course import course_root
from autograder.reading.language import METADATA
from autograder.translating.notebook_text import translated
from cnn_utils.language.catalogues import ENGLISH, catalogue


class TranslateNotebook(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader is untyped
    """Translate every passage that the language's catalogue has; one that it has not stays as it is written."""

    language = Unicode("", help="Code of the language; the course's first if empty.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:  # noqa: ANN401 - nbconvert's
        """Translate one notebook."""
        first = languages_of(course_root() or Path())[0]
        language = asked_language(self.language or first)
        if language != ENGLISH:
            words = translated(nb, catalogue(language).gettext)
            for cell, other in zip(nb.cells, words["cells"], strict=True):
                cell.source = "".join(other["source"])
        if (first, language) != (ENGLISH, ENGLISH):  # a notebook that names none is in the course's first
            _have_it_speak(nb.cells, language)
            nb.metadata[METADATA] = {"language": language}
        return nb, resources


def _have_it_speak(cells: list[NotebookNode], language: str) -> None:
    """Add `speak("ko")` behind the imports of the first cell that imports cnn_utils."""
    for cell in cells:
        last = _last_import(cell.source) if cell.cell_type == "code" else 0
        if last:
            lines = cell.source.split("\n")
            lines[last:last] = ["from cnn_utils import speak", "", f'speak("{language}")']
            cell.source = "\n".join(lines)
            return


def _last_import(source: str) -> int:
    """The line on which the imports of a cell end, if cnn_utils is among them; else 0."""
    try:
        body = ast.parse(source).body
    except SyntaxError:  # magics
        return 0
    imports = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    ours = any(isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cnn_utils") for node in imports)
    return max(node.end_lineno or 0 for node in imports) if ours else 0
