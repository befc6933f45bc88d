"""Names inside archives and file systems, as they were meant; what cannot be read stays told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from zipfile import ZipInfo

UNREAD = "\ufffd"
"""The mark of a name that could not be read."""


def names_of(members: Sequence[ZipInfo], encoding: str) -> tuple[list[str], int]:
    """The names of a zip's members, and how many of them could not be read.

    Parameters
    ----------
    members : sequence of ZipInfo
    encoding : str
        Of names that do not say theirs; where "", whether all of them could be UTF-8 is asked.
    """
    raw = [member.orig_filename.encode("cp437") for member in members if not _is_marked(member)]
    encoding = encoding or ("utf-8" if all(map(_is_utf8, raw)) else "")
    names = [member.orig_filename if _is_marked(member) else _decoded(member, encoding) for member in members]
    return names, sum(UNREAD in name for name, member in zip(names, members, strict=True) if not _is_marked(member))


def _is_marked(member: ZipInfo) -> bool:
    return bool(member.flag_bits & 0x800)  # as UTF-8


def _decoded(member: ZipInfo, encoding: str) -> str:
    raw = member.orig_filename.encode("cp437")
    name = raw.decode(encoding or "cp437", "replace")
    is_read = UNREAD not in name if encoding else _is_western(name)
    return name if is_read else _by_bytes(raw)


def readable(name: str, encoding: str = "") -> str:
    """A name from a file system or a tar, where bytes that are no UTF-8 stand as lone surrogates."""
    if not _is_broken(name):
        return name
    raw = name.encode("utf-8", "surrogateescape")
    try:
        return raw.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        return _by_bytes(raw)


def _is_broken(name: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in name)


def _by_bytes(raw: bytes) -> str:
    """A name that cannot be read, so that two of them stay two: what is no ASCII as numbers behind a mark."""
    return re.sub(rb"[\x80-\xff]+", lambda part: b"\xff" + part[0].hex().encode(), raw).decode("ascii", "replace")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_western(name: str) -> bool:
    """Whether a name in MS-DOS letters is one: what ASCII lacks are letters, and few in each word."""
    words = [word for word in re.split(r"[\s\d_./-]+", name) if not word.isascii()]
    return all(word.replace("'", "").isalpha() and 2 * len(word.encode()) <= 3 * len(word) for word in words)
