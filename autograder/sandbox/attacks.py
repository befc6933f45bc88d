"""Harmless attacks, tried from inside a session on the instructor's own machine: each says what it has reached.

The hostile submissions of the project's tests do the same and more; those that would slow a machine down stay there.
"""

from __future__ import annotations

from collections.abc import Iterator

from autograder.places import AUTOGRADER
from autograder.sandbox.engine import Engine
from autograder.sandbox.options import EngineOptions
from autograder.sandbox.session import Session
from cnn_utils.compare.calls import Call

_BEGIN = """
import ctypes, fcntl, os, socket, struct
libc = ctypes.CDLL(None, use_errno=True)
def reached(tries):
    done = []
    for name, attempt in tries.items():
        try:
            result = attempt()
        except (OSError, AttributeError):
            continue
        if result is not False and not (type(result) is int and result < 0):
            done.append(name)
    return done
"""
_ATTACKS = {
    "the grader's own files": """reached({
        "its package": lambda: os.listdir(GRADER),
        "passwords": lambda: open("/etc/shadow").read(),
        "keys of root": lambda: os.listdir("/root/.ssh"),
    })""",
    "writing outside of its folders": """reached({
        path: lambda path=path: open(path, "w").close() for path in ("/x", "/usr/x", "/etc/x", "/data/x", "/dev/x")
    })""",
    "the network": """reached({
        "an address": lambda: socket.create_connection(("127.0.0.1", 22), 1),
        "a socket": lambda: socket.socket(socket.AF_INET).close(),
        "a raw socket": lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close(),
    })""",
    "other processes": """[pid for pid in os.listdir("/proc") if pid.isdigit() and int(pid) not in (1, os.getpid())]
        + reached({"a signal": lambda: os.kill(os.getppid(), 0) if os.getppid() else False})""",
    "more rights": """reached({
        "root": lambda: os.setuid(0),
        "a namespace": lambda: libc.unshare(0x10000000),
        "a mount": lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None),
        "another's memory": lambda: libc.ptrace(16, 1, 0, 0),
        "keys": lambda: libc.syscall(250, 0, 0, 0, 0),
    }) if os.getuid() else ["root"]""",
    "locks and watches on shared files": """reached({
        "flock": lambda: fcntl.flock(os.open("/proc/self/exe", 0), fcntl.LOCK_SH | fcntl.LOCK_NB),
        "a record lock": lambda: fcntl.lockf(os.open("/proc/self/exe", 0), fcntl.LOCK_SH | fcntl.LOCK_NB),
        "inotify": lambda: libc.inotify_init(),
    })""",
    "memory that nothing counts": """reached({
        "a file without a name": lambda: libc.memfd_create(b"x", 0),
        "shared memory": lambda: libc.shmget(0, 4096, 0o1600),
        "a descriptor under way": lambda: socket.send_fds(socket.socketpair()[0], [b"x"], [1]),
    })""",
    "what the machine is": """[path for path in ("/proc/1/environ", "/proc/cpuinfo", "/proc/stat")
        if open(path, "rb").read().strip(b"\\0")] + [name for name in [socket.gethostname()] if name != "notebook"]""",
}


def try_attacks() -> Iterator[tuple[str, str]]:
    """Try each attack in a session of its own.

    Yields
    ------
    kind : str
        What the attack is after.
    reached : str
        What it got hold of, or why nobody knows; empty where it was held.

    Raises
    ------
    SandboxUnavailable
        If this machine cannot confine student code at all.
    """
    with Engine(EngineOptions()) as engine:
        for kind, expression in _ATTACKS.items():
            with Session(engine) as session:
                session.run_cell(f"GRADER = {str(AUTOGRADER)!r}\n{_BEGIN}\ndef attack():\n    return ({expression})")
                seen = session.observe(Call("attack", ()))
            found = (
                seen.value if seen.outcome == "returned" and isinstance(seen.value, list) else [f"it {seen.outcome}"]
            )
            yield kind, ", ".join(map(str, found))
        yield "an outcome that is the grader's", _forged(engine)


def _forged(engine: Engine) -> str:
    lie = "import sys\nsys.modules['autograder.sandbox.inside.child'].observation_to_plain = lambda seen: "
    with Session(engine) as session:
        session.run_cell(f"{lie}('ungraded', None, (), None, '', 0.0)\ndef f(): return 1")
        outcome = session.observe(Call("f", ())).outcome
    return "" if outcome == "killed" else outcome
