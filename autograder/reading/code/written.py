"""A piece of a syntax tree as a line of Python."""

from __future__ import annotations

import ast


def written(node: ast.AST) -> str | None:
    """Write a student's code anew; None where it cannot be written.

    That is where it nests a thousand deep, or holds a number of thousands of digits, which may be read in base 16 but
    is not written in base 10.
    """
    try:
        return ast.unparse(node)
    except (RecursionError, ValueError):
        return None
