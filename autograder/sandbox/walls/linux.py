"""The few Linux system calls that confinement needs, through ctypes.

Nothing here is imported for its side effects: on another system the module loads, and every call raises OSError.
"""

from __future__ import annotations

import ctypes
import os
import struct
from pathlib import Path

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS = 0x00020000, 0x02000000, 0x04000000
CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x08000000, 0x10000000, 0x20000000, 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP = 1, 4, 24
PR_SET_SECCOMP, PR_SET_SECUREBITS, PR_SET_NO_NEW_PRIVS = 22, 28, 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
SECCOMP_MODE_FILTER = 2
# No capability comes with uid 0, none survives a change of uid, ambient ones are barred.
_SECUREBITS_ALL_LOCKED = 0b11101111
_SYS_MOUNT_SETATTR = 442
_AT_RECURSIVE, _MOUNT_ATTR_RDONLY, _MOUNT_ATTR_NOSUID = 0x8000, 0x1, 0x2
_CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *args: object) -> int:
    function = getattr(_libc, name, None)
    if function is None:
        raise OSError(38, f"{name} is not available on this system")
    result: int = function(*args)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def prctl(option: int, *values: int) -> None:
    """Set one attribute of this process."""
    padded = (*values, 0, 0, 0, 0)[:4]
    _call("prctl", option, *(ctypes.c_ulong(value) for value in padded))


def unshare(flags: int) -> None:
    """Leave the namespaces named by `flags` for new ones."""
    _call("unshare", flags)


def setns(fd: int, kind: int) -> None:
    """Enter the namespace that `fd` refers to."""
    _call("setns", fd, kind)


def mount(source: str, target: str | Path, kind: str = "", flags: int = 0, data: str = "") -> None:
    """Mount; `kind` is the file system type."""
    arguments = (source.encode(), os.fsencode(target), kind.encode() or None)
    try:
        _call("mount", *arguments, ctypes.c_ulong(flags), data.encode() or None)
    except OSError as error:
        raise OSError(error.errno, f"{error.strerror} ({source} on {target})") from None


def mount_tmpfs(
    target: str | Path, size: int, *, mode: str = "755", flags: int = 0, owner: tuple[int, int] | None = None
) -> None:
    """Mount an empty file system in memory that holds at most `size` bytes; `owner` is a user and a group."""
    uid, gid = owner or (os.geteuid(), os.getegid())
    data = f"size={size},nr_inodes=4096,mode={mode},uid={uid},gid={gid}"
    mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV | flags, data)


def bind(source: str | Path, target: str | Path) -> None:
    """Show `source` at `target` as well, with what is mounted below it."""
    mount(str(source), target, flags=MS_BIND | MS_REC)


def make_read_only(target: str | Path) -> None:
    """Make a mount and all below it read-only and deaf to setuid bits."""
    attributes = struct.pack("=QQQQ", _MOUNT_ATTR_RDONLY | _MOUNT_ATTR_NOSUID, 0, 0, 0)
    try:
        _call("syscall", _SYS_MOUNT_SETATTR, -100, os.fsencode(target), _AT_RECURSIVE, attributes, len(attributes))
    except OSError as error:
        if error.errno != 38:
            raise
        # Kernels before 5.12: the top mount only. Flags that the outer namespace has locked must be repeated.
        kept = os.statvfs(target).f_flag & (MS_NOSUID | MS_NODEV | MS_NOEXEC | 0x400 | 0x800)
        mount("none", target, flags=MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | kept)


def pivot_into(root: str | Path) -> None:
    """Make `root`, a mount point, the root directory and let go of the old one."""
    os.chdir(root)
    _call("pivot_root", b".", b".")
    _call("umount2", b".", MNT_DETACH)
    os.chdir("/")


def drop_capabilities() -> None:
    """Give up every capability for good, from the bounding set too."""
    last = int(Path("/proc/sys/kernel/cap_last_cap").read_text()) if Path("/proc/sys").is_dir() else 40
    prctl(PR_SET_SECUREBITS, _SECUREBITS_ALL_LOCKED)
    for capability in range(last + 1):
        prctl(PR_CAPBSET_DROP, capability)
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = struct.pack("=II", _CAPABILITY_VERSION_3, 0)
    _call("capset", header, struct.pack("=IIIIII", 0, 0, 0, 0, 0, 0))


def load_filter(program: bytes) -> None:
    """Put a compiled seccomp filter on this process and all that it starts."""
    buffer = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    filled = Program(len(program) // 8, ctypes.addressof(buffer))
    _call("prctl", PR_SET_SECCOMP, ctypes.c_ulong(SECCOMP_MODE_FILTER), ctypes.byref(filled), 0, 0)
