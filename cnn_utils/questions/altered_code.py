"""One place of a student's function changed, and the changed function run."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator
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
    """Another statement in the place of one.

    Attributes
    ----------
    line : int
    before, after : ast.stmt
    old, new : str
        What changes in the line, as the student wrote it; "" where a question says it in other words.
    """

    line: int
    before: ast.stmt
    after: ast.stmt
    old: str = ""
    new: str = ""


def run_altered(subject: Subject, change: Alteration, args: tuple[Plain, ...]) -> Run | None:
    """Run the changed function where the student's own stands; None where it cannot be had."""
    return next(runs_altered(subject, change, (args,)), None)


def runs_altered(subject: Subject, change: Alteration, calls: Iterable[tuple[Plain, ...]]) -> Iterator[Run]:
    """Run the changed function with one call's arguments after the other's.

    Yields
    ------
    Run
        None at all where the function cannot be had apart from its surroundings.
    """
    original = inspect.unwrap(subject.function)
    if not isinstance(original, FunctionType) or original.__closure__ or subject.definition is None:
        return
    code = _compiled(subject.definition, change, original.__code__.co_filename)
    if code is None or code.co_freevars:
        return
    altered = FunctionType(code, original.__globals__, code.co_name, original.__defaults__)
    altered.__kwdefaults__ = original.__kwdefaults__
    for number, args in enumerate(calls):
        # Watching takes long, and ends soon what a change has made endless: the first call shows that.
        yield run_guarded(altered, subject.call(args), watched=None if number else code)


def _compiled(definition: ast.FunctionDef, change: Alteration, filename: str) -> CodeType | None:
    """Compile the definition with the change in it, and take the change out again."""
    decorators, definition.decorator_list = definition.decorator_list, []
    ast.fix_missing_locations(ast.copy_location(change.after, change.before))
    body, at = _place_of(change.before, definition)
    body[at] = change.after
    try:
        module = compile(ast.Module([definition], []), filename, "exec")
    except (SyntaxError, ValueError, TypeError, RecursionError):
        return None
    finally:
        body[at] = change.before
        definition.decorator_list = decorators
    codes = (part for part in module.co_consts if isinstance(part, CodeType))
    return next((code for code in codes if code.co_name == definition.name), None)


def _place_of(statement: ast.stmt, definition: ast.FunctionDef) -> tuple[list[ast.stmt], int]:
    """The list of statements that holds one, and where in it."""
    bodies = (getattr(node, part, None) for node in ast.walk(definition) for part in ("body", "orelse", "finalbody"))
    lists: Iterator[list[ast.stmt]] = (body for body in bodies if isinstance(body, list))
    return next((body, at) for body in lists for at, each in enumerate(body) if each is statement)


def smaller_expressions(subject: Subject) -> Iterator[Alteration]:
    """Changes that leave a part out (`h` for `h * stride`) or take a neighbour (`min` for `max`), one at a time.

    What a line says twice is left alone: nobody could tell which of the two is meant.
    """
    for statement in subject.statements:
        code = subject.written(statement)
        for node in ast.walk(statement):
            old = subject.written(node) if isinstance(node, ast.BinOp | ast.Attribute) else ""
            if old and len(old.split()) <= _LONGEST and code.count(old) == 1:
                for new in _others(subject, node):
                    yield from _said(statement, code.replace(old, new), old, new)


def _others(subject: Subject, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.FloorDiv | ast.Div):
            yield subject.written(node.left)
        if isinstance(node.op, ast.Mult):
            yield subject.written(node.right)
    if isinstance(node, ast.Attribute) and node.attr in _NEIGHBOURS and isinstance(node.ctx, ast.Load):
        yield f"{subject.written(node.value)}.{_NEIGHBOURS[node.attr]}"


def _said(statement: ast.stmt, code: str, old: str = "", new: str = "") -> Iterator[Alteration]:
    """Change a statement into what a text says, read as Python reads it; none where that is no statement."""
    try:
        (after,) = ast.parse(code).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    yield Alteration(statement.lineno, statement, ast.increment_lineno(after, statement.lineno - 1), old, new)


def sums_set(subject: Subject) -> Iterator[Alteration]:
    """Changes of a `+=` into a `=`."""
    for statement in subject.statements:
        if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add):
            yield from _said(statement, subject.written(statement).replace("+=", "=", 1))


def line_skipped(statement: ast.stmt) -> Alteration:
    """Skip a statement: what it gives a value to stays a variable of the function, without one."""
    skipped = ast.If(ast.Name("__debug__", ast.Load()), [ast.Pass()], [statement])
    return Alteration(statement.lineno, statement, skipped)


def one_taken_off(subject: Subject, statement: ast.stmt) -> Iterator[Alteration]:
    """Write `- 1` at the end of a line, whatever that takes 1 off."""
    return _said(statement, f"{subject.written(statement)} - 1")
