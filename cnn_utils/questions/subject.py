"""The function that questions are about: its text, its lines, and running it."""

from __future__ import annotations

import ast
import hashlib
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import CodeType, FunctionType
from typing import Any

from cnn_utils.calling.borrowed_globals import Function
from cnn_utils.compare.calls import Call, Plain
from cnn_utils.language.speaking import say
from cnn_utils.questions.guarded_run import Run, run_guarded

_PARAMETERS = {
    "zero_pad": ("X", "pad"),
    "conv_single_step": ("a_slice_prev", "W", "b"),
    "conv_forward": ("A_prev", "W", "b"),
    "pool_forward": ("A_prev",),
    "conv_backward": ("dZ",),
    "create_mask_from_window": ("x",),
    "distribute_value": ("dz", "shape"),
    "pool_backward": ("dA",),
}
"""What the notebook calls the parameters that questions name."""
_MOST_LINES = 300
_LONGEST_QUOTE = 8  # words


@dataclass
class Subject:
    """A student's function, and what its text says.

    Attributes
    ----------
    exercise : str
    function : callable
    text : str
        As the student wrote it, without the indentation of a class or an `if` around it; "" if it cannot be had.
    first_line : int
        Where it begins in its cell.
    words : str
        The sizes of the call that most questions are about.
    args : tuple
        Its arguments.
    steps : int
        Steps that an optimizer takes in that call, of a function that trains.
    """

    exercise: str
    function: Function
    text: str = ""
    first_line: int = 1
    words: str = ""
    args: tuple[Plain, ...] = ()
    steps: int = 0

    @classmethod
    def of(cls, function: Function, exercise: str) -> Subject:
        """Read the text of a function, where there is one."""
        try:
            lines, first = inspect.getsourcelines(inspect.unwrap(function))
        except (OSError, TypeError, SyntaxError, ValueError, RecursionError):
            return cls(exercise, function)
        text = textwrap.dedent("".join(lines)) if len(lines) <= _MOST_LINES else ""
        return cls(exercise, function, text, max(first, 1))

    @cached_property
    def definition(self) -> ast.FunctionDef | None:
        """The syntax tree with the line numbers of the cell; None for what is no plain `def`."""
        try:
            (definition,) = ast.parse(self.text).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        if not isinstance(definition, ast.FunctionDef):
            return None
        ast.increment_lineno(definition, self.first_line - 1)
        return definition

    @property
    def name(self) -> str:
        """What the student calls it."""
        return self.definition.name if self.definition else self.exercise

    @cached_property
    def _own_names(self) -> Mapping[str, str]:
        own = [argument.arg for argument in self.definition.args.args] if self.definition else []
        return dict(zip(_PARAMETERS.get(self.exercise, ()), own, strict=False))

    def own(self, name: str) -> str:
        """What the student calls a parameter that the notebook calls by this name."""
        return self._own_names.get(name, name)

    @property
    def code(self) -> CodeType | None:
        """The function's own code, which is watched while it runs."""
        plain = inspect.unwrap(self.function)
        return plain.__code__ if isinstance(plain, FunctionType) else None

    @cached_property
    def statements(self) -> tuple[ast.stmt, ...]:
        """Simple statements of one line each, from top to bottom; none of a function inside."""
        found = _simple(self.definition.body) if self.definition else ()
        return tuple(statement for statement in found if statement.lineno == statement.end_lineno)

    @cached_property
    def binds(self) -> Mapping[int, tuple[str, ...]]:
        """Names that each line of one simple statement gives a value to."""
        names: dict[int, tuple[str, ...]] = {}
        for statement in self.statements:
            stored = [node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and _stores(node)]
            if stored and sum(other.lineno == statement.lineno for other in self.statements) == 1:
                names[statement.lineno] = tuple(dict.fromkeys(stored))
        return names

    def line(self, number: int) -> str:
        """Name a line: its number, and what stands there if that is short."""
        written = self.text.splitlines()[number - self.first_line].split("#")[0].strip()
        if len(written.split()) > _LONGEST_QUOTE:
            return say("line {line}", line=number)
        return say("line {line} (`{code}`)", line=number, code=written)

    def written(self, part: ast.stmt | ast.expr) -> str:
        """A part of one line, as the student wrote it."""
        line = self.text.splitlines()[part.lineno - self.first_line].encode()
        return line[part.col_offset : part.end_col_offset].decode()

    def run(self, args: tuple[Plain, ...]) -> Run:
        """Call the function once."""
        return run_guarded(self.function, self.call(args))

    @cached_property
    def example(self) -> Run:
        """The call that most questions are about, with what its lines put into variables."""
        return self.traced(self.args)

    def traced(self, args: tuple[Plain, ...]) -> Run:
        """Call the function once, and write down what its lines put into variables."""
        return run_guarded(self.function, self.call(args), watched=self.code, binds=self.binds)

    def call(self, args: tuple[Plain, ...]) -> Call:
        """A call of the exercise."""
        return Call(self.exercise, args, kind="model" if self.exercise == "model" else "plain")

    @cached_property
    def key(self) -> str:
        """Hash of the function's normal form: names of variables, layout and remarks do not count."""
        form = _normal_form(self.definition) if self.definition else self.text
        return hashlib.sha256(f"{self.exercise}\n{form}".encode()).hexdigest()


def _simple(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        if isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Expr | ast.Return):
            if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
                yield statement
        elif not isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            for part in ("body", "orelse", "finalbody"):
                yield from _simple(getattr(statement, part, []))


def _stores(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _normal_form(definition: ast.FunctionDef) -> str:
    """Write a tree so that every version of Python writes it alike, its local names numbered as they come."""
    stored = {node.id for node in ast.walk(definition) if isinstance(node, ast.Name) and _stores(node)}
    local = stored | {node.arg for node in ast.walk(definition) if isinstance(node, ast.arg)}
    numbers: dict[str, int] = {}

    def form(part: Any) -> str:  # noqa: ANN401 - nodes, lists of them, names, numbers
        if isinstance(part, list):
            return "[" + ",".join(map(form, part)) + "]"
        if not isinstance(part, ast.AST):
            return f"#{numbers.setdefault(part, len(numbers))}" if part in local else repr(part)
        if isinstance(part, ast.Constant):
            return repr(part.value)
        if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
            return ""  # a docstring, or a remark in quotes
        inner = [(name, value) for name, value in ast.iter_fields(part) if not _is_layout(name, value)]
        return f"{type(part).__name__}({','.join(f'{name}={form(value)}' for name, value in inner)})"

    return form(definition.body)


def _is_layout(name: str, value: object) -> bool:
    return value is None or value == [] or isinstance(value, ast.expr_context) or name in ("kind", "type_comment")
