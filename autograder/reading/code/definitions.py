"""The part of a notebook that its graded functions need: helpers, imports, constants; no tests and no training."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from autograder.reading.code.fixing import parse
from autograder.reading.code.patience import LONG
from autograder.reading.submission import Piece

_BUILTINS = frozenset(dir(builtins))
# Calls that train, show or wait; a constant made by one of them is not worth its time.
_COSTLY = {"model", "fit", "evaluate", "imshow", "show", "input", "sleep", "train_on_batch"}
# Bare calls that change what a name holds, and one that recursive solutions rest on. All others only show or test.
_MUTATORS = {"append", "extend", "insert", "update", "add", "setdefault", "register"}
_SETTINGS = {"setrecursionlimit"}
_BINDERS = {"exec", "globals"}

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class _Facts:
    """A top-level statement and the names that it binds; `star` if it may bind any, and so is always run."""

    node: ast.stmt
    binds: frozenset[str]
    star: bool = False

    @cached_property
    def reads(self) -> set[str]:
        """The global names that the statement reads, with the functions in it and the code that it executes."""
        if isinstance(self.node, ast.Import | ast.ImportFrom):
            return set()
        return _global_reads(ast.unparse(self.node)).union(*map(_global_reads, _executed(self.node)))


@dataclass
class _Statement:
    """A statement in its piece, and whether it is needed."""

    piece: int
    facts: _Facts
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
    statements = [each for number, piece in enumerate(originals) for each in _statements(number, piece.source)]
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
                for name in _bound_names(node):
                    if is_lambda or name in found:
                        found[name] = _text_of(node, lines)
    return found


def binds(pieces: Iterable[Piece], name: str) -> bool:
    """Whether a statement gives a name a value, or may do so: an import of everything, an ``exec``.

    Parameters
    ----------
    pieces : iterable of Piece
    name : str

    Returns
    -------
    bool
    """
    return any(facts.star or name in facts.binds for piece in pieces for facts in _facts(piece.source))


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


def _statements(piece: int, source: str) -> list[_Statement]:
    return [_Statement(piece, facts) for facts in _facts(source)]


def _facts(source: str) -> tuple[_Facts, ...]:
    """Look at the statements of a piece; as with syntax trees, short texts are remembered."""
    return _facts_once(source) if len(source) <= LONG else tuple(map(_facts_of, _body(source)))


@lru_cache(maxsize=256)
def _facts_once(source: str) -> tuple[_Facts, ...]:
    return tuple(map(_facts_of, _body(source)))


def _body(source: str) -> list[ast.stmt]:
    tree = parse(source)
    return tree.body if tree else []


def _facts_of(node: ast.stmt) -> _Facts:
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = frozenset((alias.asname or alias.name.split(".")[0]) for alias in node.names)
        return _Facts(node, names, star="*" in names)
    if isinstance(node, Definition):
        return _Facts(node, frozenset({node.name}), star=_imports_everything(node))
    if isinstance(node, ast.Expr):
        return _Facts(node, frozenset(_mutated(node)), star=_called(node.value) in _SETTINGS or _binds_anything(node))
    if _is_costly(node):
        return _Facts(node, frozenset())
    return _Facts(node, frozenset(_bound_names(node)), star=_imports_everything(node) or _binds_anything(node))


def _binds_anything(node: ast.stmt) -> bool:
    """Whether a statement may bind names that its text does not show."""
    return any(isinstance(each, ast.Call) and _called(each) in _BINDERS for each in _walk_outside_functions(node))


def _is_costly(node: ast.stmt) -> bool:
    """Whether running the statement would train a model or wait."""
    return any(isinstance(each, ast.Call) and _called(each) in _COSTLY for each in _walk_outside_functions(node))


def _walk_outside_functions(node: ast.AST) -> Iterable[ast.AST]:
    pending = [node]
    while pending:
        each = pending.pop()
        yield each
        pending.extend(child for child in ast.iter_child_nodes(each) if not isinstance(child, Definition | ast.Lambda))


def _mutated(node: ast.Expr) -> set[str]:
    """The name that a bare call changes: ``table`` of ``table.update(...)``."""
    call = node.value
    if _called(call) not in _MUTATORS or not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return set()
    return {call.func.value.id} if isinstance(call.func.value, ast.Name) else set()


def _called(call: ast.expr) -> str:
    """The last part of the name that is called, or ""."""
    if not isinstance(call, ast.Call):
        return ""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _imports_everything(node: ast.stmt) -> bool:
    return any(isinstance(each, ast.ImportFrom) and each.names[0].name == "*" for each in ast.walk(node))


def _bound_names(node: ast.stmt) -> set[str]:
    names: set[str] = set()
    for each in _walk_outside_functions(node):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            names.add(each.id)
        elif isinstance(each, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name.split(".")[0] for alias in each.names}
        elif isinstance(each, ast.AugAssign | ast.Assign | ast.AnnAssign):
            names |= _targets(each)
    for each in ast.walk(node):
        if isinstance(each, Definition):
            names.add(each.name)
    return names


def _targets(node: ast.Assign | ast.AugAssign | ast.AnnAssign) -> set[str]:
    """Names that an assignment changes: x of ``x = 1``, and x too of ``x[0] = 1`` and ``x.y = 1``."""
    pending: list[ast.AST] = list(node.targets) if isinstance(node, ast.Assign) else [node.target]
    names: set[str] = set()
    while pending:
        target = pending.pop()
        if isinstance(target, ast.Name):
            names.add(target.id)
        elif isinstance(target, ast.Tuple | ast.List):
            pending.extend(target.elts)
        elif isinstance(target, ast.Subscript | ast.Attribute | ast.Starred):
            pending.append(target.value)
    return names


def _executed(node: ast.stmt) -> Iterator[str]:
    """Texts that a statement hands to ``exec``."""
    for each in _walk_outside_functions(node):
        if isinstance(each, ast.Call) and _called(each) == "exec" and each.args:
            text = each.args[0]
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value


def _global_reads(source: str) -> set[str]:
    """Global names that a text, or any function inside it, reads."""
    try:
        table = symtable.symtable(source, "<cell>", "exec")
    except (SyntaxError, ValueError, RecursionError):
        return set()
    names: set[str] = set()
    pending = [table]
    while pending:
        scope = pending.pop()
        top = scope.get_type() == "module"
        names |= {s.get_name() for s in scope.get_symbols() if s.is_referenced() and (top or s.is_global())}
        pending.extend(scope.get_children())
    return names - _BUILTINS


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
            text = ast.unparse(each.facts.node)
            kept[start - 1] = f"{before}; {text}" if before else text
        else:
            kept[start - 1 : end] = lines[start - 1 : end]
    return "\n".join(kept)


def _span(node: ast.stmt) -> tuple[int, int]:
    decorators = [each.lineno for each in getattr(node, "decorator_list", [])]
    return min([node.lineno, *decorators]), node.end_lineno or node.lineno
