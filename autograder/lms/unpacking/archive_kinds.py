"""The kinds of archive: how each is told and opened, and what one that is damaged raises."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.files import read_plain

_LONGEST_PIECE = 1 << 20  # read at once from a tar

DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # encrypted; NotImplementedError: packed in a way that Python does not know
    ValueError,  # UnicodeError among them
    OverflowError,
    IndexError,
    KeyError,
    MemoryError,  # an xz of some bytes may ask for a window of 4 GB
)
# Around a tar, or a file alone. Without a mode each yields bytes, which gzip's types do not say.
_PACKED: dict[bytes, Callable[..., IO[bytes]]] = {
    b"\x1f\x8b\x08": gzip.open,  # type: ignore[dict-item]
    b"BZh": bz2.open,
    b"\xfd7zXZ": lzma.open,
}
_UNREADABLE = ((b"7z\xbc\xaf", "7z"), (b"Rar!", "RAR"))


def is_archive(path: Path) -> bool:
    """Whether something can be unpacked."""
    try:
        start = read_plain(path, 262)
    except OSError:
        return False
    return start.startswith((b"PK\x03\x04", b"PK\x05\x06", *_PACKED)) or start[257:] == b"ustar"


def unreadable_archive(path: Path) -> str:
    """The kind of an archive that cannot be unpacked here, or ""."""
    try:
        start = read_plain(path, 8)
    except OSError:
        return ""
    return next((kind for mark, kind in _UNREADABLE if start.startswith(mark)), "")


def open_zipped(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> IO[bytes]:
    """Open a member of a zip, unless it is a link."""
    if stat.S_ISLNK(member.external_attr >> 16):
        raise ValueError("It is a link, not a file.")
    return packed.open(member)


class _ShortHeaders(io.RawIOBase):
    """A tape that refuses to be read in long pieces, as tarfile reads a member's name, however long its header says."""

    def __init__(self, tape: IO[bytes]) -> None:
        self._tape = tape

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _LONGEST_PIECE:
            raise tarfile.ReadError("a header of megabytes")
        return self._tape.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._tape.seek(offset, whence)

    def tell(self) -> int:
        return self._tape.tell()


@contextmanager
def opened_tape(archive: Path) -> Iterator[tarfile.TarFile]:
    """Open a tar, packed or not, that may be read from its beginning to its end."""
    with (
        (_way_to_open(archive) or open)(archive, "rb") as file,
        tarfile.open(fileobj=_ShortHeaders(file), mode="r:") as tape,
    ):
        yield tape


def _is_tape(archive: Path) -> bool:
    try:
        with opened_tape(archive):
            return True
    except tarfile.TarError:
        return False


def _way_to_open(archive: Path) -> Callable[..., IO[bytes]] | None:
    start = read_plain(archive, 8)
    return next((way for mark, way in _PACKED.items() if start.startswith(mark)), None)


def lone_file(archive: Path, name: str) -> tuple[str, Callable[[], IO[bytes]]] | None:
    """A file that was packed alone, as "hw.ipynb.gz": its name, and how it is opened."""
    opened, suffixes = _way_to_open(archive), PurePosixPath(name).suffixes
    if opened is None or _is_tape(archive):
        return None
    return PurePosixPath(name).stem if suffixes else name, partial(opened, archive)


def damage_in_words(error: Exception) -> str:
    """What is wrong with a member whose reading ended in one of `DAMAGE`."""
    if isinstance(error, NotImplementedError):
        return "It is packed in a way that cannot be read here."
    if isinstance(error, RuntimeError):
        return "It is encrypted."
    return str(error) if str(error).startswith("It ") else "It is damaged in the archive."
