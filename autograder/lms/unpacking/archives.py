"""Unpack what others packed: bounded, each file under a number of ours, and one damaged file stops no other.

A name inside an archive is data here, never a path: what is read is known by its number, so no name is too long, holds
a letter that this system does not take, or is a folder and a file at once.
"""

from __future__ import annotations

import io
import tarfile
import unicodedata
import zipfile
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.errors import UserError
from autograder.files import read_plain
from autograder.lms.unpacking.archive_kinds import DAMAGE, damage_in_words, lone_file, open_zipped, opened_tape
from autograder.lms.unpacking.member_names import names_of, readable
from autograder.reading.decoding import MAX_BYTES

MOST_BYTES = 4 << 30  # of a whole download, unpacked
MOST_FILES = 100_000
MOST_OF_ONE = (1 << 29, 2000)  # bytes and files of what one person packed: nobody uses up what others need
DEEPEST = 3  # archives in archives
_RATIO = 100  # notebooks are packed to a tenth; what unpacks to a hundred times its size was made to
_HARMLESS = 8 << 20  # so much may come of any file
_HARMLESS_TAR = 256 << 20  # it does not say what each file was packed to


@dataclass(frozen=True)
class Item:
    """Something in a download.

    Attributes
    ----------
    parts : tuple of str
        Its path there. The last part is "" for a folder that holds nothing.
    path : Path or None
        Where it can be read.
    problem : str
        Why it cannot, or "".
    packed_in : Path or None
        The file of the download that it was unpacked from.
    """

    parts: tuple[str, ...]
    path: Path | None
    problem: str = ""
    packed_in: Path | None = None

    @property
    def where(self) -> str:
        """The path as a person reads it."""
        return "/".join(self.parts)

    def at(self, *parts: str) -> Item:
        """The same thing under another path."""
        return replace(self, parts=parts)


_Packed = tuple[tuple[str, ...], zipfile.ZipInfo]


class Unpacker:
    """Unpacks archives into a folder, all of them together within one bound.

    Parameters
    ----------
    folder : Path
        An empty folder of one's own.
    names : str
        The encoding of names in zips that do not say it, or "" where nobody said it either.
    most : tuple of int
        How many bytes and files may come of them.
    """

    def __init__(self, folder: Path, names: str = "", most: tuple[int, int] = (MOST_BYTES, MOST_FILES)) -> None:
        self.folder, self.names = folder, names
        self._bytes, self._files = most
        self._number = 0
        self.unread_names = 0

    def unpack(self, archive: Path, name: str) -> list[Item]:
        """Unpack an archive.

        Raises
        ------
        UserError
            If it is damaged as a whole, holds a path that leads out of it, or, a tar, would unpack to too much. Nothing
            of it is unpacked then. Of a zip that would, what is too much of it is left out.
        """
        try:
            if zipfile.is_zipfile(archive):
                self._refuse_long_lists(archive, name)
                with zipfile.ZipFile(archive) as packed:
                    return self._unpack_zip(packed, archive.stat().st_size, name)
            if lone := lone_file(archive, name):
                return [self._item((lone[0],), 0, lone[1])]
            with opened_tape(archive) as tape:
                return self._unpack_tar(tape, archive.stat().st_size, name)
        except DAMAGE:
            msg = f"{name} cannot be unpacked: it is damaged, or was cut off. Download it again, or unpack it yourself."
            raise UserError(msg) from None

    def names_in(self, archive: Path) -> list[Item]:
        """What a zip says that it holds, nothing unpacked; nothing where it cannot be read."""
        try:
            if not zipfile.is_zipfile(archive):
                return []
            self._refuse_long_lists(archive, archive.name)
            with zipfile.ZipFile(archive) as packed:
                files = [member for member in packed.infolist() if not member.is_dir()]
                return [Item(_inside(name, archive.name), None) for name in names_of(files, self.names)[0]]
        except (*DAMAGE, UserError):  # that is said when it is unpacked
            return []

    def _unpack_zip(self, packed: zipfile.ZipFile, size: int, name: str) -> list[Item]:
        members = packed.infolist()
        names, unread = names_of(members, self.names)
        self.unread_names += unread
        paths = [_inside(each, name) for each in names]
        _refuse_many(len(members), self._files, name)
        files = [(parts, member) for parts, member in zip(paths, members, strict=True) if not member.is_dir()]
        files, left_out = _what_there_is_room_for(files, self._bytes)
        items = [
            self._item(parts, member.file_size, lambda member=member: open_zipped(packed, member))  # type: ignore[misc]
            for parts, member in files
        ]
        folders = [parts for parts, member in zip(paths, members, strict=True) if member.is_dir()]
        return [*items, *left_out, *_empty_folders(folders, [*items, *left_out])]

    def _unpack_tar(self, tape: tarfile.TarFile, size: int, name: str) -> list[Item]:
        paths, items, total = [], [], 0
        for count, member in enumerate(tape, 1):  # its sizes are not known before they are read
            total += member.size if member.size <= MAX_BYTES else 0
            _refuse_many(count, self._files, name)
            self._refuse_bombs(total, size, name)
            parts = _inside(readable(member.name, self.names), name)
            paths.append(parts)
            if member.isfile():
                items.append(self._item(parts, member.size, lambda member=member: tape.extractfile(member)))  # type: ignore[misc]
            elif not member.isdir():
                items.append(Item(parts, None, "It is a link or a device, not a file."))
        return [*items, *_empty_folders(paths, items)]

    def _refuse_long_lists(self, archive: Path, name: str) -> None:
        """Python reads the whole list of a zip, at half a kilobyte an entry, before it says how long it is."""
        if archive.stat().st_size <= MAX_BYTES:
            _refuse_many(read_plain(archive, MAX_BYTES).count(b"PK\x01\x02"), MOST_FILES, name)

    def _refuse_bombs(self, total: int, packed: int, name: str) -> None:
        if total > self._bytes or total > max(_RATIO * packed, _HARMLESS_TAR):
            sizes = f"{packed / 2**20:.1f} MB and would unpack to {total / 2**20:,.0f} MB"
            raise UserError(f"{name} has {sizes}; it is not unpacked.")

    def _item(self, parts: tuple[str, ...], size: int, opened: Callable[[], IO[bytes] | None]) -> Item:
        if size > MAX_BYTES:
            return Item(parts, None, f"It has {size / 2**20:,.0f} MB; more than {MAX_BYTES >> 20} MB are not read.")
        self._number += 1
        self._files -= 1
        path = self.folder / f"{self._number:06}"
        try:
            with opened() or io.BytesIO() as source, path.open("wb") as target:
                while piece := source.read(1 << 20):
                    if target.tell() > MAX_BYTES:  # its size was not known before
                        raise ValueError(f"It unpacks to more than {MAX_BYTES >> 20} MB, which are not read.")
                    self._bytes -= len(piece)
                    if self._bytes < 0:
                        raise UserError(f"{parts[-1]} unpacks to more than its archive says; nothing was collected.")
                    target.write(piece)
        except DAMAGE as error:
            path.unlink(missing_ok=True)
            return Item(parts, None, damage_in_words(error))
        return Item(parts, path)


def _refuse_many(files: int, most: int, name: str) -> None:
    if files > most:
        raise UserError(f"{name} holds more than {most:,} files; it is not unpacked.")


def _what_there_is_room_for(files: list[_Packed], room: int) -> tuple[list[_Packed], list[Item]]:
    """Leave out what was made to burst, and then, the largest first, who takes more than there is for all."""
    shares: dict[tuple[str, ...], list[_Packed]] = defaultdict(list)
    depth, left_out = _folders_in_common([parts for parts, _ in files]), []
    for parts, member in files:
        if _HARMLESS < member.file_size <= MAX_BYTES and member.file_size > _RATIO * member.compress_size:
            sizes = f"{member.compress_size / 2**20:.1f} to {member.file_size / 2**20:,.0f} MB"
            left_out.append(
                Item(parts, None, f"It unpacks from {sizes}, as nothing does by itself; it was left packed.")
            )
        else:
            shares[parts[: depth + 1]].append((parts, member))
    sizes_of = {
        place: sum(member.file_size for _, member in share if member.file_size <= MAX_BYTES)  # larger ones are not read
        for place, share in shares.items()
    }
    total = sum(sizes_of.values())
    for place in sorted(sizes_of, key=lambda place: -sizes_of[place]):
        if total <= room:
            break
        total -= sizes_of[place]
        size = f"{sizes_of[place] / 2**20:,.0f} MB"
        is_file = shares.pop(place)[0][0] == place
        problem = f"It unpacks to {size}, more than there is room for; it was left packed."
        left_out.append(Item(place if is_file else (*place, ""), None, problem))
    return [one for share in shares.values() for one in share], left_out


def _folders_in_common(paths: list[tuple[str, ...]]) -> int:
    """How many folders all of these paths begin with."""
    first, last = min(paths, default=())[:-1], max(paths, default=())[:-1]  # where these agree, all between them do
    both = list(zip(first, last, strict=False))
    return next((i for i, (one, other) in enumerate(both) if one != other), len(both))


def _inside(name: str, archive: str) -> tuple[str, ...]:
    """The parts of a path, letters composed."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/"))
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise UserError(f"{archive} holds the path {name!r}, which leads out of it; nothing was unpacked.")
    return path.parts or ("unnamed",)


def _empty_folders(paths: Iterable[tuple[str, ...]], items: Iterable[Item]) -> Iterator[Item]:
    filled = sorted(item.parts for item in items)
    for parts in dict.fromkeys(paths):
        at = bisect_left(filled, parts)  # what lies in it comes next
        if at == len(filled) or filled[at][: len(parts)] != parts:
            yield Item((*parts, ""), None, "It is empty.")
