"""The grader's handle on a zygote: start it, ask it for a child, end it."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from typing import Any

from autograder.errors import UserError
from autograder.own_course import VARIABLE
from autograder.places import import_path
from autograder.sandbox.child_process import ChildProcess
from autograder.sandbox.walls.bubblewrap import bubblewrap_command
from autograder.sandbox.wire.frames import ChannelClosed

_START_SECONDS = 120.0
_FORK_SECONDS = 20.0
# Whole messages; macOS has no SEQPACKET.
_DATAGRAMS = socket.SOCK_SEQPACKET if sys.platform == "linux" else socket.SOCK_DGRAM
_KEPT_ENVIRONMENT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "XDG_CACHE_HOME",
    "MPLCONFIGDIR",
    "LD_LIBRARY_PATH",
    VARIABLE,  # whose exercises may be helpers too
)


class EngineFailed(UserError):  # noqa: N818 - the name says what is the matter
    """The grader itself could not run: never a student's fault."""


class ZygoteClient:
    """Where a running zygote takes requests; several processes may each have one to the same zygote.

    Parameters
    ----------
    control : socket
        The grader's end of the zygote's socket. It is closed with `end`.
    walls : str
        "namespaces", "bubblewrap" or "none": who confines the children.
    """

    pid: int | None = None
    _patience = _START_SECONDS  # it may still be starting

    def __init__(self, control: socket.socket, walls: str) -> None:
        self.control, self._walls = control, walls

    def fork(self) -> ChildProcess:
        """A child that is about to confine itself.

        Raises
        ------
        ChannelClosed, OSError
            When the zygote has died.
        """
        channel, childs_channel = socket.socketpair()
        status, zygotes_status = socket.socketpair(socket.AF_UNIX, _DATAGRAMS)
        try:
            with childs_channel, zygotes_status:
                socket.send_fds(self.control, [b"fork"], [childs_channel.fileno(), zygotes_status.fileno()])
            status.settimeout(self._patience)
            answer, fds, _, _ = socket.recv_fds(status, 4096, 1)
            pid = json.loads(answer or b"{}").get("pid")
            if pid is None:
                raise ChannelClosed(answer.decode(errors="replace"))
        except (OSError, ChannelClosed):
            channel.close()
            status.close()
            raise
        return ChildProcess(channel, status, fds[0] if fds else None, pid, is_confined=self._walls != "none")

    def has_ended(self) -> bool:
        """Whether the zygote has died, and has taken or is taking its children along."""
        poll = select.poll()
        poll.register(self.control, 0)
        return bool(poll.poll(0))  # nothing but the other end's closing is asked for

    def end(self) -> None:
        """Ask for nothing more."""
        self.control.close()


class Zygote(ZygoteClient):
    """A zygote that this process has started.

    Parameters
    ----------
    settings : mapping
        What the zygote is to import, show, hide and limit.
    walls : str

    Attributes
    ----------
    pid : int
        Of the outermost process; the zygote may be one below it, in its own namespace.
    """

    def __init__(self, settings: Mapping[str, Any], walls: str) -> None:
        control, theirs = socket.socketpair(socket.AF_UNIX, _DATAGRAMS)
        super().__init__(control, walls)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed in end
        # -P: nothing in the folder that one stands in, which may be a student's, is taken for a module.
        command = [sys.executable, "-P", "-m", "autograder.sandbox.inside.zygote", str(theirs.fileno())]
        if walls == "bubblewrap":
            command = [*bubblewrap_command(settings), *command]
        with theirs:
            self._process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                start_new_session=True,
            )
        self.pid = self._process.pid
        with contextlib.suppress(OSError):  # it has ended at once: who waits for it will see
            control.send(json.dumps({**settings, "walls": walls}).encode())

    def await_ready(self) -> None:
        """Wait until everything is imported.

        Raises
        ------
        EngineFailed
            With the reason, if it does not start.
        """
        self.control.settimeout(_START_SECONDS)
        try:
            answer = json.loads(self.control.recv(1 << 16) or b"{}")
        except OSError:
            answer = {}
        if not answer.get("ready"):
            self.end()
            raise EngineFailed(f"The grading process did not start: {answer.get('failed') or self.last_words}.")
        self._patience = _FORK_SECONDS

    def has_ended(self) -> bool:
        """Whether the zygote has died, and has taken or is taking its children along."""
        return self._process.poll() is not None

    def end(self) -> None:
        """End the zygote; where there are namespaces, the kernel takes its children along."""
        super().end()
        try:
            self._process.wait(1.0)  # the closed socket tells it to go
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.seek(0)
        self.last_words = self._log.read().decode(errors="replace").strip()[-500:] or "it said nothing"
        self._log.close()


def _environment() -> dict[str, str]:
    """What a zygote may know of this process's environment, which may hold secrets."""
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    return kept | {"PYTHONHASHSEED": "0", "PYTHONPATH": import_path(), "PYTHONDONTWRITEBYTECODE": "1"}
