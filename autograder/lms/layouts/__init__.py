"""The layouts in which submissions arrive, told apart by the names at the top of a download.

What lies below is the student's to name, and never says who somebody is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import tzinfo

from autograder.files import NotAPlainFile, read_plain
from autograder.lms.layouts.canvas import canvas, is_canvas, newest_attempts
from autograder.lms.layouts.claims import Claim, Entries, Reader
from autograder.lms.layouts.exchange import INBOUND, exchange, is_exchange
from autograder.lms.layouts.gradescope import METADATA, gradescope
from autograder.lms.layouts.moodle import is_moodle, moodle
from autograder.lms.layouts.people import other_assignments, people
from autograder.lms.unpacking.archives import Item
from autograder.lms.unpacking.member_names import UNREAD
from autograder.reading.glance import Candidate

__all__ = ["Claim", "find_claims", "is_of_a_person", "may_be_work", "newest_attempts", "of_a_class"]

_SYSTEMS: tuple[Reader, ...] = (gradescope, moodle, exchange, canvas)
_BESIDE = re.compile(r"\._|\.~|~\$|\.#|#")  # in front of another file's name: what a Mac or an editor puts beside it
_MAY_BE_WORK = re.compile(
    r".*\.(?:ipynb|py|zip|7z|rar|tar|tgz|gz|pdf|html?|docx?|png|jpe?g|heic)(?:\.txt|\.json)?", re.I | re.S
)

_BEGINS = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{.*"(?:cells|cell_type|worksheets|nbformat)"', re.S)
_BEGINNING = 1 << 16  # bytes


def find_claims(items: Iterable[Item], assignment: str, zone: tzinfo) -> list[Claim]:
    """Find every hand-in of a download and whose it is.

    Parameters
    ----------
    items : iterable of Item
        What was downloaded.
    assignment : str
        Folders of other assignments, where they are named so, are left out.
    zone : tzinfo
        Of times that name none.

    Returns
    -------
    list of Claim
        One for each file or folder that a system made, in the order of their names. Beside those of a system, what else
        lies there is nobody's, and is claimed with that as its problem.
    """
    entries = _unwrapped(_by_top(items), assignment)
    claims = [claim for read in _SYSTEMS for claim in read(entries, assignment, zone)]
    if claims:
        claims += [_nobodys(entry, below) for entry, below in entries.items() if may_be_work(below)]
    else:
        claims = people({entry: below for entry, below in entries.items() if may_be_work(below)}, assignment, zone)
    return [_known_by_number(claim) if UNREAD in claim.name else claim for claim in claims]


def of_a_class(items: Iterable[Item]) -> list[Item]:
    """What a system's download of a class holds, out of the one folder that may be around it.

    Parameters
    ----------
    items : iterable of Item
        What lies in an archive.

    Returns
    -------
    list of Item
        Nothing, if it is no such download.
    """
    entries = _unwrapped(_by_top(items), "")
    return [item for below in entries.values() for item in below] if _is_known(entries) else []


def is_of_a_person(entry: str) -> bool:
    """Whether a system made a name for somebody's hand-in.

    Parameters
    ----------
    entry : str
        Name of a file or folder at the top of a download.

    Returns
    -------
    bool
    """
    return bool(is_moodle(entry) or is_exchange(entry) or is_canvas(entry))


def _by_top(items: Iterable[Item]) -> Entries:
    entries: Entries = defaultdict(list)
    for item in sorted(items, key=lambda item: item.parts):
        entries[item.parts[0]].append(item)
    return {entry: below for entry, below in entries.items() if not _is_clutter(entry)}


def _is_clutter(entry: str) -> bool:
    """Whether a name is nobody's; what a system wrote around a student's own "hw.bak" or ".x" is somebody's."""
    return Candidate(entry, None).is_clutter and (bool(_BESIDE.match(entry)) or not is_of_a_person(entry))


def _unwrapped(entries: Entries, assignment: str) -> Entries:
    """What lies in the one folder that somebody packed around a download, if there is one."""
    inner = entries
    while not _is_known(inner) and (INBOUND in inner or len(inner) == 1):
        below = inner.get(INBOUND) or next(iter(inner.values()))
        if any(item.parts[1:2] == (assignment,) and len(item.parts) == 3 for item in below):
            return inner  # one student alone, in nbgrader's own layout
        if any(len(item.parts) == 1 for item in below):
            break
        inner = _by_top(item.at(*item.parts[1:]) for item in below)
        if _is_known(inner) or (INBOUND not in inner and _are_people(inner, assignment)):
            return inner
    return entries


def _is_known(entries: Entries) -> bool:
    return METADATA in entries or any(map(is_of_a_person, entries))


def _are_people(entries: Entries, assignment: str) -> bool:
    """Whether several folders, or several files not named after the assignment, hold work: then each is a person's."""
    work = {entry: below for entry, below in entries.items() if any(_holds_work(item) for item in below)}
    folders = [entry for entry, below in work.items() if len(below[0].parts) > 1]
    if folders:
        return len(work) > 1 and not {assignment, *other_assignments(assignment)} & set(folders)
    return len(work) > 1 and not any(assignment in entry for entry in work)


def _holds_work(item: Item) -> bool:
    is_named_so = bool(re.search(r"\.ipynb(?:\.txt|\.json)?$", item.parts[-1], re.I))
    return is_named_so or (len(item.parts) == 1 and _begins_as_a_notebook(item))


def may_be_work(below: list[Item]) -> bool:
    """Whether somebody may have handed this in: a folder, or a file of a kind that people hand in.

    Parameters
    ----------
    below : list of Item
        What lies under one name at the top of a download, at least one thing.

    Returns
    -------
    bool
    """
    first = below[0]
    is_somebodys = len(first.parts) > 1 or bool(first.problem) or bool(_MAY_BE_WORK.fullmatch(first.parts[0]))
    return is_somebodys or _begins_as_a_notebook(first)


def _begins_as_a_notebook(item: Item) -> bool:
    """Whether a file whose name does not say so is a notebook: browsers save them as .json, as .txt, as anything."""
    try:
        return item.path is not None and bool(_BEGINS.match(read_plain(item.path, _BEGINNING)))
    except (NotAPlainFile, OSError):
        return False


def _nobodys(entry: str, below: list[Item]) -> Claim:
    why = "Its name does not say whose it is."
    return Claim("plain", ("file", entry), entry, tuple(below), problem=why)


def _known_by_number(claim: Claim) -> Claim:
    """Somebody whose name could not be read: their number says who it is, if there is one."""
    why = "The name cannot be read." if UNREAD in claim.key[1] else claim.problem
    return replace(claim, name="", problem=why)
