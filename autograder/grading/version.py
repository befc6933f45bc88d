"""What decides a mark, as one hash for each assignment: a grade that something else has given is given anew.

Code counts by what it does: its comments, docstrings and layout may change, and so may what only speaks to a reader,
the hints, the names of mistakes and the pages. What belongs to the other assignment alone does not count either.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from opcode import opmap
from pathlib import Path
from types import CodeType

import numpy as np

from autograder.course_modules import SOLUTIONS
from autograder.exercises import ADDED, ASSIGNMENTS, exercises_of
from autograder.own_course import course_root, kept
from autograder.places import AUTOGRADER, CNN_UTILS
from autograder.thresholds import thresholds

_DECIDING = (
    *(AUTOGRADER / room for room in ("cases", "judge", "reading", "sandbox", "solutions", "plain_layers.py")),
    *(
        AUTOGRADER / "grading" / f"{name}.py"
        for name in ("grade_cells", "graded_notebook", "judge_submission", "restore_cells", "worker")
    ),
    *(CNN_UTILS / room for room in ("calling", "compare", "network", "signs")),
)
_SPOKEN = ("MISCONCEPTIONS",)  # of an exercise's module: names and sentences, no points


@kept()
def mark_version(assignment: str) -> str:
    """Hash of all that decides a mark of an assignment: cases, weights, tolerances, judge, solutions.

    Parameters
    ----------
    assignment : str
        "step_by_step" or "application".
    """
    parts = _of_the_package(assignment), *_of_the_course(assignment)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def _of_the_package(assignment: str) -> str:
    digest = hashlib.sha256()
    others = set(ASSIGNMENTS) - {assignment}
    for room in _DECIDING:
        for path in sorted(room.rglob("*.py")) if room.is_dir() else [room]:
            name = path.relative_to(room.parent)
            if not others & {*name.parts, name.stem}:
                digest.update(f"{name.as_posix()}\0{what_it_does(path.read_text(encoding='utf-8'))}\0".encode())
    return digest.hexdigest()


def _of_the_course(assignment: str) -> Iterator[str]:
    exercises = exercises_of(assignment)
    yield f"time {thresholds().time}"
    yield repr([(one.name, one.parameters, one.returns, one.helpers) for one in exercises])
    root = course_root() or Path()
    added = [root / ADDED / f"{exercise.name}.py" for exercise in exercises if exercise.added]
    for path in (*added, root / SOLUTIONS / f"{assignment}.py"):
        if path.is_file():
            yield f"{path.name}\0{what_it_does(path.read_text(encoding='utf-8'))}"


def what_it_does(code: str) -> str:
    """Code without what does nothing: comments, docstrings, layout, and the sentences of named mistakes."""
    tree = _without_sentences(code) if _SPOKEN[0] in code else code  # most modules need not be taken apart
    return _instructions(compile(tree, "", "exec", dont_inherit=True, optimize=2))  # 2 leaves docstrings out


def _instructions(code: CodeType) -> str:
    """What the interpreter does with a code object, wherever its lines stand."""
    constants = [_instructions(one) if isinstance(one, CodeType) else _plain(one) for one in code.co_consts]
    # A docstring that is left out leaves an instruction that does nothing, two bytes as all of them.
    pairs = np.frombuffer(code.co_code, "<u2")
    done = pairs[pairs & 0xFF != opmap["NOP"]].tobytes()
    return repr((done, constants, code.co_names, code.co_varnames, code.co_freevars))


def _plain(constant: object) -> str:
    """A constant as text; the members of a frozenset come in another order in each process."""
    return repr(sorted(map(repr, constant)) if isinstance(constant, frozenset) else constant)


def _without_sentences(code: str) -> ast.Module:
    tree = ast.parse(code)
    tree.body = [one for one in tree.body if not (isinstance(one, ast.Assign) and _names(one) == _SPOKEN)]
    return tree


def _names(assignment: ast.Assign) -> tuple[str, ...]:
    return tuple(target.id for target in assignment.targets if isinstance(target, ast.Name))
