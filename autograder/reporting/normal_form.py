"""A syntax tree as text: sums, products and comparisons in one order, local names as they are labelled."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_MIRRORED = {"Lt": "Gt", "LtE": "GtE"}


class NormalForm:
    """Writes a tree as text, with what does not matter put in one order.

    Parameters
    ----------
    labels : dict of str to str
        What stands for each local name; other names stay.

    Attributes
    ----------
    parts : list of str
        Forms of the operations, calls and comparisons met on the way.
    """

    def __init__(self, labels: dict[str, str]) -> None:
        self._labels = labels
        self.parts: list[str] = []

    def of(self, node: ast.AST) -> str:
        """Write one tree."""
        if isinstance(node, ast.Name):
            return self._labels.get(node.id, node.id)
        if isinstance(node, ast.Constant):
            is_endless = type(node.value) is int and abs(node.value) >= 1 << 64  # Python writes no thousands of digits
            return hex(node.value) if is_endless else repr(node.value)  # type: ignore[arg-type] # an int
        if isinstance(node, ast.Attribute):
            return f"{self.of(node.value)}.{node.attr}"
        if isinstance(node, ast.BinOp | ast.Compare | ast.Call | ast.Subscript):
            text = self._operation(node)
            self.parts.append(text)
            return text
        return self._generic(node)

    def _generic(self, node: ast.AST) -> str:
        inner = ",".join(self.of(child) for child in ast.iter_child_nodes(node) if not _is_grammar(child))
        return f"{type(node).__name__}({inner})"

    def _operation(self, node: ast.expr) -> str:
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return self._comparison(node)
        if isinstance(node, ast.Call):
            keywords = sorted(f"{word.arg}={self.of(word.value)}" for word in node.keywords)
            function = self.of(node.func)
            arguments = node.args[1:] if function == "range" and _is_zero_to(node) else node.args
            return f"{function}({','.join([*(self.of(each) for each in arguments), *keywords])})"
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            return f"sum({','.join(sorted(self._terms(node, '+')))})"
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            return f"product({','.join(sorted(self._factors(node)))})"
        if isinstance(node, ast.BinOp):
            return f"{type(node.op).__name__}({self.of(node.left)},{self.of(node.right)})"
        return self._generic(node)

    def _terms(self, node: ast.expr, sign: str) -> Iterator[str]:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            yield from self._terms(node.left, sign)
            turned = {"+": "-", "-": "+"}[sign] if isinstance(node.op, ast.Sub) else sign
            yield from self._terms(node.right, turned)
        else:
            yield sign + self.of(node)

    def _factors(self, node: ast.expr) -> Iterator[str]:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            yield from self._factors(node.left)
            yield from self._factors(node.right)
        else:
            yield self.of(node)

    def _comparison(self, node: ast.Compare) -> str:
        left, right, operator = self.of(node.left), self.of(node.comparators[0]), type(node.ops[0]).__name__
        if operator in _MIRRORED:
            left, right, operator = right, left, _MIRRORED[operator]
        if operator in ("Eq", "NotEq"):
            left, right = sorted((left, right))
        return f"{operator}({left},{right})"


def _is_zero_to(node: ast.Call) -> bool:
    first = node.args[0] if len(node.args) == 2 else None
    return isinstance(first, ast.Constant) and first.value == 0


def _is_grammar(node: ast.AST) -> bool:
    return isinstance(node, ast.expr_context | ast.type_ignore)
