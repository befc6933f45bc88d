"""Make a submitted notebook safe to grade: what the instructor wrote is put back, what the student wrote is kept.

The steps are those of nbgrader's sanitising preprocessors (ClearOutput, DeduplicateIds, OverwriteKernelspec,
OverwriteCells), on plain JSON. One thing is added: a grade cell that was deleted comes back, because the function it
tests may well be there.
"""

from __future__ import annotations

from typing import Any

from autograder.grading.active_content import neutralise
from autograder.grading.plan import Plan
from autograder.reading.matching import MasterCell
from autograder.reading.notebooks import cell_text, free_ids
from cnn_utils.language.catalogues import ENGLISH
from cnn_utils.language.speaking import later, say

Cell = dict[str, Any]


def sanitise(notebook: dict[str, Any], plan: Plan, language: str = ENGLISH) -> list[str]:
    """Put the instructor's cells back into a submission.

    Parameters
    ----------
    notebook : dict
        nbformat 4; changed in place.
    plan : Plan
    language : str
        The notebook's.

    Returns
    -------
    list of str
        One sentence for each thing that had to be put right.
    """
    masters = {cell.grade_id: cell for cell in plan.cells_in(language)}
    notebook["metadata"]["kernelspec"] = dict(plan.kernelspec)
    repairs = _drop_repeated_ids(notebook["cells"])
    for cell in notebook["cells"]:
        _clear(cell)
        nbgrader_metadata = cell["metadata"].get("nbgrader")
        if not isinstance(nbgrader_metadata, dict) or "grade_id" not in nbgrader_metadata:
            cell["metadata"].pop("nbgrader", None)
            continue
        master = masters.get(str(nbgrader_metadata["grade_id"]))
        if master is None:
            message = later("Cell {grade_id!r} belongs to no cell of the assignment; run as an ordinary cell.")
            repairs.append(say(message, grade_id=nbgrader_metadata["grade_id"]))
            del cell["metadata"]["nbgrader"]
        else:
            repairs += _overwrite(cell, nbgrader_metadata, master)
    repairs += _bring_back(notebook["cells"], plan)
    repairs += _put_in_order(notebook["cells"], plan)
    return repairs + neutralise(notebook, language)


def _clear(cell: Cell) -> None:
    if cell["cell_type"] == "code":
        cell["outputs"], cell["execution_count"] = [], None


def _drop_repeated_ids(cells: list[Cell]) -> list[str]:
    """Keep the last cell of each grade_id, as nbgrader does; the others become ordinary cells."""
    seen: set[str] = set()
    repairs = []
    for cell in reversed(cells):
        nbgrader_metadata = cell["metadata"].get("nbgrader")
        if not isinstance(nbgrader_metadata, dict) or "grade_id" not in nbgrader_metadata:
            continue
        grade_id = str(nbgrader_metadata["grade_id"])
        if grade_id in seen:
            del cell["metadata"]["nbgrader"]
            repairs.append(say("Cell {grade_id!r} occurs more than once; the last one counts.", grade_id=grade_id))
        seen.add(grade_id)
    return repairs


def _overwrite(cell: Cell, nbgrader_metadata: dict[str, Any], master: MasterCell) -> list[str]:
    repairs = []
    if cell["cell_type"] != master.cell_type:
        cell["cell_type"] = master.cell_type
        cell.pop("attachments", None)
        if master.cell_type == "code":
            cell["outputs"], cell["execution_count"] = [], None
        else:
            cell.pop("outputs", None)
            cell.pop("execution_count", None)
        message = later("Cell {grade_id!r} is a {type} cell again.")
        repairs.append(say(message, grade_id=master.grade_id, type=master.cell_type))
    if master.grade and _differs(nbgrader_metadata.get("points"), master.points):
        message = later("Cell {grade_id!r} is worth {points:g} points again.")
        repairs.append(say(message, grade_id=master.grade_id, points=master.points))
    if master.locked and cell_text(cell) != master.source:
        if not _is_released_form(cell_text(cell), master):
            message = later("Cell {grade_id!r} was edited; the instructor's is put back.")
            repairs.append(say(message, grade_id=master.grade_id))
        cell["source"] = master.source
    cell["metadata"]["nbgrader"] = _nbgrader_metadata(master)
    return repairs


def _is_released_form(source: str, master: MasterCell) -> bool:
    """Whether the text is what students received: the instructor's cell with fewer lines (its hidden tests)."""
    wanted = iter(master.source.splitlines())
    return all(any(line == other for other in wanted) for line in source.splitlines())


def _bring_back(cells: list[Cell], plan: Plan) -> list[str]:
    present = {cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells}
    missing = [cell for cell in plan.cells if cell.grade and cell.grade_id not in present]
    ids = free_ids([cell["id"] for cell in cells])
    cells += [_cell_of(master, next(ids)) for master in missing]
    message = later("Grade cell {grade_id!r} was missing; it is put back at the end.")
    return [say(message, grade_id=master.grade_id) for master in missing]


def _put_in_order(cells: list[Cell], plan: Plan) -> list[str]:
    """Let each tested cell wait for those that the instructor wrote before it.

    Exercises build on each other, and a wrong helper is replaced by the right one while its caller is judged: nobody
    shall learn from that one before the helper itself has been judged.
    """
    order = [cell.grade_id for cell in plan.cells if cell.grade and not cell.solution and cell.cell_type == "code"]
    arranged: list[Cell] = []
    waiting: dict[str, Cell] = {}
    moved = []
    for cell in cells:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id not in order:
            arranged.append(cell)
            continue
        waiting[grade_id] = cell
        if grade_id != order[0]:
            moved.append(grade_id)
        while order and order[0] in waiting:
            arranged.append(waiting.pop(order.pop(0)))
    cells[:] = arranged
    message = later("Grade cell {grade_id!r} was moved; it is judged in the assignment's order.")
    return [say(message, grade_id=grade_id) for grade_id in moved]


def _cell_of(master: MasterCell, cell_id: str) -> Cell:
    cell: Cell = {
        "cell_type": master.cell_type,
        "id": cell_id,
        "metadata": {"nbgrader": _nbgrader_metadata(master)},
        "source": master.source,
    }
    return cell | ({"outputs": [], "execution_count": None} if master.cell_type == "code" else {})


def _nbgrader_metadata(master: MasterCell) -> dict[str, Any]:
    nbgrader_metadata = {
        "cell_type": master.cell_type,
        "checksum": master.checksum,
        "grade": master.grade,
        "grade_id": master.grade_id,
        "locked": master.locked,
        "schema_version": 3,
        "solution": master.solution,
        "task": False,
    }
    return nbgrader_metadata | ({"points": master.points} if master.grade else {})


def _differs(found: Any, points: float) -> bool:  # noqa: ANN401 - the metadata is the student's to break
    try:
        return float(found) != points
    except (TypeError, ValueError):
        return True
