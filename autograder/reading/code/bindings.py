"""Which names a top-level statement binds, and which global names it reads."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from autograder.reading.code.fixing import parse, parses
from autograder.reading.code.patience import LONG
from autograder.reading.code.written import written
from autograder.reading.submission import Piece

_BUILTINS = frozenset(dir(builtins))
# Calls that train, show or wait; a constant made by one of them is not worth its time.
_COSTLY = {"model", "fit", "evaluate", "imshow", "show", "input", "sleep", "train_on_batch"}
# Bare calls that change what a name holds, and one that recursive solutions rest on. All others only show or test.
_MUTATORS = {"append", "extend", "insert", "update", "add", "setdefault", "register"}
_SETTINGS = {"setrecursionlimit"}
_BINDERS = {"exec", "globals"}

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Facts:
    """A top-level statement and the names that it binds; `star` if it may bind any, and so is always run."""

    node: ast.stmt
    binds: frozenset[str]
    star: bool = False

    @cached_property
    def reads(self) -> set[str]:
        """The global names that the statement reads, with the functions in it and the code that it executes."""
        if isinstance(self.node, ast.Import | ast.ImportFrom):
            return set()
        text = written(self.node)
        if text is None:  # then the names of its functions' own values too
            own = {each.id for each in ast.walk(self.node) if isinstance(each, ast.Name)} - _BUILTINS
        else:
            own = _global_reads(text)
        return own.union(*map(_global_reads, _executed(self.node)))


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
    return any(facts.star or name in facts.binds for piece in pieces for facts in facts_in(piece.source))


def facts_in(source: str) -> tuple[Facts, ...]:
    """Look at the statements of a piece; as with syntax trees, short texts are remembered."""
    return _facts_once(source) if len(source) <= LONG else tuple(map(_facts_of, _body(source)))


@lru_cache(maxsize=256)
def _facts_once(source: str) -> tuple[Facts, ...]:
    return tuple(map(_facts_of, _body(source)))


def _body(source: str) -> list[ast.stmt]:
    tree = parse(source)
    return tree.body if tree else []


def _facts_of(node: ast.stmt) -> Facts:
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = frozenset((alias.asname or alias.name.split(".")[0]) for alias in node.names)
        return Facts(node, names, star="*" in names)
    if isinstance(node, _Definition):
        return Facts(node, frozenset({node.name}), star=_imports_everything(node))
    if isinstance(node, ast.Expr):
        return Facts(node, frozenset(_mutated(node)), star=_called(node.value) in _SETTINGS or _binds_anything(node))
    if _is_costly(node):
        return Facts(node, frozenset())
    return Facts(node, frozenset(bound_names(node)), star=_imports_everything(node) or _binds_anything(node))


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
        pending.extend(child for child in ast.iter_child_nodes(each) if not isinstance(child, _Definition | ast.Lambda))


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


def bound_names(node: ast.stmt) -> set[str]:
    """Names that a statement gives a value when it runs, by assignment, import or definition."""
    names: set[str] = set()
    for each in _walk_outside_functions(node):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            names.add(each.id)
        elif isinstance(each, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name.split(".")[0] for alias in each.names}
        elif isinstance(each, ast.AugAssign | ast.Assign | ast.AnnAssign):
            names |= _targets(each)
    for each in ast.walk(node):
        if isinstance(each, _Definition):
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
            if isinstance(text, ast.Constant) and isinstance(text.value, str) and parses(text.value):
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
