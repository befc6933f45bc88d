"""A system call filter, compiled by libseccomp where that is installed."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import socket
from functools import cache

_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_EPERM, _EACCES, _ENOLCK, _ENOSYS = 1, 13, 37, 38
_NOT_EQUAL, _MASKED_EQUAL = 1, 7
_PR_SET_PDEATHSIG = 1
_INT = 0xFFFFFFFF  # of a register the kernel takes so much where an argument is an int: the rest may hold anything
_NEW_NAMESPACES = (0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000, 0x00020000)

# What no exercise needs and what has let programs out of sandboxes before. A list of what is forbidden, not of what is
# allowed: TensorFlow's needs change with every release, and the namespaces are the wall; this is the fence before it.
FORBIDDEN = """
    ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_getfd
    bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register
    add_key request_key keyctl shmget shmat io_setup
    mount umount umount2 pivot_root chroot move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr
    unshare setns mknod mknodat name_to_handle_at open_by_handle_at fanotify_init
    kexec_load kexec_file_load init_module finit_module delete_module reboot swapon swapoff
    acct quotactl quotactl_fd syslog vhangup settimeofday clock_settime clock_adjtime adjtimex stime
    iopl ioperm modify_ldt personality nfsservctl lookup_dcookie move_pages migrate_pages
    memfd_secret sendmsg sendmmsg msgget semget
""".split()  # noqa: SIM905 - sixty names read better without quotes
# What sessions could tell each other by, or use up for each other, on the files that all of them read and in what the
# kernel counts of all. To libraries that ask for these, a kernel without them is no error.
ABSENT = "flock memfd_create inotify_init inotify_init1 inotify_add_watch fanotify_mark sysinfo".split()  # noqa: SIM905
# fcntl: record locks of both kinds, leases, notes of changes.
_LOCKS = (5, 6, 7, 36, 37, 38, 1024, 1026)


class _Comparison(ctypes.Structure):
    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


@cache
def library() -> ctypes.CDLL | None:
    """libseccomp, or None where it is not installed."""
    for name in ("libseccomp.so.2", ctypes.util.find_library("seccomp")):
        try:
            loaded = ctypes.CDLL(name) if name else None
        except OSError:
            continue
        if loaded is not None:
            loaded.seccomp_init.restype = ctypes.c_void_p
            return loaded
    return None


def compile_filter(*, sockets: bool = True) -> bytes | None:
    """The filter as a program for the kernel, or None without libseccomp.

    Compiled once in the zygote; a child then needs one system call to put it on.

    Parameters
    ----------
    sockets : bool
        Whether local ones are allowed: only a control group counts the memory that they hold.
    """
    seccomp = library()
    if seccomp is None:
        return None
    context = ctypes.c_void_p(seccomp.seccomp_init(ctypes.c_uint32(_ALLOW)))
    try:
        _add_rules(seccomp, context, sockets=sockets)
        fd = os.memfd_create("filter")
        try:
            if seccomp.seccomp_export_bpf(context, fd) != 0:
                return None
            return os.pread(fd, 1 << 20, 0)
        finally:
            os.close(fd)
    finally:
        seccomp.seccomp_release(context)


def _add_rules(seccomp: ctypes.CDLL, context: ctypes.c_void_p, *, sockets: bool) -> None:
    def deny(name: str, errno: int, *comparisons: _Comparison) -> None:
        number = seccomp.seccomp_syscall_resolve_name(name.encode())
        if number == -1:  # unknown to this libseccomp
            return
        array = (_Comparison * max(1, len(comparisons)))(*comparisons)
        seccomp.seccomp_rule_add_array(context, ctypes.c_uint32(_ERRNO | errno), number, len(comparisons), array)

    for name in FORBIDDEN:
        deny(name, _EPERM)
    for name in ABSENT:
        deny(name, _ENOSYS)
    for command in _LOCKS:
        deny("fcntl", _ENOLCK, _Comparison(1, _MASKED_EQUAL, _INT, command))
    if sockets:
        deny("socket", _EACCES, _Comparison(0, _NOT_EQUAL, socket.AF_UNIX, 0))
    else:
        deny("socket", _EACCES)
        deny("socketpair", _EACCES)
    # A child that outlived its zygote would outlive the limits too.
    deny("prctl", _EPERM, _Comparison(0, _MASKED_EQUAL, _INT, _PR_SET_PDEATHSIG))
    for flag in _NEW_NAMESPACES:
        deny("clone", _EPERM, _Comparison(0, _MASKED_EQUAL, flag, flag))
    # The flags of clone3 are behind a pointer, which a filter cannot read; libc falls back to clone.
    deny("clone3", _ENOSYS)
    for request in (0x5412, 0x541C):  # TIOCSTI and TIOCLINUX type into the terminal of whoever started the grader
        deny("ioctl", _EPERM, _Comparison(1, _MASKED_EQUAL, _INT, request))
