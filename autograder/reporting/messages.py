"""Every sentence that a student can meet, gathered from where it is written."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import pkgutil
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from autograder.cases import relations_for
from autograder.exercises import EXERCISES
from autograder.misconceptions import catalogue

# Whose texts reach a student's page, notebook or terminal; the catalogue and the relations speak for themselves.
_SPEAKING = (
    "autograder.course.late_policy",
    "autograder.class_run.page_heads",
    "autograder.grading",
    "autograder.judge",
    "autograder.reading",
    "autograder.sandbox.inside",
    "autograder.sandbox.conversation",
    "autograder.sandbox.replay",
    "autograder.sandbox.session",
    "autograder.sandbox.wire",
    "cnn_utils.checks",
    "cnn_utils.compare",
)
_SENTENCE = re.compile(r"^[A-Z`{\"'X].*\s.*[.!?]$", re.S)
_QUOTED = re.compile(r"\{[^{}]*\}")
_END = re.compile(r"[.!?](?=\s|$)")


class Message(NamedTuple):
    """One sentence, or a few, and where it comes from: a module, or an exercise and the id of its record."""

    place: str
    text: str

    @property
    def first_words(self) -> int:
        """Count the words of the first sentence; what it quotes counts as one."""
        return len(_END.split(_QUOTED.sub("x", self.text), maxsplit=1)[0].split())


def messages() -> Iterator[Message]:
    """Yield them in the order of the rooms; what a sentence quotes stands in braces."""
    for record in catalogue():
        place = f"{record.exercise}/{record.id}"
        yield from (Message(place, text) for text in (record.what, record.where, record.why))
    for name in EXERCISES:
        yield from (Message(relation.id, f"With {relation.title}.") for relation in relations_for(name))
    for module in (
        *_modules(),
        "autograder.cases.step_by_step.relations",
        "autograder.cases.application.application_relations",
    ):
        yield from (Message(module, text) for text in _sentences(module))


def _modules() -> Iterator[str]:
    for name in _SPEAKING:
        module = importlib.import_module(name)
        yield name
        for inside in pkgutil.walk_packages(getattr(module, "__path__", ()), f"{name}."):
            yield inside.name


def _sentences(name: str) -> Iterator[str]:
    """Yield the texts of a module that are sentences; docstrings speak to nobody but programmers."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.origin:
        return
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    silent = set(_silent(tree))
    for node in _texts(tree):
        text = _written(node)
        if id(node) not in silent and _SENTENCE.match(text):
            yield " ".join(text.split())


def _texts(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield whole texts, not the pieces of those that are put together."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            yield node
        else:
            pending += reversed(list(ast.iter_child_nodes(node)))


def _silent(tree: ast.AST) -> Iterable[int]:
    """Docstrings, and what is raised for programmers."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield id(node.value)
        elif isinstance(node, ast.Raise) and "NotANotebook" not in ast.unparse(node):
            yield from (id(each) for each in ast.walk(node))


def _written(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    pieces = node.values if isinstance(node, ast.JoinedStr) else []
    return "".join(
        str(each.value) if isinstance(each, ast.Constant) else f"{{{ast.unparse(each.value)}}}"  # type: ignore[attr-defined] # the other kind
        for each in pieces
    )
