"""What an instructor should look at in a submission: outputs written in, libraries changed, messages forged.

A flag is a place to look, never a mark: it says what stands where, and costs nothing by itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.course.records import Record
from autograder.exercises import LAYERS_READY_MADE, exercises_of
from autograder.judge.scoring import LOOKED_UP
from autograder.reading import Submission
from autograder.reading.code.fixing import parse
from autograder.sandbox.session import FORGED, LOADED
from cnn_utils.language.speaking import Said, say, tells

_MANY_NUMBERS = 8
_DIGITS = 6
_MODULES = frozenset(
    {"np", "numpy", "builtins", "__builtins__", "json", "cnn_utils", "tf", "tensorflow", "sys", "math", "struct", "os"}
)
_SETTERS = {"setattr", "delattr"}
# Settings that notebooks of every year make at their top; they change no function.
_SETTINGS = {"rcParams", "run_functions_eagerly", "path"}


@dataclass(frozen=True)
class Flag:
    """One thing to look at.

    Attributes
    ----------
    kind : str
        "hard-coded output", "patched library", "another library", "look-up table" or "forged message".
    where : str
        Function or cell.
    what : str
        The line, or what was noticed.
    """

    kind: str
    where: str
    what: str


def flags_in(submission: Submission, published: frozenset[str]) -> tuple[Flag, ...]:
    """Find what the text of a submission alone shows.

    Parameters
    ----------
    submission : Submission
    published : frozenset of str
        Numbers that are printed for everybody, as text.
    """
    found: list[Flag] = []
    graded = {exercise.name for exercise in exercises_of(submission.assignment)}
    for name, text in submission.functions.items():
        tree = parse(text)
        if tree is not None and name in graded:
            found += _hard_coded(name, tree, published)
    for piece in submission.pieces:
        tree = parse(piece.source)
        if tree is not None:
            found += _patches(piece.label.strip("<>"), tree)
            if submission.assignment == "step_by_step":
                found += _ready_made(piece.label.strip("<>"), tree)
    return tuple(dict.fromkeys(found))


def flags_of_record(record: Record) -> tuple[Flag, ...]:
    """Find what a class run noticed while the submission ran."""
    forged = [
        Flag("forged message", str(repair.values["what"]), repair)
        for repair in record.repairs
        if isinstance(repair, Said) and tells(repair, FORGED)
    ]
    loaded = [Flag("another library", say("notebook"), repair) for repair in record.repairs if tells(repair, LOADED)]
    looked_up = [
        Flag("look-up table", exercise["exercise"], note)
        for exercise in record.exercises
        for note in exercise.get("notes", ())
        if tells(note, LOOKED_UP)
    ]
    return (*forged, *loaded, *looked_up)


def _ready_made(where: str, tree: ast.AST) -> Iterator[Flag]:
    """Imports by statement, and the names of such libraries as text, which is how else they are imported."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names = [node.value]
        for name in names:
            if name.partition(".")[0] in LAYERS_READY_MADE:
                yield Flag("another library", where, f"line {node.lineno}: {name[:60]}")  # type: ignore[attr-defined]


def _hard_coded(name: str, tree: ast.AST, published: frozenset[str]) -> Iterator[Flag]:
    for node in ast.walk(tree):
        if isinstance(node, ast.List | ast.Tuple):
            numbers = sum(
                isinstance(each, ast.Constant) and type(each.value) in (int, float) for each in ast.walk(node)
            )
            if numbers >= _MANY_NUMBERS:
                yield Flag("hard-coded output", name, f"line {node.lineno}: a literal of {numbers} numbers")
                return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) is float:
            text = repr(abs(node.value))
            if text in published:
                yield Flag("hard-coded output", name, f"line {node.lineno}: {text} is a published result")
            elif len(text.replace(".", "").strip("0").partition("e")[0]) >= _DIGITS:
                yield Flag("hard-coded output", name, f"line {node.lineno}: the number {text}")


def _patches(where: str, tree: ast.Module) -> Iterator[Flag]:
    modules = _MODULES | {
        alias.asname or alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.Delete):
            targets = [node.target] if isinstance(node, ast.AugAssign) else node.targets
            if any(_is_of_module(target, modules) for target in targets):
                yield Flag("patched library", where, f"line {node.lineno}: {ast.unparse(node)[:120]}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _SETTERS and node.args:
            subject = node.args[0]
            if isinstance(subject, ast.Name) and subject.id in modules:
                yield Flag("patched library", where, f"line {node.lineno}: {ast.unparse(node)[:120]}")


def _is_of_module(target: ast.expr, modules: frozenset[str] | set[str]) -> bool:
    """Whether a target is ``np.sum`` or ``sys.modules["numpy"]``, and no mere setting."""
    if isinstance(target, ast.Subscript):
        return isinstance(target.value, ast.Attribute) and target.value.attr in ("modules", "__dict__")
    if not isinstance(target, ast.Attribute) or target.attr in _SETTINGS:
        return False
    root: ast.expr = target.value
    while isinstance(root, ast.Attribute):
        root = root.value
    return isinstance(root, ast.Name) and root.id in modules and "rcParams" not in ast.unparse(target)
