"""Memory, processes and a fair share of the processors for a whole session, by control groups (Linux, version 1 or 2).

Groups that say nothing of it share the processors evenly, however many processes each holds.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

_ROOT = Path("/sys/fs/cgroup")
_CONTROLLERS = ("memory", "pids", "cpu")
_PREFIX = "convnets"
_ATTEMPTS = 100
_numbers = count()


@dataclass(frozen=True)
class _Kind:
    """Names of the files that differ between the two versions."""

    memory: str
    events: str
    shares: str
    extra: tuple[str, ...]


_VERSION_1 = _Kind("memory.limit_in_bytes", "memory.oom_control", "cpu.shares", ("memory.memsw.limit_in_bytes",))
_VERSION_2 = _Kind("memory.max", "memory.events", "cpu.weight", ())


class ControlGroup:
    """A group for one session at a time; reused, because making one costs more than emptying it.

    Attributes
    ----------
    shares_processor : bool
        Whether the session's processes together get no more of the processors than another session's.
    """

    def __init__(self, memory: int, processes: int) -> None:
        name = f"{_PREFIX}-{os.getpid()}-{next(_numbers)}"
        found = parents()
        if not found:
            raise OSError("control groups cannot be made here")
        self._kind, folders = found
        self._folders = tuple(folder / name for folder in folders)
        self._memory = self._folders[0]
        for folder in self._folders:
            folder.mkdir()
        (self._memory / self._kind.memory).write_text(str(memory))
        for extra in self._kind.extra:
            with contextlib.suppress(OSError):  # needs swap accounting
                (self._memory / extra).write_text(str(memory))
        for folder in self._folders:
            if (folder / "pids.max").exists():
                (folder / "pids.max").write_text(str(processes + 1))
        self.shares_processor = any((folder / self._kind.shares).exists() for folder in self._folders)

    def add(self, pid: int) -> None:
        """Move a process in; what it starts from now on is in too."""
        for folder in self._folders:
            (folder / "cgroup.procs").write_text(str(pid))

    def kills(self) -> int:
        """How often the kernel has killed a process of this group for want of memory."""
        for line in (self._memory / self._kind.events).read_text().splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1])
        return 0

    def remove(self) -> None:
        """Remove the group, once the kernel has cleared away its last process."""
        for folder in self._folders:
            for _ in range(_ATTEMPTS):
                try:
                    folder.rmdir()
                except FileNotFoundError:
                    break
                except OSError:
                    time.sleep(0.01)


@cache
def parents() -> tuple[_Kind, tuple[Path, ...]] | None:
    """Where groups can be made: the folder for memory first, then any others; None where nowhere."""
    here = dict(_own_groups())
    found = {name: _ROOT / name / here[name].lstrip("/") for name in _CONTROLLERS if name in here}
    usable = {name: folder for name, folder in found.items() if _works(folder, "cgroup.procs")}
    if "memory" in usable and ("pids" in usable or "pids" not in found):
        return _VERSION_1, tuple(dict.fromkeys(usable.values()))
    if "" in here:
        own = _ROOT / here[""].lstrip("/")
        for folder in (own, own.parent):
            if folder.is_relative_to(_ROOT) and _works(folder, "memory.max"):
                with contextlib.suppress(OSError):  # processes inside, or no such controller: then without
                    (folder / "cgroup.subtree_control").write_text("+cpu")
                return _VERSION_2, (folder,)
    return None


def remove_abandoned() -> None:
    """Remove the empty groups of graders that have been killed."""
    for folder in (parents() or (None, ()))[1]:
        for left in folder.glob(f"{_PREFIX}-*"):
            if not Path(f"/proc/{left.name.split('-')[1]}").exists():
                with contextlib.suppress(OSError):
                    left.rmdir()


def _own_groups() -> list[tuple[str, str]]:
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return []
    split = [line.split(":", 2) for line in lines]
    return [(name, path) for _, names, path in split for name in names.split(",")]


def _works(parent: Path, file: str) -> bool:
    """Whether a group can be made below `parent` and has `file`, writable."""
    probe = parent / f"{_PREFIX}-{os.getpid()}-probe"
    try:
        probe.mkdir()
    except OSError:
        return False
    try:
        return os.access(probe / file, os.W_OK)
    finally:
        probe.rmdir()
