"""Let an assignment change while a class is under way: a cell more, a cell less, an exercise of the instructor's own.

nbgrader refuses that once anybody has handed in, and takes the released notebook away. Here the gradebook follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from nbgrader.api import Comment, Grade, GradeCell, MissingEntry, SolutionCell, TaskCell
from nbgrader.preprocessors import SaveCells

_ROWS: Mapping[type, tuple[type, ...]] = {GradeCell: (Grade,), SolutionCell: (Comment,), TaskCell: (Grade, Comment)}


class SaveChangedCells(SaveCells):  # type: ignore[misc]  # nbgrader is untyped
    """nbgrader's SaveCells; whoever has handed in keeps every score and comment, and waits for those of a new cell.

    What a person has graded is never thrown away: where that would go with its cell, nbgrader refuses as ever.
    """

    def _create_notebook(self, nb: Any) -> None:  # noqa: ANN401 - a NotebookNode
        with suppress(MissingEntry):
            notebook = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
            gone = [cell for cell in _cells(notebook) if cell.name not in self._wanted[type(cell)]]
            if notebook.submissions and not any(map(_holds_work, gone)):
                self._take_out(notebook, gone)
                self._put_in(notebook)
        super()._create_notebook(nb)

    @property
    def _wanted(self) -> dict[type, dict[str, dict[str, Any]]]:
        return {
            GradeCell: self.new_grade_cells,
            SolutionCell: self.new_solution_cells,
            TaskCell: self.new_task_cells,
        }

    def _take_out(self, notebook: Any, gone: list[Any]) -> None:  # noqa: ANN401 - nbgrader's models are untyped
        """Delete cells with their rows, and all source cells, which come again in the order of the new notebook."""
        for cell in gone:
            for row in (*_rows(cell), cell):
                self.gradebook.db.delete(row)
        for cell in notebook.source_cells:
            self.gradebook.db.delete(cell)
        self.gradebook.db.commit()

    def _put_in(self, notebook: Any) -> None:  # noqa: ANN401 - nbgrader's models are untyped
        known = {(type(cell), cell.name) for cell in _cells(notebook)}
        for kind, cells in self._wanted.items():
            for name, values in cells.items():
                if (kind, name) not in known:
                    cell = kind(name=name, notebook_id=notebook.id, **values)
                    self.gradebook.db.add(cell)
                    self.gradebook.db.flush()  # which gives the cell its id
                    places = ({"cell_id": cell.id, "notebook_id": one.id} for one in notebook.submissions)
                    self.gradebook.db.add_all(row(**place) for place in places for row in _ROWS[kind])
        self.gradebook.db.commit()
        for name, values in self.new_source_cells.items():
            self.gradebook.add_source_cell(name, self.notebook_id, self.assignment_id, **values)


def _cells(notebook: Any) -> list[Any]:  # noqa: ANN401 - nbgrader's models are untyped
    return [*notebook.grade_cells, *notebook.solution_cells, *notebook.task_cells]


def _rows(cell: Any) -> list[Any]:  # noqa: ANN401 - nbgrader's models are untyped
    return [*(cell.grades or ()), *(cell.comments or ())]


def _holds_work(cell: Any) -> bool:  # noqa: ANN401 - nbgrader's models are untyped
    """Whether a person has graded the cell or commented on it."""
    by_hand = ("manual_score", "extra_credit", "manual_comment")
    return any(getattr(row, name, None) is not None for row in _rows(cell) for name in by_hand)
