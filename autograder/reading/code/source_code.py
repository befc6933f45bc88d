"""From cells to Python that parses: repairs, and what can be saved where they do not suffice."""

from __future__ import annotations

import re
from collections.abc import Iterable

from autograder.reading.code.chunks import salvage
from autograder.reading.code.fixing import MAX_CODE, fix, parses
from autograder.reading.submission import Cell, Piece
from cnn_utils.language.speaking import later, say, say_number

_SHELL = re.compile(r"^[ \t]*get_ipython\(\)", re.M)
_MAX_ALL_CODE = 8 * 2**20  # characters in all cells
_MAX_SALVAGED = 8 * 2**20  # characters parsed in search of statements to keep; a real notebook needs a hundredth


def code_of(cells: Iterable[Cell]) -> tuple[tuple[Piece, ...], dict[str, str], list[str]]:
    """Repair the code cells of a notebook.

    Returns
    -------
    pieces : tuple of Piece
    broken : dict of str to str
        Functions that do not parse, each with a sentence that says where.
    repairs : list of str
    """
    pieces: list[Piece] = []
    broken: dict[str, str] = {}
    repairs: list[str] = []
    room, patience = _MAX_ALL_CODE, _MAX_SALVAGED
    for cell in cells:
        if cell.type != "code" or not cell.source.strip():
            continue
        number = cell.index + 1
        if len(cell.source) > min(MAX_CODE, room):
            message = later("Cell {cell} has {millions:.1f} million characters; it was skipped.")
            repairs.append(say(message, cell=number, millions=len(cell.source) / 1e6))
            continue
        room -= len(cell.source)
        source, done = fix(cell.source, number)
        repairs.extend(done)
        if not parses(source):
            saved = salvage(source, number, patience)
            patience -= saved.parsed
            source = saved.source
            broken.update(saved.broken)
            repairs.append(_lost(number, saved.lost, saved.broken))
        elif _SHELL.search(source) and not done:
            repairs.append(say("Cell {cell}: calls of get_ipython() were left out.", cell=number))
        if source.strip():
            pieces.append(Piece(f"<cell {number}>", source))
    return tuple(pieces), broken, repairs


def _lost(number: int, lines: int, broken: dict[str, str]) -> str:
    if not broken:
        return say_number(
            "Cell {cell} does not parse: one line of it skipped, the rest kept.",
            "Cell {cell} does not parse: {n} lines of it skipped, the rest kept.",
            lines,
            cell=number,
        )
    return say_number(
        "Cell {cell} does not parse: one line of it ({functions}) skipped, the rest kept.",
        "Cell {cell} does not parse: {n} lines of it ({functions}) skipped, the rest kept.",
        lines,
        cell=number,
        functions=", ".join(broken),
    )
