"""What this machine can and cannot enforce, found out by trying."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.places import import_path
from autograder.sandbox.walls import bubblewrap, confinement, control_groups, linux, seccomp
from autograder.sandbox.walls.limits import Limits
from autograder.sandbox.walls.read_only_root import NEVER_SHOWN

_NO_NAMESPACES = (
    "Needs Linux and the right to make namespaces: run as root, or allow user namespaces (sysctl "
    "kernel.unprivileged_userns_clone=1 on older Debian, kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu "
    "24.04; in a container: --security-opt seccomp=unconfined or --privileged)."
)


@dataclass(frozen=True)
class Enforcement:
    """One thing that confinement is made of.

    Attributes
    ----------
    name : str
        What it does, for a reader who grades.
    ok : bool
        Whether this machine gives it.
    detail : str
        How it is done, or what stands in the way.
    remedy : str
        How to get it.
    required : bool
        Whether `autograder grade` refuses to run without it.
    """

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    required: bool = True


def what_can_be_enforced() -> tuple[Enforcement, ...]:
    """Try every wall once, in processes that are thrown away."""
    tried, wrapped = _try_all(), bubblewrap.works()
    how_else = (
        "bubblewrap does it, at the price of a start for each submission" if any(tried.values()) and wrapped else ""
    )
    found = [
        Enforcement(name, not tried[key] or wrapped, how_else or tried[key] or how, _NO_NAMESPACES)
        for key, name, how in (
            ("processes", "own processes", "a pid namespace: nobody else's processes are seen, all are ended together"),
            ("network", "no network", "an empty network namespace, without even loopback"),
            ("files", "read-only files", "a mount namespace with only what Python needs; small writable folders"),
            ("user", "no rights", "an unprivileged user in a user namespace, without any capability"),
        )
    ]
    return (*found, _filter(), _memory(), _limits(), _bubblewrap(wrapped))


def _filter() -> Enforcement:
    there = sys.platform == "linux" and seccomp.library() is not None and seccomp.compile_filter() is not None
    detail = f"libseccomp: {len(seccomp.FORBIDDEN)} system calls refused" if there else "libseccomp is not installed"
    return Enforcement("system call filter", there, detail, "apt-get install libseccomp2", required=False)


def _memory() -> Enforcement:
    there = control_groups.parents() is not None
    detail = (
        "a control group for each session"
        if there
        else "each process is bounded by itself; their sum is looked at five times a second, which a burst can outrun"
    )
    remedy = "Run as root, or in a cgroup of your own: systemd-run --user --scope -p Delegate=yes autograder ..."
    return Enforcement("memory of a whole session", there, detail, remedy, required=False)


def _limits() -> Enforcement:
    detail = "wall-clock limits from outside; file size, open files, memory of each process (rlimits)"
    return Enforcement("time and sizes", True, detail)


def _bubblewrap(works: bool) -> Enforcement:
    detail = "the fallback where it may make namespaces and Python may not; not used where Python may"
    if not works:
        detail = "not installed, or not allowed to make namespaces"
    return Enforcement("bubblewrap", works, detail, "apt-get install bubblewrap", required=False)


def _try_all() -> dict[str, str]:
    """For each wall an empty text, or what stood in the way."""
    if sys.platform != "linux":
        return dict.fromkeys(_TRIALS, f"{platform.system()} has no namespaces")
    run = subprocess.run(
        [sys.executable, "-P", "-m", __name__],  # as a zygote is started
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=_environment(),
    )
    try:
        found: dict[str, str] = json.loads(run.stdout)
    except ValueError:
        return dict.fromkeys(_TRIALS, run.stderr.strip()[-300:] or "the trial said nothing")
    return found


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": import_path()}


def _enter_files() -> None:
    confinement.enter_shared_walls(NEVER_SHOWN, {})
    for folder in NEVER_SHOWN:
        if any(folder.rglob("*.*")):
            raise PermissionError(f"{folder} can be read")


def _become_nobody() -> None:
    confinement.confine_child(Limits(), None)
    if os.geteuid() == 0 or "CapEff:\t0000000000000000" not in Path("/proc/self/status").read_text():
        raise PermissionError("rights were left")


def _leave_network() -> None:
    linux.unshare(linux.CLONE_NEWNET)


_TRIALS: dict[str, tuple[Callable[[], None], ...]] = {
    "processes": (),
    "network": (_leave_network,),
    "files": (_enter_files,),
    "user": (_enter_files, _become_nobody),
}


def _trial(steps: tuple[Callable[[], None], ...]) -> str:
    """Do the steps in a process of their own; what went wrong."""
    reader, writer = os.pipe()
    if not (child := os.fork()):
        _report(writer, confinement.enter_pid_namespace)
        if inside := os.fork():
            os._exit(os.waitstatus_to_exitcode(os.waitpid(inside, 0)[1]) & 0xFF)
        for step in steps:
            _report(writer, step)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as report:
        text = report.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return text or (f"the trial ended with {code}" if code else "")


def _report(writer: int, step: Callable[[], None]) -> None:
    try:
        step()
    except Exception as error:  # noqa: BLE001 - whatever stands in the way is what is asked for
        os.write(writer, traceback.format_exception_only(error)[-1].strip()[:300].encode())
        os._exit(1)


if __name__ == "__main__":
    print(json.dumps({name: _trial(steps) for name, steps in _TRIALS.items()}))
