"""Python files and Markdown pages, to cells: nbconvert's and editors' exports, plain scripts, fenced code."""

from __future__ import annotations

import ast
import re
import textwrap

from autograder.reading.code.fixing import fix, parse, parses
from autograder.reading.code.written import written
from autograder.reading.notebooks import refuse_too_many
from autograder.reading.submission import Cell, CellType, NotANotebook
from cnn_utils.language.speaking import say

# "# In[3]:" and "# <codecell>" are nbconvert's marks; "# %%" is what VS Code, Spyder and jupytext write.
_CELL_MARK = re.compile(r"^#\s*(?:In\s*\[[ \d*]*\]\s*+:?|<(?:code|markdown)cell>|%%.*)\s*$")
_MARKDOWN_MARK = re.compile(r"^#\s*(?:%%+\s*\[(?:markdown|md|raw)\]|<markdowncell>)")
_FENCE = re.compile(r"^[ \t]{0,3}(?:```+|~~~+)[ \t]*\{?\.?(\w*)[^\n]*$")
_PYTHON_NAMES = {"python", "python3", "py", "ipython", "ipython3"}
_LOOKS_LIKE_PYTHON = re.compile(r"^(?:def \w+\s*\(|import \w|from \w[\w.]* import |class \w+|\w+ = |print\b)", re.M)


def parse_script(text: str, repairs: list[str]) -> list[Cell]:
    """Cells of a script or a page with fenced code.

    Raises
    ------
    NotANotebook
        If nothing in the text looks like Python, or it has too many cells.
    """
    lines = text.split("\n")
    refuse_too_many(sum(bool(_CELL_MARK.match(line) or _FENCE.match(line)) for line in lines) + text.count("@app.cell"))
    if marimo := _marimo(text, lines):
        repairs.append(say("The file is a marimo notebook; what its cells hold was read as cells."))
        return marimo
    if any(_CELL_MARK.match(line) for line in lines):
        cells = _marked(lines)
        # A mark inside a text in triple quotes is none: then only the whole makes sense.
        if all(_parses(cell.source) for cell in cells if cell.type == "code") or not _parses(text):
            return cells
        return [Cell(0, "", "code", text)]
    fenced = _fenced(lines)
    if fenced and not _parses(text):
        repairs.append(say("The file is a page with code in it; its fenced code was read as cells."))
        return fenced
    if not _LOOKS_LIKE_PYTHON.search(text):
        start = repr(_beginning(text))
        raise NotANotebook(say("The file is neither a notebook nor Python: it begins with {start}.", start=start))
    return [Cell(0, "", "code", text)]


def _marimo(text: str, lines: list[str]) -> list[Cell]:
    """Cells of a marimo file, in which each is the body of a function; none where it is another file."""
    tree = parse(text) if "@app.cell" in text else None
    cells: list[Cell] = []
    for node in tree.body if tree else []:
        decorators = [(written(each) or "").partition("(")[0] for each in getattr(node, "decorator_list", [])]
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and "app.cell" in decorators:
            body = node.body[:-1] if isinstance(node.body[-1], ast.Return) else node.body
        elif isinstance(node, ast.With) and "app.setup" in text:
            body = node.body
        elif "app.function" in decorators:
            cells.append(Cell(len(cells), "", "code", "\n".join(lines[node.lineno - 1 : node.end_lineno])))
            continue
        else:
            continue
        if body:
            inside = lines[_first_line(body[0]) - 1 : body[-1].end_lineno]
            cells.append(Cell(len(cells), "", "code", textwrap.dedent("\n".join(inside))))
    return cells


def _first_line(node: ast.stmt) -> int:
    """Where a statement begins, its decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def _marked(lines: list[str]) -> list[Cell]:
    cells: list[Cell] = []
    current: list[str] = []
    kind: CellType = "code"

    def close() -> None:
        source = "\n".join(current).strip("\n")
        if source.strip():
            cells.extend(_split_prose(len(cells), source) if kind == "code" else [_prose(len(cells), source)])

    for line in lines:
        if _CELL_MARK.match(line):
            close()
            current, kind = [], "markdown" if _MARKDOWN_MARK.match(line) else "code"
        else:
            current.append(line)
    close()
    return cells


def _split_prose(index: int, source: str) -> list[Cell]:
    """Cut the comments that nbconvert makes of the following Markdown off the end of a code cell."""
    lines = source.split("\n")
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    code, prose = "\n".join(lines[:end]).rstrip(), "\n".join(lines[end:]).strip("\n")
    cells = [Cell(index, "", "code", code)] if code else []
    if prose:
        cells.append(_prose(index + len(cells), prose))
    return cells


def _prose(index: int, source: str) -> Cell:
    text = "\n".join(re.sub(r"^# ?", "", line) for line in source.split("\n"))
    return Cell(index, "", "markdown", text)


def _fenced(lines: list[str]) -> list[Cell]:
    cells: list[Cell] = []
    block: list[str] = []
    language: str | None = None  # None outside a fence
    for line in lines:
        fence = _FENCE.match(line)
        if not fence:
            block.append(line)
            continue
        source = "\n".join(block)
        if language is not None and _is_code(language, source):
            cells.append(Cell(len(cells), "", "code", source))
        elif source.strip():
            cells.append(Cell(len(cells), "", "markdown", source))
        language = fence[1].lower() if language is None else None
        block = []
    if "\n".join(block).strip():
        cells.append(Cell(len(cells), "", "markdown", "\n".join(block)))
    return cells if any(cell.type == "code" for cell in cells) else []


def _is_code(language: str, source: str) -> bool:
    return language in _PYTHON_NAMES or (not language and bool(_LOOKS_LIKE_PYTHON.search(source)))


def _parses(text: str) -> bool:
    return parses(fix(text, 0)[0])


def _beginning(text: str) -> str:
    return " ".join(text.split())[:40]
