"""The bytes of a file that was handed in."""

from __future__ import annotations

from pathlib import Path

from autograder.files import NotAPlainFile, read_plain
from autograder.reading.decoding import MAX_BYTES
from autograder.reading.submission import NotANotebook


def read_own_file(path: Path) -> bytes:
    """What was handed in under this name, if it is a file and no link: at most one byte more than is accepted.

    Parameters
    ----------
    path : Path
        Where it lies.

    Returns
    -------
    bytes
        Its content.

    Raises
    ------
    NotANotebook
        With one line that says what it is.
    """
    try:
        return read_plain(path, MAX_BYTES + 1)
    except NotAPlainFile as error:
        raise NotANotebook(f"{error}.") from None
    except OSError as error:
        raise NotANotebook(f"The file cannot be read: {error.strerror}.") from None


def read_file(path: Path) -> bytes:
    """At most one byte more than is accepted, so that an endless file is refused as a large one is."""
    if path.is_dir():
        raise NotANotebook("This is a folder, not a notebook.")
    try:
        if not path.is_file():
            raise NotANotebook("There is no such file." if not path.exists() else "This is a device, not a file.")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise NotANotebook(f"The file cannot be read: {error.strerror}.") from None
