"""Find the marked regions of a notebook's cells, and refuse every marker that is not exact.

nbgrader lets a mistyped marker pass in silence, and then the solution or the hidden tests stay in the student's copy.
Here a line that looks like a marker is one, to the letter, or it is an error that names the notebook and the cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from autograder.errors import UserError

Cell = Mapping[str, Any]  # a cell of a notebook, its source one string

CODE, SOLUTION, HIDDEN, SCHEME = "code", "solution", "hidden tests", "mark scheme"

# What each marker says, and the line that says it. Behind START CODE HERE a remark may stand: "(≈ 2 lines)".
_MARKERS = {
    "START CODE HERE": (CODE, True, "### START CODE HERE ###"),
    "END CODE HERE": (CODE, False, "### END CODE HERE ###"),
    "BEGIN SOLUTION": (SOLUTION, True, "### BEGIN SOLUTION"),
    "END SOLUTION": (SOLUTION, False, "### END SOLUTION"),
    "BEGIN HIDDEN TESTS": (HIDDEN, True, "### BEGIN HIDDEN TESTS"),
    "END HIDDEN TESTS": (HIDDEN, False, "### END HIDDEN TESTS"),
    "BEGIN MARK SCHEME": (SCHEME, True, "### BEGIN MARK SCHEME"),
    "END MARK SCHEME": (SCHEME, False, "### END MARK SCHEME"),
}
_REMARK = re.compile(r"\s+\([^()]*\)$")
_LIKENESS = 0.75  # STRAT CODE HERE, START CODE and BEGIN HIDDEN TEST lie above; "start the code", "the end" below


class MarkerError(UserError):
    """A marker that is missing, misspelt, doubled or in the wrong kind of cell."""


@dataclass(frozen=True)
class Region:
    """What lies between two markers.

    Attributes
    ----------
    kind : str
        `CODE`, `SOLUTION`, `HIDDEN` or `SCHEME`.
    begin, end : int
        Line numbers of the two markers, from 1.
    """

    kind: str
    begin: int
    end: int

    def holds(self, first: int, last: int) -> bool:
        """Whether the lines from first to last lie inside."""
        return self.begin < first and last < self.end


def find_regions(source: str, *, prose: bool = False) -> list[Region]:
    """Regions of one cell, in order.

    Parameters
    ----------
    source : str
    prose : bool
        True for a Markdown cell, where a sentence may well speak of START CODE HERE.

    Raises
    ------
    MarkerError
        For every marker that is not exact or has no partner.
    """
    regions: list[Region] = []
    opened: tuple[str, str, int] | None = None
    for number, words in _markers(source, prose):
        kind, begins, _ = _MARKERS[words]
        if begins:
            if opened:
                raise MarkerError(
                    f"line {number}: {words} inside the region that line {opened[2]} begins ({opened[1]})"
                )
            opened = (kind, words, number)
        else:
            if not opened or opened[0] != kind:
                raise MarkerError(f"line {number}: {words} without its beginning")
            regions.append(Region(kind, opened[2], number))
            opened = None
    if opened:
        raise MarkerError(f"line {opened[2]}: {opened[1]} without its end")
    return regions


def check_cell(cell: Cell) -> list[Region]:
    """Regions of a notebook cell, which must suit what nbgrader's metadata call it.

    Raises
    ------
    MarkerError
    """
    prose = cell["cell_type"] != "code"
    regions = find_regions(cell["source"], prose=prose)
    kinds = {region.kind for region in regions}
    nbgrader_metadata = cell["metadata"].get("nbgrader", {})
    if kinds & {CODE, SOLUTION} and not nbgrader_metadata.get("solution"):
        raise MarkerError("a solution region in a cell that is not marked as a solution cell")
    if {CODE, SOLUTION} <= kinds:
        raise MarkerError("START CODE HERE and BEGIN SOLUTION in one cell: use one of them")
    if nbgrader_metadata.get("solution") and not prose and not kinds & {CODE, SOLUTION}:
        raise MarkerError("a solution cell without a region: put ### START CODE HERE ### and ### END CODE HERE ### in")
    if HIDDEN in kinds and not nbgrader_metadata.get("grade"):
        raise MarkerError("hidden tests in a cell that is not graded")
    if not prose:
        _keep_the_grader_hidden(cell["source"], regions)
    return regions


def check_notebook(name: str, cells: Sequence[Cell]) -> None:
    """Check every cell.

    Raises
    ------
    MarkerError
        With the notebook's name and the cell's.
    """
    for index, cell in enumerate(cells):
        try:
            check_cell(cell)
        except MarkerError as error:
            raise MarkerError(f"{name}, cell {name_of(cell, index)}: {error}") from None


def name_of(cell: Cell, index: int) -> str:
    """What to call a cell in a message: its grade id, its id, or its place from 1."""
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id") or cell.get("id") or index + 1)


def _markers(source: str, prose: bool) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(source.split("\n"), 1):
        words = _marker_in(line, prose)
        if words is None:
            continue
        exact = _MARKERS[words][2]
        found = line.strip()
        if found != exact and not (words == "START CODE HERE" and _REMARK.sub("", found) == exact):
            raise MarkerError(f"line {number}: {found!r} looks like a marker; the exact line is {exact!r}")
        yield number, words


def _marker_in(line: str, prose: bool) -> str | None:
    """The marker that a line is, or is nearest to; None for an ordinary line."""
    known = [words for words in _MARKERS if not (prose and words.endswith("CODE HERE"))]
    squeezed = re.sub(r"[^A-Z]", "", line.upper())
    for words in known:
        if words.replace(" ", "") in squeezed and (not prose or words in line):
            return words
    hashes = "###" if prose else "#"
    comment = line.partition(hashes)[2] if hashes in line and (not prose or line.lstrip().startswith(hashes)) else ""
    said = " ".join(re.findall(r"[A-Z]+", re.sub(r"\(.*?\)", "", comment.upper())))
    if not said:
        return None
    return next(iter(get_close_matches(said, known, 1, _LIKENESS)), None)


def _keep_the_grader_hidden(source: str, regions: list[Region]) -> None:
    hidden = [region for region in regions if region.kind == HIDDEN]
    for number, line in enumerate(source.split("\n"), 1):
        if re.search(r"\bautograder\b|\bgrade\(", line) and not any(r.holds(number, number) for r in hidden):
            raise MarkerError(f"line {number}: {line.strip()!r} belongs between ### BEGIN HIDDEN TESTS and its end")
