"""The zygote: a process with everything imported that forks a confined child for each notebook.

It is started afresh, so that nothing of the grader is in its memory, and it is single-threaded when it forks. Started
with ``python -m autograder.sandbox.inside.zygote FD``, where FD is a socket; requests are JSON datagrams with file
descriptors, answers go to the descriptors that came along.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from autograder.sandbox.inside.output_files import open_outputs
from autograder.sandbox.inside.warming import forget_environment, import_all, warm_data, warm_shell
from autograder.sandbox.walls import confinement, seccomp
from autograder.sandbox.walls.limits import Limits
from autograder.sandbox.walls.read_only_root import DATA, HOME
from autograder.sandbox.wire.frames import write_frame

if TYPE_CHECKING:
    from autograder.sandbox.inside.shell import NotebookShell


def main() -> None:
    """Start, confine, import, and fork on request until the socket closes."""
    control = socket.socket(fileno=int(sys.argv[1]))
    confinement.bind_to_parent()
    gc.disable()  # nothing that is imported is garbage
    settings = json.loads(control.recv(1 << 16))
    try:
        _start_inside(control, settings)
    except Exception as error:  # noqa: BLE001 - the grader shows whatever it is
        traceback.print_exc()
        _tell(control, {"failed": f"{type(error).__name__}: {error}"})


def _start_inside(control: socket.socket, settings: dict[str, Any]) -> None:
    if settings["walls"] == "namespaces":
        confinement.enter_pid_namespace()
        if inside := os.fork():
            control.close()
            os._exit(os.waitstatus_to_exitcode(os.waitpid(inside, 0)[1]) & 0xFF)
        confinement.bind_to_parent()
    import_all(settings["assignment"])
    data = settings["data"] | warm_data(settings["assignment"])
    if settings["walls"] == "namespaces":
        confinement.enter_shared_walls([Path(path) for path in settings["hidden"]], data)
        os.environ["XDG_CACHE_HOME"] = f"{DATA}/.cache"
    forget_environment()
    shell = warm_shell(settings["walls"] != "none")
    zygote = _Zygote(control, shell, settings)
    _tell(control, {"ready": True})
    zygote.serve()


class _Zygote:
    def __init__(self, control: socket.socket, shell: NotebookShell, settings: dict[str, Any]) -> None:
        self._control, self._shell = control, shell
        self._walls: str = settings["walls"]
        self._limits = Limits.from_json(settings["limits"])
        self._rehearses: bool = settings["rehearses"]
        self._program = seccomp.compile_filter(sockets=settings["sockets"]) if self._walls != "none" else None
        self._own_namespace = os.open("/proc/self/ns/pid", os.O_RDONLY) if self._walls == "namespaces" else -1
        self._children: dict[int, _Running] = {}
        self._poll = select.poll()

    def serve(self) -> None:
        """Fork on request, report deaths, end with the other side of the socket."""
        self._poll.register(self._control, select.POLLIN)
        parent = os.getppid()
        while os.getppid() == parent:
            # Without pidfds, which only Linux has, the children are looked at now and then.
            for fd, _ in self._poll.poll(None if hasattr(os, "pidfd_open") else 50):
                if fd == self._control.fileno() and not self._fork_one():
                    return
            self._bury()

    def _fork_one(self) -> bool:
        request, fds, _, _ = socket.recv_fds(self._control, 1 << 16, 2)
        if not request:
            return False
        channel, status = (socket.socket(fileno=fd) for fd in fds)
        home = HOME if self._walls != "none" else tempfile.mkdtemp(prefix="notebook-")
        try:
            if self._walls == "namespaces":
                confinement.unshare_pid_for_next_fork(self._own_namespace)
            child = os.fork()
        except OSError as error:
            _tell(status, {"failed": str(error)})
            return True
        if not child:
            self._become_child(channel, home)
        channel.close()
        pidfd = os.pidfd_open(child) if hasattr(os, "pidfd_open") else -1
        socket.send_fds(status, [json.dumps({"pid": child}).encode()], [pidfd] if pidfd >= 0 else [])
        self._children[child] = _Running(status, pidfd, home)
        if pidfd >= 0:
            self._poll.register(pidfd, select.POLLIN)
        return True

    def _become_child(self, channel: socket.socket, home: str) -> NoReturn:
        try:
            os.setsid()  # kill(0) reaches the whole group, whatever namespaces its members are in
            sock = _only_descriptor(channel)
            open_outputs()
            if self._walls == "namespaces":
                confinement.confine_child(self._limits, self._program)
            else:
                confinement.limit_child(self._limits, home, self._program, alone=self._walls == "bubblewrap")
            from autograder.sandbox.inside.child import run_child

            run_child(sock, self._shell, self._limits, rehearses=self._rehearses)
        except BaseException:  # noqa: BLE001 - nothing of a child may reach the zygote's loop
            with contextlib.suppress(BaseException):
                write_frame(sock, {"failed": traceback.format_exc(limit=-3)[-1500:]})
        os._exit(1)

    def _bury(self) -> None:
        """Tell how the children that have ended did."""
        for child, running in list(self._children.items()):
            ended, code = os.waitpid(child, os.WNOHANG)
            if not ended:
                continue
            del self._children[child]
            _tell(running.status, {"ended": os.waitstatus_to_exitcode(code)})
            running.status.close()
            if running.pidfd >= 0:
                self._poll.unregister(running.pidfd)
                os.close(running.pidfd)
            if self._walls == "none":
                from autograder.files import remove_tree  # bubblewrap shows no such module, and needs none

                remove_tree(Path(running.home))


class _Running(NamedTuple):
    status: socket.socket
    pidfd: int
    home: str


def _only_descriptor(channel: socket.socket) -> socket.socket:
    """Close every descriptor but the channel, which becomes number 3; standard input is empty."""
    keep = os.dup2(channel.detach(), 3)
    os.closerange(4, 1 << 16)
    empty = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(empty, fd)
    os.close(empty)
    return socket.socket(fileno=keep)


def _tell(control: socket.socket, message: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):
        control.send(json.dumps(message).encode()[:60_000])


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    main()
