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

from autograder.reporting.normal_form import NormalForm

_SHORTEST = 14  # characters of a normal form that is worth a fingerprint of its own
_MOST_TEXTS = 20_000  # ten times as many as a long function gives


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
    blank = NormalForm({**labels, **dict.fromkeys(bound, "_")})
    for statement in statements:
        blank.parts = statement.parts
        statement.plain = blank.of(statement.node)
    meanings: dict[str, set[str]] = defaultdict(set)
    for statement in statements:
        for name in statement.binds & bound:
            meanings[name].add(statement.plain)
    known = NormalForm({**labels, **{name: f"v{_hash(' '.join(sorted(texts))):x}" for name, texts in meanings.items()}})
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


def _hash(text: str) -> int:
    """The same in every process, which Python's own hash of a text is not."""
    data = text.encode()
    return zlib.crc32(data) | zlib.adler32(data) << 32
