"""Make the student's stubs from the solution cells, line by line.

What lies between ``### START CODE HERE ###`` and ``### END CODE HERE ###`` is blanked; everything else stays. Inside:

==========================================  ============================================
the solution says                           the student meets
==========================================  ============================================
``n_H = (n_H_prev - f) // stride + 1``      ``n_H = None``
``(m, n_H_prev, n_W_prev) = X.shape``       ``(m, n_H_prev, n_W_prev) = None``
``dW[:, :, :, c] += a * dZ[i, h, w, c]``    ``dW[:, :, :, c] += None``
``return x == np.max(x)``                   ``return None``
``for h in range(n_H):  # rows``            ``for h in range(n_H):  # rows``
``for h in range(n_H):  # rows  #: blank``  ``for h in range(None):  # rows``
``if mode == "max":  #: blank``             ``if None:``
``a_prev = A_prev[i]  #: keep``             ``a_prev = A_prev[i]``
==========================================  ============================================

So a statement loses its value and a head (``for``, ``while``, ``if``, ``with``) stays; ``#: keep`` and ``#: blank`` at
the end of the line say otherwise for that line, and never reach the student. Comments and blank lines stay.
The level ``blank`` leaves a single line of every region instead: for a class that is to write its own loops.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions
from traitlets import Enum

from autograder.authoring.releasing.markers import CODE, MarkerError, Region, check_cell, find_regions, name_of

LEVELS = ("lines", "blank")
BLANK_LINE = "pass  # your code here"

_DIRECTIVE = re.compile(r"\s*#:\s*(.*?)\s*$")
_KEPT = (ast.Import, ast.ImportFrom, ast.Pass, ast.Break, ast.Continue, ast.Global, ast.Nonlocal)
_HEADS = (ast.For, ast.While, ast.If, ast.With, ast.Try, ast.FunctionDef, ast.ClassDef, ast.Match)


@dataclass(frozen=True)
class _Edit:
    """Lines first to last become text."""

    first: int
    last: int
    text: str


def stub(source: str, level: str = "lines") -> str:
    """Blank the START CODE HERE regions of a solution cell.

    Parameters
    ----------
    source : str
        Code of the cell.
    level : {"lines", "blank"}

    Returns
    -------
    str
        What the student meets; it still parses.

    Raises
    ------
    MarkerError
        If a marker is wrong, or a region cuts through a statement.
    """
    regions = [region for region in find_regions(source) if region.kind == CODE]
    cell = _Cell(source, regions)
    edits = list(cell.edits())  # for every level: it is what finds a region that cuts through a statement
    if level == "blank":
        edits = [_Edit(r.begin + 1, r.end - 1, _indent(cell.lines[r.begin - 1]) + BLANK_LINE) for r in regions]
    lines = list(cell.lines)
    for edit in sorted(edits, key=lambda edit: edit.first, reverse=True):
        lines[edit.first - 1 : edit.last] = [edit.text]
    stubbed = "\n".join(_DIRECTIVE.sub("", line) if _DIRECTIVE.search(line) else line for line in lines)
    ast.parse(stubbed)
    return stubbed


def without_directives(source: str) -> str:
    """The source with every ``#: keep`` and ``#: blank`` taken out, line for line."""
    return "\n".join(_DIRECTIVE.sub("", line) for line in source.split("\n"))


class LineStubs(ClearSolutions):  # type: ignore[misc]
    """nbgrader's ClearSolutions, with line-by-line stubs where a cell has START CODE HERE.

    It takes the place of ClearSolutions in ``GenerateAssignment.preprocessors``, and checks the markers of every cell
    before the cell is cleared.
    """

    level = Enum(LEVELS, default_value="lines", help="What is left of a solution: its lines, or nothing").tag(
        config=True
    )

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Stub one cell; ClearSolutions does the cells that have no START CODE HERE."""
        notebook = resources["nbgrader"]["notebook"]
        try:
            if any(region.kind == CODE for region in check_cell(cell)):
                cell.source = stub(cell.source, self.level)
                return cell, resources
        except MarkerError as error:
            raise MarkerError(f"{notebook}, cell {name_of(cell, cell_index)}: {error}") from None
        cleared: tuple[NotebookNode, dict[str, Any]] = super().preprocess_cell(cell, resources, cell_index)
        return cleared


class _Cell:
    """The statements of a cell, and where its regions and comments are."""

    def __init__(self, source: str, regions: list[Region]) -> None:
        self.source = source
        self.lines = source.split("\n")
        self.regions = regions
        self.tree = _parsed(source)
        self.comments = {
            token.start[0]: token.string
            for token in tokenize.generate_tokens(io.StringIO(source).readline)
            if token.type == tokenize.COMMENT
        }
        for region in regions:
            if not {region.begin, region.end} <= self.comments.keys():
                raise MarkerError(f"line {region.begin}: START CODE HERE or its end stands inside a string")

    def edits(self) -> Iterator[_Edit]:
        """What changes, statement by statement."""
        used = set()
        for statement, inside in self._statements(self.tree.body):
            directive, line = self._directive(statement)
            if directive and not inside:
                raise MarkerError(f"line {line}: '#: {directive}' outside a START CODE HERE region")
            used.add(line)
            edit = self._edit(statement, directive) if inside else None
            if edit:
                yield edit
        for line, comment in self.comments.items():
            if _DIRECTIVE.search(comment) and line not in used:
                raise MarkerError(f"line {line}: {comment!r} belongs to no statement")

    def _statements(self, body: list[ast.stmt]) -> Iterator[tuple[ast.stmt, bool]]:
        """Every statement at every depth, and whether it lies in a region."""
        for statement in body:
            first, last = statement.lineno, statement.end_lineno or statement.lineno
            is_head = isinstance(statement, _HEADS)
            inside = any(region.holds(first, last) for region in self.regions)
            overlaps = any(region.begin <= last and first <= region.end for region in self.regions)
            cut = not is_head or any(region.begin < first <= region.end for region in self.regions)
            if overlaps and not inside and cut:
                raise MarkerError(f"line {first}: a marker cuts through this statement")
            yield statement, inside
            if is_head:
                for field in ("body", "orelse", "finalbody"):
                    yield from self._statements(getattr(statement, field, []))
                for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
                    yield from self._statements(part.body)

    def _directive(self, statement: ast.stmt) -> tuple[str, int]:
        """What ``#:`` says at the end of a statement, or of a head; and its line."""
        last = statement.lineno if isinstance(statement, _HEADS) else statement.end_lineno or statement.lineno
        found = _DIRECTIVE.search(self.comments.get(last, ""))
        if found and found[1] not in ("keep", "blank"):
            raise MarkerError(f"line {last}: '#: {found[1]}' is neither '#: keep' nor '#: blank'")
        return (found[1] if found else ""), last

    def _edit(self, statement: ast.stmt, directive: str) -> _Edit | None:
        is_head = isinstance(statement, _HEADS)
        blanks = directive == "blank" if is_head else directive != "keep" and not isinstance(statement, _KEPT)
        if is_head and self._shares_its_line(statement):
            raise MarkerError(f"line {statement.lineno}: put what follows the colon on a line of its own")
        if not blanks:
            return None
        first = statement.lineno
        last = first if is_head else statement.end_lineno or first
        text = _indent(self.lines[first - 1]) + (self._blank_head(statement) if is_head else self._blank(statement))
        comments = [self.comments[line] for line in range(first, last + 1) if line in self.comments]
        return _Edit(first, last, "  ".join([text, *comments[-1:]]))

    def _blank(self, statement: ast.stmt) -> str:
        """A simple statement without its value."""
        if self.lines[statement.lineno - 1][: statement.col_offset].strip():
            raise MarkerError(f"line {statement.lineno}: two statements on one line")
        if isinstance(statement, ast.Assign):
            return " = ".join([*map(self._text, statement.targets), "None"])
        if isinstance(statement, ast.AugAssign):
            whole = self._text(statement)
            return whole[: len(whole) - len(self._text(statement.value))].rstrip("( \n\\") + " None"
        if isinstance(statement, ast.AnnAssign):
            return f"{self._text(statement.target)}: {self._text(statement.annotation)} = None"
        return "return None" if isinstance(statement, ast.Return) else "None"

    def _blank_head(self, statement: ast.stmt) -> str:
        """A head without what it loops over or asks."""
        if isinstance(statement, ast.For):
            calls = isinstance(statement.iter, ast.Call) and isinstance(statement.iter.func, ast.Name)
            over = f"{self._text(statement.iter.func)}(None)" if calls else "None"  # type: ignore[attr-defined]
            return f"for {self._text(statement.target)} in {over}:"
        if isinstance(statement, ast.If | ast.While):
            word = self.lines[statement.lineno - 1].split()[0]  # if, elif or while
            return f"{word} None:"
        raise MarkerError(f"line {statement.lineno}: only for, while and if can be blanked")

    def _shares_its_line(self, statement: ast.stmt) -> bool:
        body: list[ast.stmt] = getattr(statement, "body", [])
        return bool(body) and body[0].lineno == statement.lineno

    def _text(self, node: ast.AST) -> str:
        return ast.get_source_segment(self.source, node) or ""


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise MarkerError(f"line {error.lineno}: the solution does not parse ({error.msg})") from None


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
