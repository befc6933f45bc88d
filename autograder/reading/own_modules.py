"""Modules that a student handed in beside the notebook, or that the notebook writes itself, and imports."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from autograder.reading.code.fixing import MAX_CODE, fix, parse
from autograder.reading.decoding import decode
from autograder.reading.file_bytes import read_own_file
from autograder.reading.submission import Cell, NotANotebook, Piece

_MOST = 100  # files that are looked at beside a notebook
_WRITTEN = re.compile(r"\s*%%(?:writefile|file)[ \t]+(?:\./)?(\w+)\.py[ \t]*\n")


class _Folder(Mapping[str, bytes]):
    """The Python files of a folder by module name, each read when it is asked for."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = {path.stem: path for path in paths}

    def __getitem__(self, name: str) -> bytes:
        try:
            return read_own_file(self._paths[name])
        except NotANotebook:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def modules_beside(path: Path) -> Mapping[str, bytes]:
    """Python files in the folder of a notebook, by module name.

    Parameters
    ----------
    path : Path
        The notebook's.

    Returns
    -------
    mapping of str to bytes
        Each is read when it is asked for.
    """
    found = sorted(each for each in path.parent.glob("*.py") if each.name != path.name)
    return _Folder(found[:_MOST])


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
    except (KeyError, NotANotebook):
        return ""


def _readable(text: str) -> str:
    """A module that parses, mended as a cell would be; else nothing of it."""
    fixed = fix(text, 0)[0] if len(text) <= MAX_CODE else ""
    return fixed if parse(fixed) is not None else ""
