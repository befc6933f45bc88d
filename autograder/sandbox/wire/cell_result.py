"""A cell of a notebook to be run, and what it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from autograder.sandbox.wire.cell_outputs import Output, clean_outputs, stopped_output
from autograder.sandbox.wire.frames import ChannelError
from cnn_utils.compare.calls import Outcome, Plain
from cnn_utils.language.speaking import say


class CodeCell(NamedTuple):
    """A cell to be run.

    Attributes
    ----------
    source : str
        With magics and shell lines, as typed.
    pictures : bool
        Whether figures are drawn.
    as_written : bool
        For an instructor's grade cell: plain Python, run past the hooks that a notebook may have set.
    """

    source: str
    pictures: bool = True
    as_written: bool = False


@dataclass(frozen=True)
class CellResult:
    """What one cell did.

    Attributes
    ----------
    outcome : str
        "returned", "raised", "timeout", "memory" or "killed".
    outputs : list of dict
        Notebook outputs (nbformat 4), well-formed and bounded.
    error : str
        Name of the exception's type, or "".
    seconds : float
    execution_count : int or None
    """

    outcome: Outcome
    outputs: list[Output] = field(default_factory=list)
    error: str = ""
    seconds: float = 0.0
    execution_count: int | None = None


def read_cell_result(reply: Plain, late: bool, limit: float) -> CellResult:
    """Check and read what a child says of a cell.

    Parameters
    ----------
    reply : Plain
    late : bool
        Whether it came only after an interrupt.
    limit : float
        The seconds that the cell had.
    """
    if type(reply) is not tuple or len(reply) != 4:
        raise ChannelError("the result of a cell has four parts")
    outputs, error, seconds, number = reply
    if type(error) is not str or type(seconds) is not float or type(number) is not int:
        raise ChannelError("the result of a cell has parts of the wrong type")
    cleaned = clean_outputs(outputs)
    if late:
        cleaned.append(stopped_output("TimeoutError", too_long(limit)))
        return CellResult("timeout", cleaned, "TimeoutError", seconds, number)
    outcome: Outcome = "memory" if error == "MemoryError" else "raised" if error else "returned"
    return CellResult(outcome, cleaned, error[:200], seconds, number)


def too_long(seconds: float) -> str:
    """Say that a cell used up its time."""
    return say("The cell ran longer than {seconds:g} s and was stopped.", seconds=seconds)
