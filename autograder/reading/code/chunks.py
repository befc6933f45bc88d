"""What can be saved of a cell that does not parse: its top-level statements that do."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

from autograder.reading.code.fixing import parse, parses
from autograder.reading.code.patience import is_worth_parsing, timed
from cnn_utils.language.speaking import later, say

_MAX_JOINED = 60  # lines at the left margin that one statement may span, such as those of a docstring
_MAX_LINES = 20_000
_UNFINISHED = ("never closed", "unterminated triple-quoted", "unexpected EOF", "expected 'except'")
_DEFINES = re.compile(r"^(?:async\s+)?def\s+(\w+)", re.M)
_GOES_ON = re.compile(r"^(?:[)\]}]|(?:else|elif|except|finally)\b)")


@dataclass(frozen=True)
class Salvage:
    """The statements of a cell that parse, on their own lines, and the functions that do not.

    Attributes
    ----------
    source : str
        The cell with everything that does not parse blanked out.
    broken : dict of str to str
        Function names, each with a sentence that says where it does not parse.
    lost : int
        How many lines were given up.
    parsed : int
        How many characters were parsed to find out.
    """

    source: str
    broken: dict[str, str]
    lost: int
    parsed: int


def salvage(source: str, number: int, patience: int) -> Salvage:
    """Keep the top-level statements of a cell that parse.

    Parameters
    ----------
    source : str
    number : int
        The cell's number as a reader counts, from 1.
    patience : int
        After about so many characters parsed, the rest of the cell is given up.
    """
    lines = source.split("\n")
    starts = _starts(lines) if len(lines) <= _MAX_LINES else []
    kept = [""] * len(lines)
    broken: dict[str, str] = {}
    at = parsed = 0
    while at < len(starts) and parsed < patience:
        end, read = _end_of_statement(lines, starts, at, patience - parsed)
        parsed += read
        first = starts[at]
        if end is None:
            last = starts[at + 1] if at + 1 < len(starts) else len(lines)
            whole = _before_stray_indent(lines[first:last])
            kept[first : first + whole] = lines[first : first + whole]
            broken.update({} if whole else _broken_functions("\n".join(lines[first:last]), first, number))
            at += 1
        else:
            last = starts[end] if end < len(starts) else len(lines)
            kept[first:last] = lines[first:last]
            at = end
    lost = sum(1 for before, after in zip(lines, kept, strict=True) if before.strip() and not after)
    return Salvage("\n".join(kept), broken, lost, parsed)


def _starts(lines: list[str]) -> list[int]:
    """Lines where a top-level statement may begin."""
    starts: list[int] = []
    decorated = False
    for number, line in enumerate(lines):
        if not line or line[0] in " \t#" or not line.strip() or _GOES_ON.match(line):
            continue
        if not decorated:
            starts.append(number)
        decorated = line[0] == "@"
    return starts


def _end_of_statement(lines: list[str], starts: list[int], at: int, patience: int) -> tuple[int | None, int]:
    """Index in `starts` after the shortest run of lines from `starts[at]` that parses, and how much was parsed."""
    read = 0
    for end in range(at + 1, min(at + 1 + _MAX_JOINED, len(starts) + 1)):
        last = starts[end] if end < len(starts) else len(lines)
        text = "\n".join(lines[starts[at] : last])
        read += len(text)
        if parses(text):
            return end, read
        if read > patience or not _is_open(text):
            break
    return None, read


def _is_open(text: str) -> bool:
    """Whether more lines could still make the text a statement: an open bracket or string, or a decorator alone."""
    error = _syntax_error(text)
    message = (error.msg if error else "") or ""
    return any(part in message for part in _UNFINISHED)


def _before_stray_indent(lines: list[str]) -> int:
    """How many lines form a whole function, ending in a return, before a line that is indented for no reason."""
    error = _syntax_error("\n".join(lines))
    if not isinstance(error, IndentationError) or not error.lineno:
        return 0
    tree = parse("\n".join(lines[: error.lineno - 1]))
    ends = tree is not None and tree.body and isinstance(getattr(tree.body[-1], "body", [None])[-1], ast.Return)
    return error.lineno - 1 if ends else 0


def _syntax_error(text: str) -> SyntaxError | None:
    if not is_worth_parsing(text):
        return None
    try:
        with warnings.catch_warnings(), timed():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


def _broken_functions(text: str, first: int, number: int) -> dict[str, str]:
    names = _DEFINES.findall(text)
    if not names:
        return {}
    error = _syntax_error(text)
    line = first + (error.lineno or 1) if error else first + 1
    if error is None:
        message, why = later("{function} does not parse: it cannot be parsed (cell {cell}, line {line})."), ""
    else:
        message, why = later("{function} does not parse: {error} (cell {cell}, line {line})."), error.msg
    return {name: say(message, function=name, error=why, cell=number, line=line) for name in names}
