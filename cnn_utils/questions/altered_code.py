"""One place of a student's function changed, and the changed function run."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType

from cnn_utils.compare.calls import Plain
from cnn_utils.questions.guarded_run import Run, run_guarded
from cnn_utils.questions.subject import Subject

_LONGEST = 5  # words of an expression that a question quotes
_NEIGHBOURS = {
    "max": "min",
    "min": "max",
    "amax": "amin",
    "sum": "mean",
    "mean": "sum",
    "zeros": "ones",
    "zeros_like": "ones_like",
}


@dataclass(frozen=True)
class Alteration:
    """One change of one place.

    Attributes
    ----------
    line : int
    holder : ast.AST
        The node that holds the place, in its field `field`.
    field : str
    before, after : ast.AST
        What stands there, and what would stand there.
    """

    line: int
    holder: ast.AST
    field: str
    before: ast.AST
    after: ast.AST

    @property
    def old(self) -> str:
        """What the place says."""
        return ast.unparse(self.before)

    @property
    def new(self) -> str:
        """What it would say."""
        return ast.unparse(self.after)


def run_altered(subject: Subject, change: Alteration, args: tuple[Plain, ...]) -> Run | None:
    """Run the changed function where the student's own stands.

    Returns
    -------
    Run or None
        None where the function cannot be had apart from its surroundings.
    """
    original = inspect.unwrap(subject.function)
    if not isinstance(original, FunctionType) or original.__closure__ or subject.definition is None:
        return None
    code = _compiled(subject.definition, change, original.__code__.co_filename)
    if code is None or code.co_freevars:
        return None
    altered = FunctionType(code, original.__globals__, code.co_name, original.__defaults__)
    altered.__kwdefaults__ = original.__kwdefaults__
    return run_guarded(altered, subject.call(args), watched=code)


def _compiled(definition: ast.FunctionDef, change: Alteration, filename: str) -> CodeType | None:
    """Compile the definition with the change in it, and take the change out again."""
    decorators, definition.decorator_list = definition.decorator_list, []
    after = ast.fix_missing_locations(ast.copy_location(change.after, change.before))
    _put(change.holder, change.field, change.before, after)
    try:
        module = compile(ast.Module([definition], []), filename, "exec")
    except (SyntaxError, ValueError, TypeError, RecursionError):
        return None
    finally:
        _put(change.holder, change.field, after, change.before)
        definition.decorator_list = decorators
    codes = (part for part in module.co_consts if isinstance(part, CodeType))
    return next((code for code in codes if code.co_name == definition.name), None)


def smaller_expressions(subject: Subject) -> Iterator[Alteration]:
    """Changes that leave a part out (`h` for `h * stride`) or take a neighbour (`min` for `max`), one at a time."""
    for statement in subject.statements:
        for holder, field, node in _places(statement):
            for after in _others(node):
                if len(ast.unparse(node).split()) <= _LONGEST:
                    yield Alteration(statement.lineno, holder, field, node, after)


def _others(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.FloorDiv | ast.Div):
            yield node.left
        if isinstance(node.op, ast.Mult):
            yield node.right
    if isinstance(node, ast.Attribute) and node.attr in _NEIGHBOURS and isinstance(node.ctx, ast.Load):
        yield ast.Attribute(node.value, _NEIGHBOURS[node.attr], ast.Load())


def sums_set(subject: Subject) -> Iterator[Alteration]:
    """Changes of a `+=` into a `=`."""
    for holder, field, node in _places(subject.definition):
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add) and node in subject.statements:
            yield Alteration(node.lineno, holder, field, node, ast.Assign([node.target], node.value))


def line_skipped(subject: Subject, statement: ast.stmt) -> Alteration:
    """Skip a statement: what it gives a value to stays a variable of the function, without one."""
    holder, field, _ = next(place for place in _places(subject.definition) if place[2] is statement)
    skipped = ast.If(ast.Name("__debug__", ast.Load()), [ast.Pass()], [statement])
    return Alteration(statement.lineno, holder, field, statement, skipped)


def one_taken_off(statement: ast.Assign) -> Alteration:
    """Take 1 off what a line assigns."""
    less = ast.BinOp(statement.value, ast.Sub(), ast.Constant(1))
    return Alteration(statement.lineno, statement, "value", statement.value, less)


def _places(tree: ast.AST | None) -> Iterator[tuple[ast.AST, str, ast.AST]]:
    """Every node below with the one that holds it and the field it is in."""
    if tree is None:
        return
    for node in ast.walk(tree):
        for field, value in ast.iter_fields(node):
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, ast.AST):
                    yield node, field, each


def _put(holder: ast.AST, field: str, old: ast.AST, new: ast.AST) -> None:
    held = getattr(holder, field)
    if isinstance(held, list):
        held[next(at for at, each in enumerate(held) if each is old)] = new
    else:
        setattr(holder, field, new)
