"""The part of a notebook that its graded functions need: helpers, imports, constants; no tests and no training."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.reading.code.bindings import Facts, bound_names, facts_in
from autograder.reading.code.fixing import parse
from autograder.reading.code.patience import bounded_reading
from autograder.reading.code.written import written
from autograder.reading.submission import Piece


@dataclass
class _Statement:
    """A statement in its piece, and whether it is needed."""

    piece: int
    facts: Facts
    needed: bool = False


@dataclass(frozen=True)
class Needed:
    """What graded functions need of a notebook.

    Attributes
    ----------
    pieces : tuple of Piece
        Only the pieces of which something is left, line for line where the cells have it.
    free : frozenset of str
        Names that are read but bound nowhere in the notebook, such as ``np`` where its import was deleted.
    """

    pieces: tuple[Piece, ...]
    free: frozenset[str]


def needed_definitions(pieces: Iterable[Piece], wanted: Iterable[str]) -> Needed:
    """Blank out everything that `wanted` does not need, keeping line numbers.

    A name that is bound more than once keeps all its bindings, in order: the last one counts, as in the notebook.

    Parameters
    ----------
    pieces : iterable of Piece
        Code that parses.
    wanted : iterable of str
        Names of graded functions.

    Returns
    -------
    Needed
        The pieces, and the names that nothing in them defines.
    """
    originals = list(pieces)
    statements = [
        _Statement(number, facts) for number, piece in enumerate(originals) for facts in facts_in(piece.source)
    ]
    with bounded_reading():  # what is handed to exec is parsed now
        _mark_needed(statements, set(wanted))
    kept = []
    for number, piece in enumerate(originals):
        inside = [each for each in statements if each.piece == number]
        text = _blanked(piece.source, inside)
        if text.strip():
            kept.append(Piece(piece.label, text))
    bound = {name for each in statements for name in each.facts.binds}
    read = {name for each in statements if each.needed for name in each.facts.reads}
    return Needed(tuple(kept), frozenset(read - bound))


def functions_in(pieces: Iterable[Piece]) -> dict[str, str]:
    """Text of every top-level function, by name; of one that is bound anew, the statement that does so last.

    Parameters
    ----------
    pieces : iterable of Piece

    Returns
    -------
    dict of str to str
    """
    found: dict[str, str] = {}
    for piece in pieces:
        tree, lines = parse(piece.source), piece.source.split("\n")
        for node in _flat(tree.body if tree else []):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found[node.name] = _text_of(node, lines)
            elif not isinstance(node, ast.Expr | ast.ClassDef):
                is_lambda = isinstance(getattr(node, "value", None), ast.Lambda)
                for name in bound_names(node):
                    if is_lambda or name in found:
                        found[name] = _text_of(node, lines)
    return found


def _text_of(node: ast.stmt, lines: list[str]) -> str:
    """What `ast.get_source_segment` gives, which splits the whole source anew for each node. Columns count bytes."""
    picked = lines[node.lineno - 1 : node.end_lineno]
    picked[-1] = picked[-1].encode()[: node.end_col_offset].decode()
    picked[0] = picked[0].encode()[node.col_offset :].decode()
    return "\n".join(picked)


def _flat(body: list[ast.stmt]) -> Iterable[ast.stmt]:
    """Statements of a module, those inside a top-level if, try or with included."""
    pending = list(reversed(body))
    while pending:  # a long chain of elif is as deep as it is long
        node = pending.pop()
        if isinstance(node, ast.If | ast.Try | ast.With):
            inside = [each for part in ("body", "orelse", "finalbody") for each in getattr(node, part, [])]
            pending += reversed(inside)
        else:
            yield node


def _mark_needed(statements: list[_Statement], wanted: set[str]) -> None:
    binders: dict[str, list[_Statement]] = {}
    for each in statements:
        each.needed = each.facts.star
        for name in each.facts.binds:
            binders.setdefault(name, []).append(each)
    seen = wanted.union(*(each.facts.reads for each in statements if each.facts.star))
    pending = list(seen)
    while pending:
        for each in binders.get(pending.pop(), []):
            each.needed = True
            fresh = each.facts.reads - seen
            seen |= fresh
            pending.extend(fresh)


def _blanked(source: str, statements: list[_Statement]) -> str:
    """The source with the lines of unneeded statements empty; statements that share a line are written anew."""
    lines = source.split("\n")
    kept = [""] * len(lines)
    spans = [_span(each.facts.node) for each in statements]
    touched = Counter(line for start, end in spans for line in {start, end})
    for each, (start, end) in zip(statements, spans, strict=True):
        if not each.needed:
            continue
        if touched[start] > 1 or touched[end] > 1:
            before = kept[start - 1]
            text = written(each.facts.node) or _text_of(each.facts.node, lines)
            kept[start - 1] = f"{before}; {text}" if before else text
        else:
            kept[start - 1 : end] = lines[start - 1 : end]
    return "\n".join(kept)


def _span(node: ast.stmt) -> tuple[int, int]:
    decorators = [each.lineno for each in getattr(node, "decorator_list", [])]
    return min([node.lineno, *decorators]), node.end_lineno or node.lineno
