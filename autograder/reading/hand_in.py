"""Which of somebody's files is the hand-in: by its content, then by its name; a person decides where both fail."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePosixPath

from autograder.files import read_plain, walk
from autograder.reading.decoding import MAX_BYTES, decode
from autograder.reading.glance import SUFFIXES, Candidate, Look, folded, is_json, path_of
from autograder.reading.notebooks import as_notebook
from autograder.reading.scripts import parse_script
from autograder.reading.submission import Cell
from cnn_utils.language.speaking import later, say, say_number, tells, together

# "hw (1)", "hw-Copy1", "hw - Kopie", "hw-1", "hw (Ada's conflicted copy 2026-02-02)", "hw-checkpoint"
_COPY = re.compile(r"(?:\s*\([^()]*\)|[\s_-]+(?:copy|kopie|copie|copia|checkpoint)[\s_-]*\d*|-\d+)$", re.I)
_MOST_FILES = 2000  # of a student's folder
_ANY_OF = later("{n} notebooks, and nothing tells which is meant: {names}.")


@dataclass(frozen=True)
class HandIn:
    """What was found.

    Attributes
    ----------
    taken : Candidate or None
    why : str
        Why it was taken, in a few words.
    note : str
        What a person should know of the choice, or "".
    problem : str
        Why nothing was taken, or "".
    """

    taken: Candidate | None
    why: str = ""
    note: str = ""
    problem: str = ""

    def path_or(self, asked: Path) -> Path:
        """Where the notebook lies; where it was asked for, if none was taken: reading it tells what is the matter."""
        return (self.taken and self.taken.path) or asked

    @property
    def is_for_a_person(self) -> bool:
        """Whether there are several notebooks, and nothing tells which is meant."""
        return tells(self.problem, _ANY_OF)


def find_hand_in(candidates: Sequence[Candidate], assignment: str) -> HandIn:
    """Choose the notebook of an assignment.

    Parameters
    ----------
    candidates : sequence of Candidate
        Everything that lies in one submission.
    assignment : str

    Returns
    -------
    HandIn
        The only notebook of the assignment; of several, one that was worked on before one that is as released, and then
        the one that is named after the assignment. Scripts count where there is no notebook.
    """
    looks = [Look(one, assignment) for one in candidates if one.is_work]
    notebooks = [look for look in looks if look.cells and not look.is_script and look.belongs]
    pool = notebooks or [look for look in looks if look.is_script and look.own]
    if not pool:
        return HandIn(None, problem=_nothing(looks, candidates, assignment))
    best = _best(pool, assignment)
    if len(best) > 1:
        names = ", ".join(sorted(look.file.name for look in best))
        return HandIn(None, problem=say(_ANY_OF, n=len(best), names=names))
    return _taken(best[0], [look for look in pool if look is not best[0]], assignment)


def hand_in_of(home: Path, assignment: str) -> HandIn:
    """Choose the notebook in a student's folder, at any depth.

    Parameters
    ----------
    home : Path
        The student's folder.
    assignment : str
        What the notebook should be called.

    Returns
    -------
    HandIn
        The file that counts, why, and what to say of it.
    """
    candidates = list(islice(_below(home), _MOST_FILES))
    work = [one for one in candidates if one.is_work]
    if len(work) == 1 and work[0].name == f"{assignment}.ipynb":
        return HandIn(work[0], "as asked for")  # whatever it is: reading it tells
    found = find_hand_in(candidates, assignment)
    if found.taken and found.taken.name != f"{assignment}.ipynb" and not found.note:
        note = say("{file} was taken for {assignment}.ipynb.", file=found.taken.name, assignment=assignment)
        return replace(found, note=note)
    return found


def _below(home: Path) -> Iterator[Candidate]:
    for place, folders, files in walk(home):
        folders.sort()
        for name in sorted(files):
            path = place / name
            yield Candidate(path.relative_to(home).as_posix(), path)


def notebook_bytes(candidate: Candidate) -> bytes:
    """The hand-in as a notebook: as it is, or made of a script's cells."""
    content = read_plain(path_of(candidate), MAX_BYTES)
    text = decode(content, [])
    if is_json(text):
        return content
    return json.dumps(as_notebook(_split(parse_script(text, [])), {}), ensure_ascii=False, indent=1).encode()


def _best(pool: list[Look], assignment: str) -> list[Look]:
    """Those that nothing tells apart; one of each content."""
    belongs = max(look.belongs for look in pool)
    pool = [look for look in pool if look.belongs == belongs]
    pool = [look for look in pool if look.is_filled] or pool
    fit = max(_fit(look.file.name, assignment) for look in pool)
    named = sorted((look for look in pool if _fit(look.file.name, assignment) == fit), key=lambda look: look.file.name)
    return list({look.digest: look for look in reversed(named)}.values())


def _fit(name: str, assignment: str) -> int:
    """How well a file is named after an assignment."""
    stem = SUFFIXES.sub("", PurePosixPath(name).name)
    plain = stem
    while (shorter := _COPY.sub("", plain)) != plain and shorter:
        plain = shorter
    if plain != stem and "checkpoint" in stem.lower():
        return -1
    meant = folded(assignment)
    fits = (stem == assignment, folded(stem) == meant, folded(plain) == meant, meant in folded(stem))
    return len(fits) - fits.index(True) if True in fits else 0


def _taken(look: Look, others: list[Look], assignment: str) -> HandIn:
    name = look.file.name
    rest = ", ".join(sorted(other.file.name for other in others if other.belongs and other.digest != look.digest))
    notes = [say("{file} was taken; left aside: {others}.", file=name, others=rest)] if rest else []
    if look.is_script:
        notes.append(say("{file} is a script; a notebook was made of its code.", file=name))
    elif look.belongs < 2:
        message = later("{file} was taken, though nothing in it is of {assignment}.")
        notes.append(say(message, file=name, assignment=assignment))
    elif not name.lower().endswith(".ipynb"):
        notes.append(say("{file} is a notebook under another name.", file=name))
    why = "the only notebook" if not others else "named after the assignment" if _fit(name, assignment) else "worked on"
    return HandIn(look.file, "a script" if look.is_script else why, together(notes))


def _nothing(looks: Sequence[Look], candidates: Sequence[Candidate], assignment: str) -> str:
    if not looks:
        left = ", ".join(sorted(one.name for one in candidates)[:3])
        if not left:
            return say("No notebook of {assignment}: nothing at all.", assignment=assignment)
        return say("No notebook of {assignment}: nothing but {files}.", assignment=assignment, files=left)
    said = [_about(look, assignment) for look in sorted(looks, key=lambda look: look.file.name)]
    more = say_number("And {n} file more.", "And {n} files more.", len(said) - 3) if len(said) > 3 else ""
    return together([say("No notebook of {assignment}.", assignment=assignment), *said[:3], more])


def _about(look: Look, assignment: str) -> str:
    message = later("The notebook is of another assignment, not of {assignment}.")
    reason = look.reason or say(message, assignment=assignment)
    if not look.file.name:
        return say("The folder: {reason}", reason=reason)
    return say("{file}: {reason}", file=look.file.name, reason=reason)


def _split(cells: list[Cell]) -> list[Cell]:
    """A cell for each function: the grader looks for one in a cell."""
    blocks = [
        block
        for cell in cells
        if cell.type == "code"
        for block in re.split(r"^(?=def |@|class )", cell.source, flags=re.M)
    ]
    joined: list[str] = []
    for block in blocks:
        if joined and joined[-1].startswith("@") and "\ndef " not in joined[-1]:
            joined[-1] += block
        elif block.strip():
            joined.append(block)
    return [Cell(index, "", "code", source.strip("\n")) for index, source in enumerate(joined)]
