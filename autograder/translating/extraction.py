"""What is to be translated: all that readers read, gathered afresh from notebooks, code and pages, part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract

from autograder.exercises import ASSIGNMENTS
from autograder.files import read_notebook
from autograder.misconceptions import catalogue
from autograder.places import AUTOGRADER, CNN_UTILS
from autograder.translating.notebook_text import passages
from autograder.translating.pages import START_HERE, first_five_minutes, page_passages

# The functions of cnn_utils.language.speaking, and which of their arguments are sentences.
_KEYWORDS = {"say": None, "later": None, "say_number": (1, 2)}
_SPEAKS = "from cnn_utils.language"  # a module without it has another `say`: the command line's
_ROOMS_OF_THEIR_OWN = ("figures", "questions")


@dataclass(frozen=True)
class Found:
    """A sentence, and where it stands.

    Attributes
    ----------
    text : str
        In English; for a sentence that depends on a number, the one for 1.
    place : str
        The file, by its path in the project.
    note : str
        What a translator wants to know beside that: the cell, or the mistake that is named.
    many : str
        For a sentence that depends on a number, the one for all other numbers.
    """

    text: str
    place: str
    note: str = ""
    many: str = ""


def found_in(part: str, root: Path) -> list[Found]:
    """All sentences of a part, each as often as it stands there.

    Parameters
    ----------
    part : str
        One of `PARTS`.
    root : Path
        The clone of this project.
    """
    return [found for found in _PARTS[part](root) if found.text.strip()]


def notebook_sentences(assignment: str, root: Path) -> Iterator[Found]:
    """The passages of one of a course's notebooks."""
    place = f"source/{assignment}/{assignment}.ipynb"
    for passage in passages(read_notebook(root / place)):
        yield Found(passage.text, place, f"{passage.kind} in cell {passage.cell}")


def _of_the_package(folder: Path, wanted: Callable[[Path], bool], root: Path) -> Iterator[Found]:
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.j2")]):
        text = path.read_bytes()
        if not wanted(path.relative_to(folder)) or (path.suffix == ".py" and _SPEAKS.encode() not in text):
            continue
        place = path.relative_to(root.resolve()).as_posix()
        method, options = ("python", {}) if path.suffix == ".py" else ("jinja2", {"silent": "false"})
        with path.open("rb") as opened:
            for _, message, _, _ in extract(method, opened, _KEYWORDS, options=options):
                one, many = (message, "") if isinstance(message, str) else message[:2]
                yield Found(one, place, many=many)


def _is_of_the_cases(path: Path) -> bool:
    return path.parts[0] == "cases"


def _checks(root: Path) -> Iterator[Found]:
    yield from _of_the_package(CNN_UTILS, lambda path: path.parts[0] not in _ROOMS_OF_THEIR_OWN, root)
    yield from _of_the_package(AUTOGRADER, _is_of_the_cases, root)  # check and hint show what cases are called


def _room(name: str) -> Callable[[Path], Iterator[Found]]:
    return lambda root: _of_the_package(CNN_UTILS, lambda path: path.parts[0] == name, root)


def _grader(root: Path) -> Iterator[Found]:
    return _of_the_package(AUTOGRADER, lambda path: not _is_of_the_cases(path), root)


def _misconceptions(root: Path) -> Iterator[Found]:
    for record in catalogue():
        place = f"{record.exercise}/{record.id}"
        yield from (Found(getattr(record, kind), place, kind) for kind in ("what", "where", "why"))


def _first_steps(root: Path) -> Iterator[Found]:
    start_here = START_HERE.relative_to(root.resolve()).as_posix()
    pages = {"README.md": first_five_minutes(root), start_here: START_HERE.read_text(encoding="utf-8")}
    for place, text in pages.items():
        yield from (Found(passage, place) for passage in page_passages(text))


_PARTS: dict[str, Callable[[Path], Iterator[Found]]] = {
    **{name: lambda root, name=name: notebook_sentences(name, root) for name in ASSIGNMENTS},  # type: ignore[misc]
    "checks": _checks,
    **{name: _room(name) for name in _ROOMS_OF_THEIR_OWN},
    "misconceptions": _misconceptions,
    "grader": _grader,
    "first_steps": _first_steps,
}
PARTS = tuple(_PARTS)
"""A catalogue each, in every language."""
