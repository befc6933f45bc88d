"""The grader's side of a zygote: start it, ask it for children, start it again when it has died."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

from autograder.errors import UserError
from autograder.execution import control_groups
from autograder.execution.control_groups import ControlGroup
from autograder.execution.frames import ChannelClosed, ChannelError, DeadlineExpired, read_frame
from autograder.execution.limits import Limits

if TYPE_CHECKING:
    from autograder.execution.session import Session

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
)


class SandboxUnavailable(UserError):  # noqa: N818 - the name says what is the matter
    """The machine cannot confine student code, and running it unconfined was not allowed."""


class EngineFailed(UserError):  # noqa: N818 - the name says what is the matter
    """The grader itself could not run: never a student's fault."""


class ChildProcess:
    """One child of the zygote: its channel, and the means to stop it."""

    def __init__(
        self,
        channel: socket.socket,
        status: socket.socket,
        pidfd: int | None,
        pid: int,
        group: ControlGroup | None,
        *,
        is_confined: bool,
    ) -> None:
        self.channel, self._status = channel, status
        self._pidfd, self._pid, self._is_confined = pidfd, pid, is_confined
        self.group = group
        self._code: int | None = None
        self._kills_before = group.kills() if group else 0

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
                self._code = json.loads(self._status.recv(4096) or b"{}").get("ended")
        return self._code

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel killed something of this child for want of memory."""
        return self.group is not None and self.group.kills() > self._kills_before

    def memory_in_use(self) -> int:
        """Bytes that this child and all that it has started hold, without what the zygote shares; 0 where not known."""
        return sum(map(_own_memory, (self._pid_here, *_started_by(self._pid_here))))

    @property
    def _pid_here(self) -> int:
        return self._pid if self._pidfd is None else _pid_of(self._pidfd)

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self._pidfd is not None:
                signal.pidfd_send_signal(self._pidfd, number)
            else:
                os.kill(self._pid, number)


class Engine:
    """A zygote for one assignment, and the sessions that it gives.

    Parameters
    ----------
    assignment : str
        "step_by_step" or "application"; the second has TensorFlow imported.
    limits : Limits, optional
        What suits the assignment unless given.
    require_sandbox : bool
        Refuse to run student code that cannot be confined. Otherwise `confined` tells.
    hidden : iterable of Path
        Folders that student code must not see even if Python is installed inside them: the course.
    data : mapping of str to Path
        Files and folders that notebooks find in their working folder under these names, read-only.

    Attributes
    ----------
    confined : bool
        Whether children are confined.
    why_not : str
        What stood in the way, if they are not.
    """

    def __init__(
        self,
        assignment: str = "step_by_step",
        limits: Limits | None = None,
        *,
        require_sandbox: bool = True,
        hidden: Iterable[Path] = (),
        data: Mapping[str, Path] | None = None,
    ) -> None:
        self.limits = limits or Limits.of(assignment)
        self.confined, self.why_not = True, ""
        package = Path(__file__).parents[1]
        self._settings: dict[str, Any] = {
            "assignment": assignment,
            "limits": self.limits.to_json(),
            "hidden": [str(path) for path in (package, *hidden)],
            "data": {name: str(path) for name, path in (data or {}).items()},
        }
        self._require_sandbox = require_sandbox
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._log: IO[bytes] | None = None
        self._groups: list[ControlGroup] = []
        self._all_groups: list[ControlGroup] = []
        self._has_groups = False

    def __enter__(self) -> Engine:
        self._has_groups = control_groups.parents() is not None
        if self._has_groups:
            control_groups.remove_abandoned()
        try:
            self._start()
        except EngineFailed as error:
            self._end()
            if self._require_sandbox:
                raise SandboxUnavailable(
                    f"{error} Run `autograder doctor` to see what this machine can enforce."
                ) from None
            self.confined, self.why_not = False, str(error)
            self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        for group in self._all_groups:
            group.remove()
        self._groups, self._all_groups = [], []

    def session(self) -> Session:
        """A fresh session: a child of its own, for one submission."""
        from autograder.execution.session import Session

        return Session(self)

    def fork(self) -> ChildProcess:
        """A fresh child, confined and ready; the zygote is started again first if it has died."""
        for attempt in (1, 2):
            try:
                return self._fork()
            except (ChannelClosed, DeadlineExpired, OSError) as error:
                if attempt == 2:
                    raise EngineFailed(f"No process could be started for a submission: {error!r}.") from error
                self._end()
                self._start()
        raise AssertionError

    def discard(self, child: ChildProcess) -> None:
        """Stop a child and keep its control group for the next session."""
        child.stop()
        if child.group is not None:
            self._groups.append(child.group)

    def _fork(self) -> ChildProcess:
        if self._control is None:
            raise ChannelClosed
        deadline = time.monotonic() + _FORK_SECONDS
        channel, childs_channel = socket.socketpair()
        status, zygotes_status = socket.socketpair(socket.AF_UNIX, _DATAGRAMS)
        with childs_channel, zygotes_status:
            socket.send_fds(self._control, [b"fork"], [childs_channel.fileno(), zygotes_status.fileno()])
        status.settimeout(_FORK_SECONDS)
        answer, fds, _, _ = socket.recv_fds(status, 4096, 1)
        pid = json.loads(answer or b"{}").get("pid")
        if pid is None:
            channel.close()
            status.close()
            raise ChannelClosed(answer.decode(errors="replace"))
        group, pidfd = self._group(), fds[0] if fds else None
        child = ChildProcess(channel, status, pidfd, pid, group, is_confined=self.confined)
        if group is not None and pidfd is not None:
            group.add(_pid_of(pidfd))
        self._await_ready(child, deadline)
        return child

    def _await_ready(self, child: ChildProcess, deadline: float) -> None:
        try:
            hello, _ = read_frame(child.channel, deadline)
        except (ChannelClosed, ChannelError, DeadlineExpired):
            self.discard(child)
            raise ChannelClosed("the new process ended at once") from None
        if not hello.get("ready"):
            self.discard(child)
            raise EngineFailed(f"A process could not be confined: {hello.get('failed')}")

    def _group(self) -> ControlGroup | None:
        if not self._has_groups:
            return None
        if not self._groups:
            self._groups.append(ControlGroup(self.limits.memory, self.limits.processes))
            self._all_groups += self._groups
        return self._groups.pop()

    def _start(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, _DATAGRAMS)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed in _end
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "autograder.execution.zygote", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                start_new_session=True,
            )
        self._control.settimeout(_START_SECONDS)
        try:
            self._control.send(json.dumps(self._settings | {"confined": self.confined}).encode())
            answer = json.loads(self._control.recv(1 << 16) or b"{}")
        except OSError:
            answer = {}
        if not answer.get("ready"):
            raise EngineFailed(f"The grading process did not start: {answer.get('failed') or self._last_words()}.")
        self._confirm_child()

    def _confirm_child(self) -> None:
        try:
            child = self._fork()
        except (ChannelClosed, DeadlineExpired, OSError) as error:
            raise EngineFailed(f"The grading process did not fork: {error}.") from error
        self.discard(child)

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            # Its end of the socket tells it to go; the kernel takes its children along.
            try:
                self._process.wait(1.0)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._log is not None:
            self._log.close()
        self._control = self._process = self._log = None

    def _last_words(self) -> str:
        assert self._log is not None
        self._log.seek(0)
        return self._log.read().decode(errors="replace").strip()[-500:] or "it said nothing"


def _environment() -> dict[str, str]:
    """What a zygote may know of this process's environment, which may hold secrets."""
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    path = os.pathsep.join(filter(None, (str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH"))))
    return kept | {"PYTHONHASHSEED": "0", "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def _started_by(pid: int) -> list[int]:
    """Descendants of a process, as far as /proc tells."""
    found = [pid]
    for parent in found:  # grows while it is gone through
        with contextlib.suppress(OSError):
            found += map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())
    return found[1:]


def _own_memory(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    # Proportional: what processes share is counted once, what the zygote brought hardly.
    return sum(int(line.split()[1]) << 10 for line in text.splitlines() if line.startswith(("Pss_Anon:", "Pss_Shmem:")))


def _pid_of(pidfd: int) -> int:
    """The number by which this process's namespace knows a process."""
    for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text().splitlines():
        if line.startswith("Pid:"):
            return int(line.split()[1])
    raise ProcessLookupError
