"""What lies in a folder, in a form that tells whether anything has changed; nothing in it is opened."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from autograder.files import walk

State = tuple[tuple[str, int, int, int], ...]
"""Of each file below a folder: path, size, time of its content, time of its arrival."""

MOST_FILES = 2000  # of a folder; of one that holds more, not all changes are seen


def state_of(folder: Path) -> State:
    """Look at all files below a folder, or at a file alone; empty if nothing is there."""
    return tuple(sorted(_files(folder)))


def is_quiet(state: State, seconds: float) -> bool:
    """Whether nothing has been written for so long: whoever wrote there seems to have finished."""
    newest = max((arrived for *_, arrived in state), default=0)
    return time.time() - newest / 1e9 >= seconds


def _files(folder: Path) -> Iterator[tuple[str, int, int, int]]:
    if not folder.is_dir():
        places = iter([folder] if os.path.lexists(folder) else [])
    else:
        places = (place / name for place, _, names in walk(folder) for name in names)
    for path in islice(places, MOST_FILES):
        try:
            found = path.lstat()
        except OSError:  # it went meanwhile
            continue
        yield path.relative_to(folder.parent).as_posix(), found.st_size, found.st_mtime_ns, found.st_ctime_ns
