"""Check a whole notebook without running it: define its functions, and check each exercise that is among them.

The self-check page of the browser's course does it, far from any grader: what it shows is what `check` shows.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import linecache
from collections.abc import Iterator
from typing import Any

from cnn_utils.checks.card import html_card
from cnn_utils.checks.notebook_check import check_silently
from cnn_utils.checks.visible_cases import exercises
from cnn_utils.compare.verdict import Verdict

_DEFINING = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)


class SelfCheck:
    """What a notebook defines, ready to be checked.

    Imports, functions, classes and assignments are run, whatever else stands between them is not: no picture is drawn,
    and a loop that never ends in a cell of its own holds nobody up.

    Parameters
    ----------
    notebook : str
        The file's text.
    assignment : str
        "step_by_step" or "application".

    Attributes
    ----------
    exercises : list of str
        Those of the assignment, in its order.

    Raises
    ------
    ValueError
        If the text is no notebook.
    """

    def __init__(self, notebook: str, assignment: str) -> None:
        self.exercises = [name for name, where in exercises().items() if where == assignment]
        self._names: dict[str, Any] = {"__name__": "__main__"}
        for number, cell in enumerate(_code_cells(notebook), 1):
            self._define(cell, f"<cell {number}>")

    def verdict(self, exercise: str) -> Verdict:
        """Run the visible checks of an exercise."""
        function = self._names.get(exercise)
        return check_silently(function, exercise) if callable(function) else Verdict(exercise, "missing", 0.0)

    def card(self, exercise: str) -> tuple[bool, str]:
        """Whether an exercise passes its visible checks, and its card as HTML."""
        verdict = self.verdict(exercise)
        return verdict.status == "passed", html_card(verdict, visible_only=True)

    def _define(self, source: str, name: str) -> None:
        """Run what defines something, a statement at a time: one that fails leaves the others alone."""
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        with contextlib.suppress(SyntaxError):
            for statement in ast.parse(source, name).body:
                if isinstance(statement, _DEFINING):
                    code = compile(ast.Module([statement], []), name, "exec")
                    with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
                        exec(code, self._names)


def _code_cells(notebook: str) -> Iterator[str]:
    try:
        cells = json.loads(notebook)["cells"]
        yield from ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    except (ValueError, KeyError, TypeError):
        raise ValueError("no notebook") from None
