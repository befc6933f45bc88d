"""What reading a submission yields: cells, code that can run, the functions found and what had to be repaired."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from cnn_utils.language.catalogues import ENGLISH

CellType = Literal["code", "markdown", "raw"]
Edition = Literal["current", "v1", "v2", "2021"]


class NotANotebook(ValueError):  # noqa: N818 - it names the fact, as KeyboardInterrupt does
    """The file holds no notebook and no Python.

    Attributes
    ----------
    sentence : str
        One line that says what the file is.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Cell:
    """One cell as the file has it, with its text in plain lines.

    Attributes
    ----------
    index : int
        Position in the notebook, from 0.
    id : str
        The nbformat 4.5 id, or "".
    type : str
        "code", "markdown" or "raw".
    source : str
    metadata : dict
        The cell's metadata; always a dict.
    """

    index: int
    id: str
    type: CellType
    source: str
    metadata: dict[str, Any] = field(default_factory=dict)

    @property
    def nbgrader(self) -> dict[str, Any]:
        """The cell's nbgrader metadata, or an empty dict."""
        found = self.metadata.get("nbgrader")
        return found if isinstance(found, dict) else {}

    @property
    def grade_id(self) -> str:
        """The cell's nbgrader id, or ""."""
        found = self.nbgrader.get("grade_id", "")
        return found if isinstance(found, str) else ""


@dataclass(frozen=True)
class Piece:
    """Python of one code cell that parses, line for line where the cell has it.

    Attributes
    ----------
    label : str
        "<cell 3>": the file name under which it is compiled, so that a traceback names the cell.
    source : str
    """

    label: str
    source: str

    @property
    def number(self) -> int:
        """The cell's number as a reader counts, from 1."""
        return int(self.label.strip("<>").split()[1])


@dataclass(frozen=True)
class Submission:
    """A notebook or script, read.

    Attributes
    ----------
    name : str
        File name.
    assignment : str
        "step_by_step" or "application".
    edition : str
        "current", "v1", "v2" or "2021".
    cells : tuple of Cell
    pieces : tuple of Piece
        The code cells, repaired where they did not parse, in order.
    functions : dict of str to str
        The text of each top-level function, of its last definition.
    broken : dict of str to str
        Functions that are there but do not parse, each with a sentence that says where.
    repairs : tuple of str
        What was changed to be able to read the file, one sentence each.
    notebook : dict
        The notebook as nbformat 4.5 without outputs, ready to be run and written; a script becomes one too.
    modules : dict of str to str
        The text of each module that the code imports and that was handed in beside it, by name.
    language : str
        The one that its student is answered in; nothing that is judged depends on it.
    """

    name: str
    assignment: str
    edition: Edition
    cells: tuple[Cell, ...]
    pieces: tuple[Piece, ...]
    functions: dict[str, str]
    broken: dict[str, str]
    repairs: tuple[str, ...]
    notebook: dict[str, Any]
    modules: dict[str, str] = field(default_factory=dict)
    language: str = ENGLISH

    def cell_id(self, piece: Piece) -> str:
        """Find the id, in the notebook, of the cell that a piece comes from."""
        index = piece.number - 1
        cell = next(cell for cell in self.cells if cell.index == index)
        return cell.id or f"cell-{index}"
