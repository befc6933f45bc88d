"""Memory and process limits for a whole session, where this user may make control groups (Linux, version 1 or 2)."""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

_ROOT = Path("/sys/fs/cgroup")
_PREFIX = "convnets"
_ATTEMPTS = 100
_numbers = count()


@dataclass(frozen=True)
class _Kind:
    """Names of the files that differ between the two versions."""

    memory: str
    events: str
    extra: tuple[str, ...]


_VERSION_1 = _Kind("memory.limit_in_bytes", "memory.oom_control", ("memory.memsw.limit_in_bytes",))
_VERSION_2 = _Kind("memory.max", "memory.events", ())


class ControlGroup:
    """A group for one session at a time; reused, because making one costs more than emptying it."""

    def __init__(self, memory: int, processes: int) -> None:
        name = f"{_PREFIX}-{os.getpid()}-{next(_numbers)}"
        found = parents()
        if not found:
            raise OSError("control groups cannot be made here")
        self._kind, folders = found
        self._folders = tuple(dict.fromkeys(folder / name for folder in folders))
        self._memory = self._folders[0]
        for folder in self._folders:
            folder.mkdir()
        (self._memory / self._kind.memory).write_text(str(memory))
        for extra in self._kind.extra:
            with contextlib.suppress(OSError):  # needs swap accounting
                (self._memory / extra).write_text(str(memory))
        with contextlib.suppress(OSError):
            (self._folders[-1] / "pids.max").write_text(str(processes + 1))

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
    """Where groups can be made: the folder for memory first, then the one for processes; None where nowhere."""
    here = dict(_own_groups())
    first = [_ROOT / name / here[name].lstrip("/") for name in ("memory", "pids") if name in here]
    if "memory" in here and all(_works(folder, "cgroup.procs") for folder in first):
        return _VERSION_1, tuple(first)
    if "" in here:
        own = _ROOT / here[""].lstrip("/")
        for folder in (own, own.parent):
            if folder.is_relative_to(_ROOT) and _works(folder, "memory.max"):
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
