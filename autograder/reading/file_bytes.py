"""The bytes of a file that was handed in."""

from __future__ import annotations

from pathlib import Path

from autograder.files import NotAPlainFile, read_plain
from autograder.reading.decoding import MAX_BYTES
from autograder.reading.submission import NotANotebook
from cnn_utils.language.speaking import say


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
        raise NotANotebook(error.args[0]) from None
    except OSError as error:
        raise NotANotebook(say("The file cannot be read: {why}.", why=error.strerror)) from None


def read_file(path: Path) -> bytes:
    """At most one byte more than is accepted, so that an endless file is refused as a large one is."""
    if path.is_dir():
        raise NotANotebook(say("This is a folder, not a notebook."))
    try:
        if not path.is_file():
            raise NotANotebook(
                say("There is no such file.") if not path.exists() else say("This is a device, not a file.")
            )
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise NotANotebook(say("The file cannot be read: {why}.", why=error.strerror)) from None
