"""Walls around student code, put up by the process that is about to run it.

A warm process cannot be started inside a sandbox by a tool such as bubblewrap: it exists already. So the zygote
prepares what its children share (a pid namespace of its own, a read-only file system, no network), and each child,
before the first student byte, goes on alone: its own pid, mount, net, ipc, uts, cgroup and user namespaces, small
writable folders, limits, an unprivileged user, no capability, and a system call filter. A wall that cannot be put up
raises; nothing is skipped in silence.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from autograder.sandbox.walls import linux
from autograder.sandbox.walls.limits import Limits, apply_limits
from autograder.sandbox.walls.read_only_root import DATA, HOME, enter_read_only_root, writable_folders

NOBODY = 65534
_FIRST_USER = 1_900_000_000  # above what systemd gives to containers, below where numbers turn negative
_HOST = "notebook"
# Files of /proc that tell of the machine and of what else goes on there, by which sessions could wink at each other.
_TELLING = """
    buddyinfo cgroups cmdline config.gz cpuinfo diskstats interrupts iomem ioports kallsyms kcore key-users keys kmsg
    latency_stats loadavg modules partitions sched_debug schedstat softirqs stat swaps timer_list uptime version vmstat
    zoneinfo pressure/cpu pressure/io pressure/memory
    sys/fs/aio-nr sys/fs/dentry-state sys/fs/file-nr sys/fs/inode-nr sys/fs/inode-state
"""
# The kernel's settings ask for the user that is root outside, whatever a session's namespace calls it.
_SETTINGS = "sys sysrq-trigger"
_INSIDE = 1000
_SHARED_BY_ALL = (
    linux.CLONE_NEWNS | linux.CLONE_NEWNET | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS | linux.CLONE_NEWCGROUP
)


def enter_pid_namespace() -> None:
    """Put the processes that this one forks from now on into a new pid namespace.

    Root does it as root; everybody else becomes the owner of a user namespace first. When the first process in there
    ends, the kernel ends all others, so that no child survives its zygote.
    """
    if os.geteuid() == 0:
        linux.unshare(linux.CLONE_NEWPID)
        return
    uid, gid = os.getuid(), os.getgid()
    linux.unshare(linux.CLONE_NEWUSER | linux.CLONE_NEWPID)
    _map_user(uid, gid, uid, gid)


def enter_shared_walls(hidden: Iterable[Path], data: Mapping[str, Path]) -> None:
    """What the zygote does for all its children: no network, and the read-only file system."""
    linux.unshare(_SHARED_BY_ALL)
    socket.sethostname(_HOST)
    enter_read_only_root(hidden, data)
    for names in (_TELLING, _SETTINGS):  # looked for once, for all children
        _present(names)
    _users()


def unshare_pid_for_next_fork(own_namespace: int) -> None:
    """Let the next fork be the first process of a new pid namespace.

    That process is the one that runs student code: signals that it sends itself do not touch it, it can name no process
    outside, and when it ends, every process it has started ends.
    """
    linux.setns(own_namespace, linux.CLONE_NEWPID)
    linux.unshare(linux.CLONE_NEWPID)


def confine_child(limits: Limits, program: bytes | None) -> None:
    """Confine this process, a fresh fork of the zygote, for good.

    Parameters
    ----------
    limits : Limits
    program : bytes or None
        The compiled system call filter, where libseccomp gave one.
    """
    is_root = os.geteuid() == 0
    owner = (_user_of_its_own(), NOBODY) if is_root else (os.geteuid(), os.getegid())
    linux.unshare(_SHARED_BY_ALL)
    linux.mount("proc", "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
    for telling in _present(_TELLING):
        linux.bind("/dev/null", telling)
    for setting in _present(_SETTINGS):
        linux.bind(setting, setting)
        linux.make_read_only(setting)
    for folder in writable_folders():
        linux.mount_tmpfs(folder, limits.tmp_size, owner=owner, mode="700")
    os.umask(0o077)
    Path("/proc/self/oom_score_adj").write_text("1000")
    if is_root:
        _leave_root(*owner)
    _become_nobody(*owner)
    os.chdir(HOME)
    _link_data()
    apply_limits(limits, process_limit=True)
    bind_to_parent()
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    if program is not None:
        linux.load_filter(program)


def limit_child(limits: Limits, home: str, program: bytes | None, *, alone: bool) -> None:
    """Do what every process can do to itself: all that is left to do inside bubblewrap, or that can be had without it.

    Parameters
    ----------
    limits : Limits
    home : str
        A folder of its own.
    program : bytes or None
        The compiled system call filter.
    alone : bool
        Whether nobody else's processes count against this user's.
    """
    os.chdir(home)
    os.environ.update(HOME=home, MPLCONFIGDIR=home)
    if alone:
        _link_data()
    apply_limits(limits, process_limit=alone)
    bind_to_parent()
    if sys.platform == "linux":
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
        if program is not None:
            linux.load_filter(program)


def bind_to_parent() -> None:
    """Have the kernel kill this process when its parent ends; only Linux can."""
    if sys.platform == "linux":
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)


def _user_of_its_own() -> int:
    """A user that no other session is: what the kernel counts by user, such as pages in pipes, is then its own."""
    user = _FIRST_USER + int.from_bytes(os.urandom(3))
    return user if any(user in users for users in _users()) else NOBODY


@cache
def _users() -> tuple[range, ...]:
    """The users that this namespace has."""
    rows = (map(int, line.split()) for line in Path("/proc/self/uid_map").read_text().splitlines())
    return tuple(range(inside, inside + count) for inside, _, count in rows)


@cache
def _present(names: str) -> tuple[Path, ...]:
    """Those of the files of /proc that this kernel has."""
    return tuple(path for name in names.split() if (path := Path("/proc", name)).exists())


def _leave_root(uid: int, gid: int) -> None:
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    linux.prctl(linux.PR_SET_DUMPABLE, 1)  # or /proc/self would belong to root, uid_map with it


def _become_nobody(uid: int, gid: int) -> None:
    """Enter a user namespace that has one unprivileged user, and give up what entering it has given."""
    linux.unshare(linux.CLONE_NEWUSER)
    _map_user(_INSIDE, _INSIDE, uid, gid)
    linux.drop_capabilities()


def _map_user(uid_inside: int, gid_inside: int, uid: int, gid: int) -> None:
    process = Path("/proc/self")
    (process / "setgroups").write_text("deny")
    (process / "uid_map").write_text(f"{uid_inside} {uid} 1")
    (process / "gid_map").write_text(f"{gid_inside} {gid} 1")


def _link_data() -> None:
    for entry in Path(DATA).iterdir():
        if not entry.name.startswith("."):
            (Path(HOME) / entry.name).symlink_to(entry)
