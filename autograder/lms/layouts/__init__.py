"""The layouts in which submissions arrive, told apart by the names at the top of a download.

What lies below is the student's to name, and never says who somebody is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import tzinfo

from autograder.lms.archives import Item
from autograder.lms.layouts.canvas import canvas, is_canvas, newest_attempts
from autograder.lms.layouts.claims import Claim, Entries, Reader
from autograder.lms.layouts.exchange import exchange, is_exchange
from autograder.lms.layouts.gradescope import METADATA, gradescope
from autograder.lms.layouts.moodle import is_moodle, moodle
from autograder.lms.layouts.people import other_assignments, people
from autograder.reading.glance import Candidate

__all__ = ["Claim", "find_claims", "newest_attempts"]

_SYSTEMS: tuple[Reader, ...] = (gradescope, moodle, exchange, canvas)
_MAY_BE_WORK = re.compile(
    r".*\.(?:ipynb|py|zip|7z|rar|tar|tgz|gz|pdf|html?|docx?|png|jpe?g|heic)(?:\.txt|\.json)?", re.I
)


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
        return claims + [_nobodys(entry, below) for entry, below in entries.items() if _may_be_work(below)]
    return people({entry: below for entry, below in entries.items() if _may_be_work(below)}, assignment, zone)


def _by_top(items: Iterable[Item]) -> Entries:
    entries: Entries = defaultdict(list)
    for item in sorted(items, key=lambda item: item.parts):
        if not Candidate(item.parts[0], item.path).is_clutter:
            entries[item.parts[0]].append(item)
    return dict(entries)


def _unwrapped(entries: Entries, assignment: str) -> Entries:
    """What lies in the one folder that somebody packed around a download, if there is one."""
    inner = entries
    while len(inner) == 1 and not _is_known(inner):
        (below,) = inner.values()
        if len(below) == 1 and len(below[0].parts) == 1:
            break
        inner = _by_top(Item(item.parts[1:], item.path, item.problem) for item in below)
        if _is_known(inner) or _are_people(inner, assignment):
            return inner
    return entries


def _is_known(entries: Entries) -> bool:
    return METADATA in entries or any(is_moodle(entry) or is_exchange(entry) or is_canvas(entry) for entry in entries)


def _are_people(entries: Entries, assignment: str) -> bool:
    """Whether several folders, or several files not named after the assignment, hold work: then each is a person's."""
    work = {entry: below for entry, below in entries.items() if any(_holds_work(item) for item in below)}
    folders = [entry for entry, below in work.items() if len(below[0].parts) > 1]
    if folders:
        return len(work) > 1 and not {assignment, *other_assignments(assignment)} & set(folders)
    return len(work) > 1 and not any(assignment in entry for entry in work)


def _holds_work(item: Item) -> bool:
    return bool(re.search(r"\.ipynb(?:\.txt|\.json)?$", item.parts[-1], re.I))


def _may_be_work(below: list[Item]) -> bool:
    """Whether somebody may have handed this in: a folder, or a file of a kind that people hand in."""
    first = below[0]
    return len(first.parts) > 1 or bool(first.problem) or bool(_MAY_BE_WORK.fullmatch(first.parts[0]))


def _nobodys(entry: str, below: list[Item]) -> Claim:
    why = "Its name does not say whose it is."
    return Claim("plain", ("file", entry), entry, tuple(below), problem=why)
