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
from autograder.reading.code.written import written
from autograder.sandbox.session import FORGED
from autograder.sandbox.session_process import LOADED, UNTOLD
from cnn_utils.language.speaking import Said, later, say, tells

_MANY_NUMBERS = 8
_DIGITS = 6
_MODULES = frozenset(
    {"np", "numpy", "builtins", "__builtins__", "json", "cnn_utils", "tf", "tensorflow", "sys", "math", "struct", "os"}
)
_SETTERS = {"setattr", "delattr"}
# Settings that notebooks of every year make at their top; they change no function.
_SETTINGS = {"rcParams", "run_functions_eagerly", "path"}
_KINDS = {
    "hard-coded output": later("hard-coded output"),
    "patched library": later("patched library"),
    "another library": later("another library"),
    "another edition": later("another edition"),
    "look-up table": later("look-up table"),
    "unreadable code": later("unreadable code"),
    "forged message": later("forged message"),
}


@dataclass(frozen=True)
class Flag:
    """One thing to look at.

    Attributes
    ----------
    kind : str
        "hard-coded output", "patched library", "another library", "another edition", "look-up table", "unreadable code"
        or "forged message".
    where : str
        Function or cell, as `later` has it.
    what : str
        The line, or what was noticed, in the same way.
    """

    kind: str
    where: str
    what: str

    @property
    def said(self) -> tuple[str, str, str]:
        """Kind, place and what was noticed, in the language in use."""
        return say(_KINDS[self.kind]), say(self.where), say(self.what)


def flags_in(submission: Submission, published: frozenset[str]) -> tuple[Flag, ...]:
    """Find what the text of a submission alone shows.

    Parameters
    ----------
    submission : Submission
    published : frozenset of str
        Numbers that are printed for everybody, as text.
    """
    found: list[Flag] = []
    if submission.edition != "current":  # what the notebook looks like decides, and that is the student's to choose
        what = later(
            "Judged by the rules of {edition}, which may ask for less than the course's own notebook.",
            edition=submission.edition,
        )
        found.append(Flag("another edition", later("notebook"), what))
    graded = {exercise.name for exercise in exercises_of(submission.assignment)}
    for name, text in submission.functions.items():
        tree = parse(text)
        if tree is not None and name in graded:
            found += _hard_coded(name, tree, published)
    for piece in submission.pieces:
        tree = parse(piece.source)
        if tree is not None:
            found += _patches(later("cell {cell}", cell=piece.number), tree)
            if submission.assignment == "step_by_step":
                found += _ready_made(later("cell {cell}", cell=piece.number), tree)
    return tuple(dict.fromkeys(found))


def flags_of_record(record: Record) -> tuple[Flag, ...]:
    """Find what a class run noticed while the submission ran."""
    forged = [
        Flag("forged message", str(repair.values["what"]), repair)
        for repair in record.repairs
        if isinstance(repair, Said) and tells(repair, FORGED)
    ]
    loaded = [
        Flag("another library", later("notebook"), repair)
        for repair in record.repairs
        if tells(repair, LOADED) or tells(repair, UNTOLD)
    ]
    looked_up = [
        Flag("look-up table", exercise["exercise"], note)
        for exercise in record.exercises
        for note in exercise.get("notes", ())
        if tells(note, LOOKED_UP)
    ]
    return (*forged, *loaded, *looked_up)


def _on_line(node: ast.AST, code: str) -> str:
    return later("line {line}: {code}", line=node.lineno, code=code)  # type: ignore[attr-defined] # a statement's


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
                yield Flag("another library", where, _on_line(node, name[:60]))


def _hard_coded(name: str, tree: ast.AST, published: frozenset[str]) -> Iterator[Flag]:
    for node in ast.walk(tree):
        if isinstance(node, ast.List | ast.Tuple):
            numbers = sum(
                isinstance(each, ast.Constant) and type(each.value) in (int, float) for each in ast.walk(node)
            )
            if numbers >= _MANY_NUMBERS:
                what = later("line {line}: a literal of {n} numbers", line=node.lineno, n=numbers)
                yield Flag("hard-coded output", name, what)
                return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) is float:
            text = repr(abs(node.value))
            if text in published:
                what = later("line {line}: {number} is a published result", line=node.lineno, number=text)
                yield Flag("hard-coded output", name, what)
            elif len(text.replace(".", "").strip("0").partition("e")[0]) >= _DIGITS:
                what = later("line {line}: the number {number}", line=node.lineno, number=text)
                yield Flag("hard-coded output", name, what)


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
                yield Flag("patched library", where, _on_line(node, (written(node) or "...")[:120]))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _SETTERS and node.args:
            subject = node.args[0]
            if isinstance(subject, ast.Name) and subject.id in modules:
                yield Flag("patched library", where, _on_line(node, (written(node) or "...")[:120]))


def _is_of_module(target: ast.expr, modules: frozenset[str] | set[str]) -> bool:
    """Whether a target is ``np.sum`` or ``sys.modules["numpy"]``, and no mere setting."""
    if isinstance(target, ast.Subscript):
        return isinstance(target.value, ast.Attribute) and target.value.attr in ("modules", "__dict__")
    if not isinstance(target, ast.Attribute) or target.attr in _SETTINGS:
        return False
    root: ast.expr = target.value
    while isinstance(root, ast.Attribute):
        root = root.value
    return isinstance(root, ast.Name) and root.id in modules and "rcParams" not in (written(target) or "")
