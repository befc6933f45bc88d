"""The grader's handle on one child of a zygote: its channel, and the means to stop it.

What /proc says of a child is read as bytes: it names the process and its files as student code did, and no name there
has to be text.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import signal
import socket
from pathlib import Path

from autograder.sandbox.walls.control_groups import ControlGroup
from autograder.sandbox.wire.frames import FrameReader

_MOST_OF_MAPS = 16 << 20  # bytes; a process that has done nothing has 0.1 MB, with TensorFlow 0.15


class ChildProcess:
    """One child of the zygote: its channel, and the means to stop it."""

    def __init__(
        self,
        channel: socket.socket,
        status: socket.socket,
        pidfd: int | None,
        pid: int,
        *,
        is_confined: bool,
    ) -> None:
        self.channel, self._status = channel, status
        self.frames = FrameReader(channel)
        self._pidfd, self._pid, self._is_confined = pidfd, pid, is_confined
        self.group: ControlGroup | None = None
        self._code: int | None = None
        self._kills_before = 0
        self._is_orphan = False

    def join(self, group: ControlGroup) -> None:
        """Be counted in a control group, with all that is started from now on."""
        self.group, self._kills_before = group, group.kills()
        group.add(self._pid_here)

    def interrupt(self) -> None:
        """Let Python raise KeyboardInterrupt in the student's code."""
        self._signal(signal.SIGINT)

    def stop(self) -> int | None:
        """Kill the child and with it all that it has started; its exit status, negative for a signal."""
        code = self.wait(0.0)
        if code is None:
            self._signal(signal.SIGKILL)
            code = self.wait(5.0)
        if not self._is_confined:  # no namespace takes along what it has started
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, signal.SIGKILL)
        self.channel.close()
        self._status.close()
        if self._pidfd is not None:
            os.close(self._pidfd)
        return code

    def wait(self, seconds: float) -> int | None:
        """How the child ended, or None if it has not by then."""
        if self._code is None:
            self._status.settimeout(seconds)
            with contextlib.suppress(OSError, ValueError):
                last_words = self._status.recv(4096)
                self._is_orphan = not last_words
                self._code = json.loads(last_words or b"{}").get("ended")
        return self._code

    def has_ended(self) -> bool:
        """Whether the process is gone, even where there is no zygote left to say so."""
        if self._pidfd is None:
            return self.wait(0.0) is not None
        return bool(select.select([self._pidfd], [], [], 0)[0])

    def was_killed_from_outside(self) -> bool:
        """Whether it ended by no doing of its own: with its zygote, or by a SIGKILL, which cannot be its own.

        To the first process of a namespace nobody inside can send one.
        """
        return self._is_orphan or (self._code == -signal.SIGKILL and self._is_confined)

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel killed something of this child for want of memory."""
        return self.group is not None and self.group.kills() > self._kills_before

    def memory_in_use(self) -> int:
        """Bytes that this child and all that it has started hold, without what the zygote shares; 0 where not known."""
        return sum(map(_own_memory, (self._pid_here, *_started_by(self._pid_here))))

    def seconds_worked(self) -> float:
        """Processor time of this child and all that it has started and not waited for; 0 where not known."""
        return sum(map(_processor_time, (self._pid_here, *_started_by(self._pid_here))))

    def seconds_waited(self) -> float:
        """How long this child was ready to run and the machine had no processor for it; 0 where not known."""
        try:
            return int(Path(f"/proc/{self._pid_here}/schedstat").read_text().split()[1]) / 1e9
        except (OSError, ValueError, IndexError):
            return 0.0

    def libraries(self) -> tuple[frozenset[str], bool]:
        """Packages of which this child, or what it has started and is there, has compiled code in memory.

        Returns
        -------
        names : frozenset of str
        are_all : bool
            False where a process hides its memory (PR_SET_DUMPABLE), or has more in it than is read through: 64,000
            pages of one file, in each of its processes, would take the grader minutes.
        """
        found: set[bytes] = set()
        room, are_all = _MOST_OF_MAPS, True
        for pid in (self._pid_here, *_started_by(self._pid_here)):
            try:
                with Path(f"/proc/{pid}/maps").open("rb") as file:
                    maps = file.read(room)
            except PermissionError:
                are_all = False
            except OSError:  # it has gone, or this is no Linux
                continue
            else:
                found.update(re.findall(rb"/(?:site|dist)-packages/(\w+)/", maps))
                room -= len(maps)
        return frozenset(name.decode() for name in found), are_all and room > 0

    @property
    def _pid_here(self) -> int:
        return self._pid if self._pidfd is None else _pid_of(self._pidfd)

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self._pidfd is not None:
                signal.pidfd_send_signal(self._pidfd, number)
            else:
                os.kill(self._pid, number)


def _started_by(pid: int) -> list[int]:
    """Descendants of a process, as far as /proc tells."""
    found = [pid]
    for parent in found:  # grows while it is gone through
        for thread in _threads_of(parent):  # each has children of its own
            with contextlib.suppress(OSError):
                found += map(int, (thread / "children").read_bytes().split())
    return found[1:]


def _threads_of(pid: int) -> list[Path]:
    try:
        return [*Path(f"/proc/{pid}/task").iterdir()]
    except OSError:  # it has gone meanwhile
        return []


def _own_memory(pid: int) -> int:
    try:
        # Proportional: what processes share is counted once, what the zygote brought hardly.
        return _kilobytes(Path(f"/proc/{pid}/smaps_rollup").read_bytes(), (b"Pss_Anon:", b"Pss_Shmem:")) << 10
    except PermissionError:  # a process may hide it (PR_SET_DUMPABLE), and is then charged for the zygote's share too
        with contextlib.suppress(OSError):
            return _kilobytes(Path(f"/proc/{pid}/status").read_bytes(), (b"RssAnon:", b"RssShmem:")) << 10
    except OSError:
        pass
    return 0


def _processor_time(pid: int) -> float:
    """What a process has used, and what those of its children that have ended have."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _kilobytes(lines: bytes, names: tuple[bytes, ...]) -> int:
    return sum(int(line.split()[1]) for line in lines.split(b"\n") if line.startswith(names))


def _pid_of(pidfd: int) -> int:
    """The number by which this process's namespace knows a process."""
    for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text().splitlines():
        if line.startswith("Pid:"):
            return int(line.split()[1])
    raise ProcessLookupError
