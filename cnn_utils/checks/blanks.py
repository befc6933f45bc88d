"""The first line of a function that still holds the None it was handed out with."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any


def first_blank(function: Callable[..., Any]) -> str | None:
    """Find the first line that waits to be filled in.

    A line counts if it gives None to what no later line gives a value, or if it asks for ``range(None)``. A filled
    function may keep an old ``X_pad = None`` above the real line: that one is no blank.

    Returns
    -------
    str or None
        The line, without its comment; None if there is none, or if the text of the function cannot be had.
    """
    try:
        text = textwrap.dedent(inspect.getsource(inspect.unwrap(function)))
        tree = ast.parse(text)
    except (OSError, TypeError, SyntaxError):  # typed at a prompt, no Python function, or part of a longer line
        return None
    lines = list(_lines(tree.body))
    for place, line in enumerate(lines):
        if isinstance(line, ast.For) and "None" in map(ast.unparse, getattr(line.iter, "args", ())):
            return text.splitlines()[line.lineno - 1].partition("#")[0].strip()
        if _is_blank(line) and not any(_fills(later, line) for later in lines[place + 1 :]):
            return ast.get_source_segment(text, line)
    return None


def _lines(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """All statements from top to bottom, those inside others after them."""
    for line in body:
        yield line
        for inner in ("body", "orelse"):
            yield from _lines(getattr(line, inner, []))


def _is_blank(line: ast.stmt) -> bool:
    return isinstance(line, ast.Assign | ast.AugAssign) and ast.unparse(line.value) == "None"


def _fills(later: ast.stmt, line: ast.stmt) -> bool:
    return isinstance(later, ast.Assign | ast.AugAssign) and not _is_blank(later) and _given(line) <= _given(later)


def _given(line: ast.stmt) -> set[str]:
    """What an assignment gives a value to: names, entries, or a tuple of them."""
    targets = line.targets if isinstance(line, ast.Assign) else [getattr(line, "target", line)]
    stored = [node for target in targets for node in ast.walk(target)]
    return {ast.unparse(node) for node in stored if isinstance(getattr(node, "ctx", None), ast.Store)}
