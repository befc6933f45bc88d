"""A download, opened: what lies in it, be it a folder, a zip or a tar, and nothing that only looks like a file."""

from __future__ import annotations

import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from autograder.errors import UserError
from autograder.files import DEEPEST as DEEPEST_FOLDER
from autograder.files import walk
from autograder.lms.layouts import is_of_a_person, may_be_work, of_a_class
from autograder.lms.unpacking.archive_kinds import is_archive, unreadable_archive
from autograder.lms.unpacking.archives import (
    DEEPEST,
    MOST_FILES,
    MOST_OF_ONE,
    Item,
    Unpacker,
)
from autograder.lms.unpacking.member_names import readable
from autograder.reading.glance import Candidate

_AMONG_OTHERS = "It looks like a download of a class, among other hand-ins: if you downloaded it, collect it by itself."
_UNATTENDED = "It looks like a download of a class: if you downloaded it, give it to autograder collect."


@dataclass
class Download:
    """What was downloaded.

    Attributes
    ----------
    items : list of Item
    unpacker : Unpacker
        For the archives inside.
    """

    items: list[Item]
    unpacker: Unpacker
    _inside: dict[Path, list[Item]] = field(default_factory=dict)
    _kept: set[Path | None] = field(default_factory=set)

    def inside(self, item: Item) -> list[Item]:
        """What an archive in the download holds, its own place in front; unpacked once.

        Raises
        ------
        UserError
            If it cannot be unpacked.
        """
        if item.path is None:
            return []
        if item.path not in self._inside:
            self._inside[item.path] = self.unpacker.unpack(item.path, item.parts[-1])
        whole = item.packed_in or item.path
        return [Item((*item.parts, *one.parts), one.path, one.problem, whole) for one in self._inside[item.path]]

    def class_in(self, item: Item) -> list[Item]:
        """What an archive says that it holds, if a system made the names for the hand-ins of a class; else nothing."""
        return of_a_class(self.unpacker.names_in(item.path)) if item.path and is_archive(item.path) else []

    def take_classes_apart(self, *, attended: bool) -> None:
        """Put in the place of archives that are downloads of a class what they hold, where nothing else is of anybody.

        Beside other hand-ins such an archive may be one of them, by a student who put others' names into it; and so
        may every one that nobody looks at.
        """
        classes = {item.parts for item in self.items if self._is_of_a_class(item)}
        others = [item for item in self.items if item.parts not in classes and may_be_work([item])]
        alone = all(Candidate(item.where, item.path).is_clutter for item in others)
        why = _AMONG_OTHERS if attended else _UNATTENDED
        apart = self._apart if attended and alone else lambda item: [replace(item, path=None, problem=why)]
        self.items = [one for item in self.items for one in (apart(item) if item.parts in classes else [item])]

    def _is_of_a_class(self, item: Item) -> bool:
        return len(item.parts) == 1 and not is_of_a_person(item.where) and bool(self.class_in(item))

    def _apart(self, item: Item) -> list[Item]:
        try:
            return of_a_class(map(_on_top, self.inside(item))) or [item]
        except UserError as error:
            return [replace(item, path=None, problem=str(error))]

    @contextmanager
    def of_one_person(self) -> Iterator[Download]:
        """The same for one person alone: what they packed is unpacked within a bound of their own.

        Yields
        ------
        Download
            Of what it unpacked, only what was given to `keep` stays when the block ends.
        """
        folder = Path(mkdtemp(dir=self.unpacker.folder))
        own = Download(self.items, Unpacker(folder, self.unpacker.names, MOST_OF_ONE))
        try:
            yield own
        finally:
            self.unpacker.unread_names += own.unpacker.unread_names
            for path in folder.iterdir():
                if path not in own._kept:
                    path.unlink()

    def keep(self, path: Path | None) -> None:
        """Leave a file that was unpacked for one person."""
        self._kept.add(path)


@contextmanager
def opened(source: Path, names: str = "", *, attended: bool = True) -> Iterator[Download]:
    """Open a download.

    Parameters
    ----------
    source : Path
        A folder or an archive.
    names : str
        Encoding of the names in a zip that does not say it.
    attended : bool
        Whether somebody looks at what is taken. Otherwise no archive in it says whose work it holds: it may be a
        student's own, with others' names inside.

    Yields
    ------
    Download
        Its files, readable until the block ends.

    Raises
    ------
    UserError
        If there is nothing there, or nothing that can be opened.
    """
    place = source.resolve()  # it is the instructor's own: a link to it is as good
    if unreadable_archive(place):
        msg = f"{source} is a {unreadable_archive(place)} archive: unpack it, and give the folder."
        raise UserError(msg)
    if not place.is_dir() and not is_archive(place):
        msg = f"{source} is neither a folder nor a zip file. Give the folder of submissions, or the download as it is."
        raise UserError(msg)
    with TemporaryDirectory(prefix="collect-") as folder:
        unpacker = Unpacker(Path(folder), names)
        items = list(_walk(place, names)) if place.is_dir() else unpacker.unpack(place, str(source))
        download = Download(items, unpacker)
        for _ in range(DEEPEST if attended else 0):
            if lone := _packed_once_more(download.items):
                inside = download.inside(lone)
                download.items = list(map(_on_top, inside))
        download.take_classes_apart(attended=attended)
        yield download


def _on_top(item: Item) -> Item:
    return item.at(*item.parts[1:])


def _packed_once_more(items: list[Item]) -> Item | None:
    """An archive that is all of a download; in a folder, or under a name that a system made, it is somebody's work."""
    real = [item for item in items if not Candidate(item.where, item.path).is_clutter]
    if len(real) != 1 or len(real[0].parts) > 1 or is_of_a_person(real[0].where):
        return None
    return real[0] if real[0].path and is_archive(real[0].path) else None


def _walk(root: Path, encoding: str) -> Iterator[Item]:
    """Everything below a folder; links are named, not followed."""

    def read(name: str) -> str:
        return unicodedata.normalize("NFC", readable(name, encoding))

    count = 0
    for place, folders, files in walk(root):
        parts = tuple(map(read, place.relative_to(root).parts))
        links = [name for name in folders if (place / name).is_symlink()]
        for name in sorted([*files, *links]):
            count += 1
            if count > MOST_FILES:
                raise UserError(f"{root} holds more than {MOST_FILES:,} files: is it the folder of submissions?")
            yield _found(place / name, (*parts, read(name)))
        if parts and not folders and not files:
            too_deep = f"What lies more than {DEEPEST_FOLDER} folders deep is not looked for."
            yield Item((*parts, ""), None, "It is empty." if len(parts) < DEEPEST_FOLDER else too_deep)


def _found(path: Path, parts: tuple[str, ...]) -> Item:
    mode = path.lstat().st_mode
    if stat.S_ISREG(mode):
        return Item(parts, path)
    return Item(
        parts, None, "It is a link, not a file." if stat.S_ISLNK(mode) else "It is a pipe or a device, not a file."
    )
