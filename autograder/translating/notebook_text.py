"""The prose of a notebook: markdown block by block, and what code cells say in comments and docstrings.

Everything else stays: code, formulas on lines of their own, code blocks, headings of docstrings, and the lines that
nbgrader or the grader read (### START CODE HERE ###, BEGIN, END, magics).
"""

from __future__ import annotations

import ast
import copy
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Translate = Callable[[str], str]
Notebook = dict[str, Any]

_FENCE = re.compile(r"^\s*(```|~~~)")
_FORMULA = re.compile(r"^\s*\$\$.*\$\$\s*$", re.DOTALL)
_INDENTED = re.compile(r"(    .*\n?)+")
_SIGNAL = re.compile(r"#+\s*(START|END|BEGIN)\b|#\s*$|#\s*(noqa|type:)|#!")  # read by programs, not by people
_STAYS = re.compile(r"\s+#: \w+$")  # what becomes of the line in the students' notebook (line_stubs.py)
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Passage:
    """One stretch of prose: where it stands, and what it says."""

    cell: str
    kind: str  # "markdown", "comment" or "docstring"
    text: str


@dataclass(frozen=True)
class _Place:
    """Characters of a cell that hold prose, with what goes before each of its lines."""

    start: int
    end: int
    kind: str
    prefix: str = ""


def passages(notebook: Notebook) -> Iterator[Passage]:
    """Every stretch of prose in a notebook, in reading order."""
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        for place in _places(cell["cell_type"], source):
            yield Passage(cell.get("id", ""), place.kind, _bare(source, place))


def translated(notebook: Notebook, translate: Translate) -> Notebook:
    """Copy a notebook with each stretch of prose as `translate` puts it."""
    copied = copy.deepcopy(notebook)
    for cell in copied["cells"]:
        source = "".join(cell["source"])
        for place in reversed(list(_places(cell["cell_type"], source))):
            words = re.sub(r"\n(?=[^\n])", f"\n{place.prefix}", translate(_bare(source, place)))
            source = source[: place.start] + words + source[place.end :]
        cell["source"] = source.splitlines(keepends=True)
    return copied


def _bare(source: str, place: _Place) -> str:
    """The words themselves, without what stands before each line."""
    return source[place.start : place.end].replace(f"\n{place.prefix}", "\n")


def _places(cell_type: str, source: str) -> Iterator[_Place]:
    if cell_type == "markdown":
        yield from _blocks(source)
    elif cell_type == "code":
        yield from sorted([*_comments(source), *_docstrings(source)], key=lambda place: place.start)


def _blocks(source: str) -> Iterator[_Place]:
    """Blocks of markdown between empty lines, without code, fenced or indented, and without formulas by themselves."""
    start, at, fenced = None, 0, False
    for line in [*source.splitlines(keepends=True), "\n"]:
        fence = bool(_FENCE.match(line))
        if start is not None and (fence or not line.strip()):
            end = start + len(source[start:at].rstrip("\n"))
            block = source[start:end]
            if _WORD.search(block) and not _FORMULA.match(block) and not _INDENTED.fullmatch(block):
                yield _Place(start, end, "markdown")
            start = None
        elif start is None and not fenced and not fence and line.strip():
            start = at
        fenced ^= fence
        at += len(line)


def _comments(source: str) -> Iterator[_Place]:
    """Comments after code, each by itself, and runs of lines that are nothing but comment, each as one."""
    offsets = _line_starts(source)
    run: list[tuple[int, int, str]] = []  # start, end and prefix of the lines of one run
    for token in _comment_tokens(source):
        row, column = token.start
        alone = not token.line[:column].strip()
        start = offsets[row - 1] + column
        signal = bool(_SIGNAL.match(token.string)) or not _WORD.search(token.string)
        mark = re.match(r"#+\s*", token.string)
        prefix = token.line[:column] + (mark.group() if mark else "")
        words = start + (mark.end() if mark else 0)
        end = start + len(_STAYS.sub("", token.string))
        follows = bool(run) and alone and not signal and run[-1][2] == prefix and source[run[-1][1] :].startswith(
            "\n" + prefix
        ) and run[-1][1] + 1 == offsets[row - 1]  # fmt: skip
        if run and not follows:
            yield _Place(run[0][0], run[-1][1], "comment", run[0][2])
            run = []
        if signal:
            continue
        if alone:
            run.append((words, end, prefix))
        else:
            yield _Place(words, end, "comment")
    if run:
        yield _Place(run[0][0], run[-1][1], "comment", run[0][2])


def _comment_tokens(source: str) -> list[tokenize.TokenInfo]:
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return []
    return [token for token in tokens if token.type == tokenize.COMMENT]


def _docstrings(source: str) -> Iterator[_Place]:
    """Docstrings of functions and classes in a cell, without their quotes."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # magics: such a cell has no function that students are told about
        return
    offsets = _line_starts(source)
    for node in ast.walk(tree):
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)) or not ast.get_docstring(node):
            continue
        string = node.body[0]
        last = (
            source.splitlines()[(string.end_lineno or 0) - 1].encode()[: string.end_col_offset].decode()
        )  # ast counts bytes
        start = offsets[string.lineno - 1] + string.col_offset + 3
        end = offsets[(string.end_lineno or 0) - 1] + len(last) - 3
        inside = source[start:end]
        yield _Place(start, start + len(inside.rstrip()), "docstring", " " * string.col_offset)


def _line_starts(source: str) -> list[int]:
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts
