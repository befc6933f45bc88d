"""A glance at a file: whether it is a notebook, of which assignment, and whether anything was written into it.

Files are looked at, not parsed: what a student wrote is not to keep this process busy.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from autograder.exercises import EXERCISES, exercise_of, exercises_of
from autograder.files import NotAPlainFile, read_plain
from autograder.reading.code.stubs import is_stub
from autograder.reading.decoding import MAX_BYTES, decode
from autograder.reading.notebooks import parse_notebook
from autograder.reading.submission import Cell, NotANotebook
from cnn_utils.language.speaking import say

# What systems, editors and version control leave beside one's work.
_CLUTTER = re.compile(
    r"\..*|__MACOSX|__pycache__|Thumbs\.db|desktop\.ini|~\$.*|#.*#|.*~|.*\.(?:sw[op]|bak|orig|lock)", re.I
)
_TIMESTAMP = "timestamp.txt"
SUFFIXES = re.compile(r"(?:\.(?:ipynb|json|txt|py))+$", re.I)
_DEFINED = re.compile(r"^(?:async[ \t]+)?def[ \t]+(\w+)", re.M)
_MOST_TO_PARSE = 60_000  # characters of functions that are parsed to see whether they are the stubs


@dataclass(frozen=True)
class Candidate:
    """A file of a submission.

    Attributes
    ----------
    name : str
        Where it lies, as a person would say it.
    path : Path or None
        Where to read it, if it can be read.
    problem : str
        What keeps it from being read, or "".
    """

    name: str
    path: Path | None
    problem: str = ""

    @property
    def is_clutter(self) -> bool:
        """Whether the file came about by itself: a checkpoint, a lock, what an archive or version control adds."""
        return any(_CLUTTER.fullmatch(part) for part in PurePosixPath(self.name).parts)

    @property
    def is_work(self) -> bool:
        """Whether the student put the file there."""
        return not self.is_clutter and PurePosixPath(self.name).name != _TIMESTAMP


class Look:
    """What a glance at a file shows."""

    def __init__(self, file: Candidate, assignment: str) -> None:
        self.file, self.assignment = file, assignment
        self.cells: list[Cell] = []
        self.is_script = False
        self.reason = file.problem
        if not file.problem:
            try:
                self._read()
            except NotANotebook as error:
                self.reason = error.sentence
            except NotAPlainFile as error:
                self.reason = error.args[0]
            except OSError as error:
                self.reason = f"{error}."

    def _read(self) -> None:
        text = decode(read_plain(path_of(self.file), MAX_BYTES + 1), [])
        if is_json(text):
            self.cells = parse_notebook(text, [])[0]
            self.reason = "" if self.cells else say("The notebook has no cells.")
            return
        if SUFFIXES.search(self.file.name.removesuffix(".txt")) and not self.file.name.lower().endswith(".py"):
            raise NotANotebook(say("The file is called a notebook, and is none."))
        self.is_script = bool(_DEFINED.search(text))
        self.cells = [Cell(0, "", "code", text)] if self.is_script else []
        self.reason = say("The file is text without a function of the assignment.")

    @cached_property
    def own(self) -> int:
        """How many exercises of the assignment it holds."""
        return len(self._exercises & {one.name for one in exercises_of(self.assignment)})

    @cached_property
    def belongs(self) -> int:
        """2 for a notebook of the assignment, 1 where that cannot be told, 0 for one of another assignment."""
        if self._exercises:
            return 2 if 2 * self.own >= len(self._exercises) else 0
        return 2 if self._has_title else 1

    @cached_property
    def is_filled(self) -> bool:
        """Whether anything was written into an exercise."""
        own = {one.name for one in exercises_of(self.assignment)}
        texts = [text for name, text in self._functions if name in own]
        return sum(map(len, texts)) > _MOST_TO_PARSE or any(not is_stub(text) for text in texts)

    @cached_property
    def digest(self) -> str:
        """The same for two files whose code is the same."""
        return hashlib.sha256("\n".join(self._code).encode("utf-8", "replace")).hexdigest()

    @property
    def _code(self) -> Iterator[str]:
        return (cell.source for cell in self.cells if cell.type == "code")

    @property
    def _functions(self) -> Iterator[tuple[str, str]]:
        for source in self._code:
            for block in re.split(r"^(?=\S)", source, flags=re.M):
                if found := _DEFINED.match(block):
                    yield found[1], block

    @cached_property
    def _exercises(self) -> set[str]:
        graded = {exercise_of(cell.grade_id) for cell in self.cells}
        defined = {name for source in self._code for name in _DEFINED.findall(source)}
        return (graded | defined) & set(EXERCISES)

    @property
    def _has_title(self) -> bool:
        titles = re.findall(
            r"^#+ .*", "\n".join(cell.source for cell in self.cells[:5] if cell.type == "markdown"), re.M
        )
        return any(folded(self.assignment) in folded(title) for title in titles)


def is_json(text: str) -> bool:
    """Whether a text is meant as JSON."""
    return text.lstrip()[:1] in ("{", "[")


def folded(text: str) -> str:
    """The letters and digits of a text, large and small the same."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def path_of(candidate: Candidate) -> Path:
    """Where to read a candidate; what cannot be read is no notebook."""
    if candidate.path is None:
        raise NotANotebook(candidate.problem)
    return candidate.path
