"""Modules that a student handed in beside the notebook, or that the notebook writes itself, and imports."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from autograder.files import read_plain
from autograder.reading.code.fixing import MAX_CODE, fix, parse
from autograder.reading.decoding import decode
from autograder.reading.submission import Cell, NotANotebook, Piece

_MOST, _MOST_BYTES = 100, 8 << 20  # files that are looked at beside a notebook, and what they hold in all
_WRITTEN = re.compile(r"\s*%%(?:writefile|file)[ \t]+(?:\./)?(\w+)\.py[ \t]*\n")


def modules_beside(path: Path) -> dict[str, bytes]:
    """Python files in the folder of a notebook, by module name.

    Parameters
    ----------
    path : Path
        The notebook's.

    Returns
    -------
    dict of str to bytes
        What cannot be read, is longer than code is, or lies beyond what one folder may hold, is left out.
    """
    found = sorted(each for each in path.parent.glob("*.py") if each.name != path.name and each.stem.isidentifier())
    modules: dict[str, bytes] = {}
    room = _MOST_BYTES
    for each in found[:_MOST]:
        with suppress(OSError):
            content = read_plain(each, MAX_CODE + 1)
            if len(content) <= min(MAX_CODE, room):
                modules[each.stem] = content
                room -= len(content)
    return modules


def imported_modules(cells: Iterable[Cell], pieces: Iterable[Piece], beside: Mapping[str, bytes]) -> dict[str, str]:
    """Text of the modules that the code imports, and of those that these import, where they were handed in."""
    written = {found[1]: cell.source[found.end() :] for cell in cells if (found := _WRITTEN.match(cell.source))}
    modules: dict[str, str] = {}
    pending = [name for piece in pieces for name in _imported(piece.source)] if written or beside else []
    while pending:
        name = pending.pop()
        if name not in modules and (name in written or name in beside):
            text = _readable(written[name]) if name in written else _decoded(beside, name)
            modules[name] = text
            pending += _imported(text)
    return modules


def _imported(source: str) -> Iterator[str]:
    """First part of the name of each module that a text imports anywhere."""
    if "import" not in source:
        return
    for node in ast.walk(parse(source) or ast.Module([], [])):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def _decoded(beside: Mapping[str, bytes], name: str) -> str:
    try:
        return _readable(decode(beside[name], []))
    except NotANotebook:
        return ""


def _readable(text: str) -> str:
    """A module that parses, mended as a cell would be; else nothing of it."""
    fixed = fix(text, 0)[0] if len(text) <= MAX_CODE else ""
    return fixed if parse(fixed) is not None else ""
