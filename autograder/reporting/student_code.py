"""What the report reads in a submitted notebook: fingerprints of each function, and what to look at."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from autograder.exercises import exercises_of
from autograder.reading import NotANotebook, Submission, read_submission
from autograder.reading.code.fixing import parse
from autograder.reporting.code_prints import TooLarge, fingerprint
from autograder.reporting.flags import Flag, flags_in
from cnn_utils.language.speaking import later

HELPERS = later("functions of their own")
_LONGEST = 100_000  # characters of a function, or of all helpers together
_FEW = 40  # so many submissions are read before worker processes have started


@dataclass(frozen=True)
class FunctionCode:
    """One function of a submission.

    Attributes
    ----------
    text : str
    fingerprints : dict of int to frozenset of int
        Lines of `text`, from 1, by fingerprint.
    whole : int
        Fingerprint of the function as a whole.
    """

    text: str
    fingerprints: dict[int, frozenset[int]]
    whole: int


@dataclass(frozen=True)
class StudentCode:
    """A submission as the report compares it.

    Attributes
    ----------
    student : str
    functions : dict of str to FunctionCode
        By exercise; what the student defined besides is together under `HELPERS`.
    flags : tuple of Flag
    """

    student: str
    functions: dict[str, FunctionCode]
    flags: tuple[Flag, ...] = ()


def read_class(files: Mapping[str, Path], assignment: str, published: frozenset[str], jobs: int) -> list[StudentCode]:
    """Read the notebooks of a class.

    Parameters
    ----------
    files : mapping of str to Path
        Notebook by student.
    assignment : str
    published : frozenset of str
        Numbers that are printed for everybody, as text.
    jobs : int
        Worker processes, used from a few dozen submissions on.
    """
    read = partial(_read, assignment=assignment, published=published)
    if jobs == 1 or len(files) <= _FEW:
        return [read(item) for item in files.items()]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as executor:
        return list(executor.map(read, files.items(), chunksize=16))


def _read(item: tuple[str, Path], assignment: str, published: frozenset[str]) -> StudentCode:
    student, path = item
    try:
        return code_of(student, read_submission(path, assignment=assignment), published)
    except NotANotebook:
        return StudentCode(student, {})
    except RecursionError:
        return StudentCode(
            student, {}, (Flag("unreadable code", later("notebook"), later("nested too deeply to be compared")),)
        )


def code_of(student: str, submission: Submission, published: frozenset[str] = frozenset()) -> StudentCode:
    """Take a submission apart for the report."""
    graded = {exercise.name for exercise in exercises_of(submission.assignment)}
    trees = {name: tree for name, text in submission.functions.items() if (tree := _tree(text))}
    own = frozenset(trees) - graded
    parts = {name: (submission.functions[name], [trees[name]]) for name in trees if name in graded}
    if own:
        text = "\n\n".join(submission.functions[name].strip("\n") for name in sorted(own))
        module = parse(text)
        together = [node for node in module.body if isinstance(node, ast.FunctionDef)] if module else []
        parts[HELPERS] = text, together
    functions, flags = {}, list(flags_in(submission, published))
    for name, (text, nodes) in parts.items():
        try:
            if len(text) > _LONGEST:
                raise TooLarge
            functions[name] = function_code(text, nodes, own)
        except TooLarge:
            flags.append(Flag("unreadable code", name, later("too large to be compared")))
    return StudentCode(student, functions, tuple(flags))


def functions_of_module(text: str) -> dict[str, FunctionCode]:
    """Functions of Python text: the reference, or a released notebook's stubs."""
    nodes = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return {node.name: function_code("", [node], frozenset()) for node in nodes}


def function_code(text: str, nodes: Iterable[ast.FunctionDef], own: frozenset[str]) -> FunctionCode:
    """One function, or all of a student's own together, with its fingerprints."""
    found: dict[int, frozenset[int]] = {}
    total = 0
    for node in nodes:
        of_node = fingerprint(node, own)
        total ^= of_node.whole
        for mark, lines in of_node.lines.items():
            found[mark] = found.get(mark, frozenset()) | lines
    return FunctionCode(text, found, total)


def _tree(text: str) -> ast.FunctionDef | None:
    tree = parse(text)
    first = tree.body[0] if tree and tree.body else None
    return first if isinstance(first, ast.FunctionDef) else None
