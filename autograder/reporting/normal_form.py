"""Fingerprints of a function that outlive renaming, reordering and reformatting.

A function becomes a set of hashes, each with the lines it comes from. Comments, layout, names and docstrings are gone
with the syntax tree's help; sums, products and comparisons are put in one order; a variable is known by what is
assigned to it, not by its name. Nothing depends on the order of statements: in the place of neighbouring lines stand
definition and use, and a statement with what encloses it.
"""

from __future__ import annotations

import ast
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

_SHORTEST = 14  # characters of a normal form that is worth a fingerprint of its own
_MOST_TEXTS = 20_000  # ten times as many as a long function gives
_MIRRORED = {"Lt": "Gt", "LtE": "GtE"}


class TooLarge(ValueError):  # noqa: N818 - it names the fact
    """The function is larger than any that is written by hand."""


@dataclass
class _Statement:
    """A simple statement, or the head of a compound one."""

    node: ast.AST
    lines: frozenset[int]
    parent: _Statement | None
    binds: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)
    plain: str = ""
    full: str = ""
    parts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Print:
    """A function's fingerprints.

    Attributes
    ----------
    lines : dict of int to frozenset of int
        Lines, counted in the tree, by fingerprint.
    whole : int
        Of the function as a whole: equal for two that differ in names, order and layout alone.
    """

    lines: dict[int, frozenset[int]]
    whole: int


def fingerprint(function: ast.FunctionDef, own_names: frozenset[str] = frozenset()) -> Print:
    """Fingerprint one function.

    Parameters
    ----------
    function : ast.FunctionDef
    own_names : frozenset of str
        Names of functions that the student made up; a copy may call them otherwise.

    Raises
    ------
    TooLarge
        If its statements make more fingerprints than can be compared.
    """
    found: dict[int, set[int]] = defaultdict(set)
    statements = _statements_of(function, own_names)
    definitions: dict[str, list[_Statement]] = defaultdict(list)
    for statement in statements:
        for name in statement.binds:
            definitions[name].append(statement)
    count = 0
    for statement in statements:
        for text in _texts_of(statement, definitions):
            if (count := count + 1) > _MOST_TEXTS:
                raise TooLarge
            found[_hash(text)] |= statement.lines
    whole = _hash("whole " + "\n".join(sorted(one.full for one in statements)))
    return Print({mark: frozenset(lines) for mark, lines in found.items()}, whole)


def _texts_of(statement: _Statement, definitions: Mapping[str, list[_Statement]]) -> Iterator[str]:
    yield f"plain {statement.plain}"
    yield f"full {statement.full}"
    yield f"in {statement.parent.full if statement.parent else ''} {statement.full}"
    for name in statement.reads:
        for definition in definitions.get(name, ()):
            if definition is not statement:
                yield f"use {definition.plain} {statement.plain}"
    for part in statement.parts:
        if len(part) >= _SHORTEST:
            yield f"part {part}"


def _statements_of(function: ast.FunctionDef, own_names: frozenset[str]) -> list[_Statement]:
    """Statements with their normal forms: "plain" with every local blank, "full" with what is assigned to it."""
    statements = list(_flatten(function.body, None))
    parameters = [argument.arg for argument in function.args.args]
    labels = {name: f"p{number}" for number, name in enumerate(parameters)}
    labels |= dict.fromkeys(own_names - set(parameters), "own")
    bound = {name for statement in statements for name in statement.binds} - set(labels)
    blank = _Form({**labels, **dict.fromkeys(bound, "_")})
    for statement in statements:
        blank.parts = statement.parts
        statement.plain = blank.of(statement.node)
    meanings: dict[str, set[str]] = defaultdict(set)
    for statement in statements:
        for name in statement.binds & bound:
            meanings[name].add(statement.plain)
    known = _Form({**labels, **{name: f"v{_hash(' '.join(sorted(texts))):x}" for name, texts in meanings.items()}})
    for statement in statements:
        statement.full = known.of(statement.node)
    return statements


def _flatten(body: Iterable[ast.stmt], parent: _Statement | None) -> Iterator[_Statement]:
    for node in body:
        if isinstance(node, ast.Pass | ast.Import | ast.ImportFrom) or _is_text(node):
            continue
        for single in _split(node):
            statement = _one(single, node, parent)
            yield statement
            for part in ("body", "orelse", "finalbody"):
                inside = getattr(single, part, None)
                if isinstance(inside, list):
                    yield from _flatten(inside, statement)


def _one(node: ast.stmt, origin: ast.stmt, parent: _Statement | None) -> _Statement:
    head = _head(node)
    last = origin.end_lineno or origin.lineno
    if head is not node:
        last = max((inner.end_lineno or origin.lineno for inner in ast.walk(head) if hasattr(inner, "end_lineno")),
                   default=origin.lineno)  # fmt: skip
    statement = _Statement(head, frozenset(range(origin.lineno, last + 1)), parent)
    for name in ast.walk(head):
        if isinstance(name, ast.Name):
            (statement.reads if isinstance(name.ctx, ast.Load) else statement.binds).add(name.id)
    return statement


def _split(node: ast.stmt) -> Iterator[ast.stmt]:
    """Take ``a, b = x, y`` apart, and write ``a += x`` and ``a: int = x`` as plain assignments."""
    if isinstance(node, ast.AugAssign):
        yield ast.Assign([node.target], ast.BinOp(_as_load(node.target), node.op, node.value))
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        yield ast.Assign([node.target], node.value)
    elif (
        isinstance(node, ast.Assign)
        and len(node.targets) == 1
        and isinstance(node.targets[0], ast.Tuple)
        and isinstance(node.value, ast.Tuple)
        and len(node.targets[0].elts) == len(node.value.elts)
    ):
        for target, value in zip(node.targets[0].elts, node.value.elts, strict=True):
            yield ast.Assign([target], value)
    else:
        yield node


def _as_load(target: ast.expr) -> ast.expr:
    if isinstance(target, ast.Name):
        return ast.Name(target.id, ast.Load())
    return target


def _head(node: ast.stmt) -> ast.AST:
    """What a compound statement says before its colon."""
    if isinstance(node, ast.For | ast.AsyncFor):
        return ast.Tuple([ast.Constant("for"), node.target, node.iter])
    if isinstance(node, ast.If | ast.While):
        return ast.Tuple([ast.Constant(type(node).__name__), node.test])
    if isinstance(node, ast.With):
        return ast.Tuple([ast.Constant("with"), *(item.context_expr for item in node.items)])
    if isinstance(node, ast.Try):
        return ast.Tuple([ast.Constant("try")])
    return node


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


class _Form:
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
            return repr(node.value)
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


def _hash(text: str) -> int:
    """The same in every process, which Python's own hash of a text is not."""
    data = text.encode()
    return zlib.crc32(data) | zlib.adler32(data) << 32
