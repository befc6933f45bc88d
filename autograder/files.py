"""Files that a reader, or a crash, finds whole, the course's notebooks, and files of others, which nobody trusts."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from autograder.errors import UserError
from cnn_utils.language.speaking import later, say


def write_whole(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Write a file so that a reader, or a crash, sees the old one or the new one and nothing between.

    Raises
    ------
    OSError
        That names the file, also where the disk is full, which the system's own error does not.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{os.getpid()}.part")
    try:
        draft.touch(mode)
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def read_notebook(path: Path) -> dict[str, Any]:
    """The content of a notebook's file.

    Raises
    ------
    UserError
        If it is none, as after a merge that left its marks.
    """
    try:
        notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        _ = [(cell["source"], cell["metadata"], cell["id"]) for cell in notebook["cells"]]
    except (ValueError, KeyError, TypeError) as error:
        why = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        raise UserError(f"{path} is no notebook that Jupyter can open: {why}.") from None
    return notebook


@contextmanager
def naming_damage(path: Path, remedy: str) -> Iterator[None]:
    """Say of a file of the course's own notes that it is damaged, whatever that did to whoever read it.

    Raises
    ------
    UserError
        With what can be done about it.
    """
    try:
        yield
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UserError(f"{path} cannot be read ({why.rstrip('.')}): {remedy}.") from None


DEEPEST = 100  # folders in folders


def walk(root: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Go through a folder as `os.walk` does, which calls itself for each level, but no deeper than `DEEPEST`.

    Yields
    ------
    place : Path
    folders, files : list of str
        Folders may be sorted, or taken out, before the next step.
    """
    top = len(root.parts)
    for place, folders, files in os.walk(root):
        here = Path(place)
        if len(here.parts) - top >= DEEPEST:
            folders.clear()
        yield here, folders, files


def remove_tree(folder: Path) -> None:
    """Remove a folder, with folders in it to any depth: `shutil.rmtree` calls itself for each level."""
    subprocess.run(["rm", "-rf", "--", folder], stderr=subprocess.DEVNULL, check=False)


class NotAPlainFile(OSError):  # noqa: N818 - it names the fact
    """What lies under a name is no file of its own. The message is a sentence that says what it is."""


def read_plain(path: Path, most: int) -> bytes:
    """Read at most `most` bytes of a file that somebody else put there.

    It is opened once, and looked at through what was opened: never through a link, never waiting for the other end of
    a pipe.

    Raises
    ------
    NotAPlainFile
        If it is a link, a folder, a pipe or a device.
    OSError
        If it cannot be opened.
    """
    if path.is_symlink():
        raise NotAPlainFile(say("{file} is a link, not a file.", file=path.name))
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise NotAPlainFile(say(_what_it_is(mode), file=path.name))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(most)
    finally:
        os.close(descriptor)


def _what_it_is(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return later("{file} is a folder, not a file.")
    return later("{file} is a pipe, not a file.") if stat.S_ISFIFO(mode) else later("{file} is a device, not a file.")
