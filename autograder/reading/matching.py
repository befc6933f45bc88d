"""Find the cells of an assignment in a submission that lost their nbgrader metadata: by id, by content, by function."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from autograder.reading.code.fixing import fix, parse
from autograder.reading.notebooks import cell_text
from cnn_utils.language.speaking import later, say

_BY_TEXT = later("Cell {cell} had lost its nbgrader metadata; it is {grade_id!r} by its text.")
_BY_DEFINITION = later("Cell {cell} had lost its nbgrader metadata; it is {grade_id!r} by the function it defines.")
_BY_CHECK = later("Cell {cell} had lost its nbgrader metadata; it is {grade_id!r} by the function it checks.")


@dataclass(frozen=True)
class MasterCell:
    """A source cell of the released assignment, as nbgrader's gradebook holds it.

    Attributes
    ----------
    grade_id, cell_type, source, checksum : str
    locked : bool
        Whether the student may not have changed it: the instructor's source is put back before grading.
    grade, solution : bool
    points : float
        0 for a cell that is not graded.
    """

    grade_id: str
    cell_type: str
    source: str
    checksum: str
    locked: bool
    grade: bool
    solution: bool
    points: float


def restore_grade_ids(notebook: dict[str, Any], masters: Sequence[MasterCell]) -> list[str]:
    """Give grade ids back to cells that lost them.

    Cells that still have an id of the assignment are left alone. Among the others, a cell counts as the lost one if its
    text is the instructor's (what students receive has fewer lines), else if it defines the same function, for a
    solution cell, or checks the same function, for a grade cell. Of several, the last is taken.

    Parameters
    ----------
    notebook : dict
        nbformat 4; metadata is changed in place.
    masters : sequence of MasterCell

    Returns
    -------
    list of str
        One sentence for each cell that was recognised.
    """
    cells = notebook["cells"]
    known = {master.grade_id for master in masters}
    present = {_grade_id(cell) for cell in cells}
    free = [index for index, cell in enumerate(cells) if _grade_id(cell) not in known]
    repairs = []
    named = cache(
        lambda index, names: names(cell_text(cells[index]))
    )  # each cell is parsed once, whatever is looked for
    for master in masters:
        if master.grade_id in present or not (master.grade or master.solution):
            continue
        index, how = _find(master, cells, free, named)
        if index is None:
            continue
        free.remove(index)
        cells[index]["metadata"]["nbgrader"] = {"grade_id": master.grade_id}
        repairs.append(say(how, cell=index + 1, grade_id=master.grade_id))
    return repairs


def _find(
    master: MasterCell, cells: Sequence[dict[str, Any]], free: Iterable[int], named: Callable[..., set[str]]
) -> tuple[int | None, str]:
    candidates = [i for i in reversed(list(free)) if cells[i]["cell_type"] == master.cell_type]
    for index in candidates:
        if _is_part_of(cell_text(cells[index]), master.source):
            return index, _BY_TEXT
    if master.cell_type != "code":
        return None, ""
    wanted = _defined(master.source) if master.solution else _checked(master.source)
    names = _defined if master.solution else _checked
    how = _BY_DEFINITION if master.solution else _BY_CHECK
    for index in candidates:
        if wanted and wanted & named(index, names):
            return index, how
    return None, ""


def _is_part_of(text: str, whole: str) -> bool:
    """Whether all lines of a text come, in order, in the whole; a text without any is part of nothing."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    rest = iter([line.strip() for line in whole.splitlines()])
    return bool(lines) and all(any(line == other for other in rest) for line in lines)


def _defined(source: str) -> set[str]:
    """Functions that a cell defines; found by their header where the cell does not parse."""
    tree = parse(fix(source, 0)[0])
    if tree is None:
        return set(re.findall(r"^def\s+(\w+)", source, re.M))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def _checked(source: str) -> set[str]:
    """Functions that a cell hands to check() or grade()."""
    return set(re.findall(r"\b(?:check|grade)\(\s*(\w+)", source))


def _grade_id(cell: dict[str, Any]) -> str:
    nbgrader_metadata = cell["metadata"].get("nbgrader")
    return str(nbgrader_metadata.get("grade_id", "")) if isinstance(nbgrader_metadata, dict) else ""
