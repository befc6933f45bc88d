"""The ways out of sandboxes that public collections keep, rebuilt for this one: each is tried, and reaches nothing.

All are tried in one session. An expression is true of what got out; it is held where it is false or negative, where
the system refuses, or where the process that tried it is gone.
"""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from autograder.sandbox.engine import Engine
from autograder.sandbox.options import EngineOptions
from autograder.sandbox.session import Session
from autograder.sandbox.walls.choosing import counts_processes
from autograder.sandbox.walls.limits import Limits
from autograder.sandbox.walls.probing import what_can_be_enforced
from cnn_utils.compare.calls import Call

pytestmark = pytest.mark.skipif(
    any(found.required and not found.ok for found in what_can_be_enforced())
    or not counts_processes()
    or platform.machine() != "x86_64",  # some system calls are asked for by their number
    reason="this machine cannot confine",
)
NEEDLE = "WHAT-NOBODY" + "-HANDED-OUT"
PRELUDE = """
import builtins, ctypes, gc, importlib, inspect, io, mmap, os, pty, signal, socket, stat, subprocess, sys, time
libc = ctypes.CDLL(None, use_errno=True)
call = libc.syscall
def read(path, open=open):
    with open(path, "rb") as file:
        return file.read(4096)
def write(path, content=b""):
    with open(path, "r+b", buffering=0) as file:  # what is there already, so that nothing comes of it
        return os.pwrite(file.fileno(), content or file.read(4096), 0) > 0
def frames(frame):
    while frame is not None:
        yield frame
        frame = frame.f_back
def caught():
    try:
        1 / 0
    except ZeroDivisionError as error:
        return error.__traceback__
def names(found):
    return sorted({name for frame in found for name in (*frame.f_locals, *frame.f_globals)
                   if name in ("judge", "verdict", "expected", "solution", "reference_for", "cases_for")})
def shown(*command, **env):
    return subprocess.run(command, capture_output=True, env={**os.environ, **env}, timeout=5).stdout
def dirty_pipe(path):
    before, (end, start) = read(path), os.pipe()
    os.write(start, b"x" * 65536); os.read(end, 65536)
    source = os.open(path, os.O_RDONLY)
    os.splice(source, start, 1, offset_src=0); os.write(start, b"dirty")
    return read(path) != before
def machine_code(code):
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
def each(items, attempt):
    found = []
    for item in items:
        try:
            found += [item] if attempt(item) else []
        except OSError:
            pass
    return found
def attempt(expression):
    try:
        found = eval(expression, globals())
    except (OSError, ImportError, subprocess.TimeoutExpired):
        return ""
    return "" if type(found) is int and found < 0 else repr(found)[:200] if found else ""
"""
READS = {
    "through the classes below object":
        "[c for c in ().__class__.__bases__[0].__subclasses__() if c.__name__ == '_wrap_close'][0]"
        ".__init__.__globals__['popen']('cat ' + SECRET).read()",
    "by a loader's get_data": "importlib._bootstrap_external.FileLoader('x', SECRET).get_data(SECRET)",
    "by io.FileIO, past a patched open": "io.FileIO(SECRET).read()",
    "by builtins that were put back": "vars(importlib.reload(builtins))['open'](SECRET).read()",
    "by the globals of a generator's frame": "(lambda g: g.gi_frame.f_globals['read'](SECRET))(x for x in [1])",
    "by a shell": "shown('sh', '-c', 'cat ' + SECRET + ' /proc/*/root' + SECRET)",
    "through /proc/self/root": "read('/proc/self/root' + SECRET)",
    "through /proc/1/cwd and dots": "read('/proc/1/cwd/../../../../../../..' + SECRET)",
    "through the root of any process": "each(os.listdir('/proc'), lambda pid: read(f'/proc/{pid}/root' + SECRET))",
    "through a link in its own folder": "[os.symlink(SECRET, '/tmp/link'), read('/tmp/link')]",
    "through a hard link": "[os.link('/etc/passwd', '/tmp/hard'), read('/tmp/hard')]",
    "through a folder that is still open":
        "each(os.listdir('/proc/self/fd'), lambda n: int(n) > 2 and os.path.isdir(f'/proc/self/fd/{n}'))",
    "by a file handle": "call(304, -100, ctypes.create_string_buffer(64), 0)",
    "a dead chroot, climbed out of": "[os.chroot('/tmp'), os.chdir('../../../..'), read(SECRET)]",
    "passwords": "read('/etc/shadow')",
    "the kernel's memory": "each(('/dev/mem', '/dev/kmem', '/proc/kcore'), read)",
    "the kernel's log": "read('/dev/kmsg')",
    "the environment of the first process": "read('/proc/1/environ').strip(b'\\0')",
    "keys of the kernel": "each(('/proc/keys', '/proc/key-users'), read)",
}  # fmt: skip
KNOWS = {
    "frames of a traceback": "names(frames(caught().tb_frame))",
    "frames above": "names(frames(sys._getframe()))",
    "frames of all threads": "names(g for f in sys._current_frames().values() for g in frames(f))",
    "frames that the collector knows": "names(o for o in gc.get_objects() if inspect.isframe(o))",
    "modules of the judge": "[m for m in list(sys.modules) if m.startswith(('autograder.judge', 'autograder.cases'))]",
    "the judge, imported": "importlib.import_module('autograder.judge')",
    "the cases, imported": "importlib.import_module('autograder.cases')",
    "the solutions, imported": "importlib.import_module('autograder.solutions.step_by_step')",
    "the named mistakes, imported": "importlib.import_module('autograder.misconceptions')",
    "closures of functions": "[c for o in gc.get_objects() if inspect.isfunction(o) for c in o.__closure__ or ()"
        " if 'autograder.judge' in repr(c)]",
    "bytes of its own memory": "[a for a in open('/proc/self/maps') if '[heap]' in a and HALVES[0].encode() + "
        "HALVES[1].encode() in (lambda m, s, e: (m.seek(s), m.read(e - s))[1])(open('/proc/self/mem', 'rb', 0),"
        " *(int(x, 16) for x in a.split()[0].split('-')))]",
}  # fmt: skip
WRITES = {
    path: f"write({path!r})"
    for path in (
        "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sysrq-trigger", "/proc/sys/vm/drop_caches",
        "/proc/sys/kernel/hostname", "/proc/self/uid_map", "/proc/sys/kernel/panic", "/proc/self/exe",
        "/proc/sys/fs/file-max",
        "/sys/kernel/uevent_helper", "/sys/fs/cgroup/release_agent", "/sys/fs/cgroup/cgroup.procs", "/dev/sda",
        "/sys/fs/cgroup/memory/release_agent", "/dev/kvm", "/dev/fuse", "/dev/net/tun", "/dev/loop-control",
    )
} | {
    "less likely to be ended than others": "write('/proc/self/oom_score_adj', b'-1000')",
    "the standard library": "write(os.__file__)",
    "a .pth beside the packages": "write(os.path.dirname(os.path.dirname(ctypes.__file__)) + '/site-packages/x.pth')",
    "a page of a file that it may only read (dirty pipe)": "dirty_pipe(os.__file__)",
    "a shared mapping of such a file": "mmap.mmap(os.open(os.__file__, 0), 10, prot=mmap.PROT_WRITE)",
    "a device": "os.mknod('/tmp/disk', 0o60600, os.makedev(8, 0))",
}  # fmt: skip
RIGHTS = {
    "root again": "os.setuid(0) or os.setresuid(0, 0, 0) or True",
    "groups": "os.setgroups([0]) or True",
    "a program that is setuid": "each(('su -c', 'sudo -n'), lambda way: b'uid=0' in shown(*way.split(), 'id'))",
    "rights on exec": "'NoNewPrivs:\\t1' not in open('/proc/self/status').read()",
    "a capability": "'CapBnd:\\t0000000000000000' not in open('/proc/self/status').read()",
    "an ambient capability": "libc.prctl(47, 2, 21, 0, 0)",
    "LD_PRELOAD into something stronger": "b'uid=0' in shown('id', LD_PRELOAD='/tmp/x.so')",
    "more of the processor": "os.setpriority(os.PRIO_PROCESS, 0, -20) or True",
    "the processor before all others": "os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)) or True",
    "a filter of 32 bits": "machine_code(bytes.fromhex('b81a00000031db31c931d231f6cd80c3'))",
    "a filter of x32": "call(0x40000000 | 101, 0, 0, 0, 0)",
} | {
    name: expression + " >= 0"
    for name, expression in {
        "higher limits": "call(160, 9, (ctypes.c_ulong * 2)(-1, -1))", "ptrace": "libc.ptrace(16, 1, 0, 0)",
        "its parent's memory": "call(310, 1, None, 0, None, 0, 0)",
        "writing another's memory": "call(311, 1, None, 0, None, 0, 0)", "another's descriptor": "call(438, 3, 0, 0)",
        "comparing with others": "call(312, 1, 1, 0, 0, 0)", "bpf": "call(321, 0, None, 0)",
        "perf_event_open": "call(298, None, 0, -1, -1, 0)", "userfaultfd": "call(323, 0)",
        "io_uring": "call(425, 8, ctypes.create_string_buffer(120))",
        "aio": "call(206, 1, ctypes.byref(ctypes.c_long()))",
        "add_key": "call(248, b'user', b'x', b'x', 1, -3)", "keyctl": "call(250, 0, -3, 1)",
        "personality": "libc.personality(0x0040000)", "modify_ldt": "call(154, 0, None, 0)", "iopl": "libc.iopl(3)",
        "a module": "call(313, 0, b'', 0)", "kexec": "call(246, 0, 0, None, 0)", "reboot": "call(169, 1, 2, 3, None)",
        "the host's name": "libc.sethostname(b'x', 1)", "the clock": "call(227, 0, ctypes.create_string_buffer(16))",
        "swap": "libc.swapon(b'/tmp/x', 0)", "the system's log": "call(103, 3, ctypes.create_string_buffer(9), 9)",
        "fanotify": "call(300, 0, 0)", "inotify": "libc.inotify_init()", "memfd": "libc.memfd_create(b'x', 0)",
        "memfd_secret": "call(447, 0)", "outliving the grader": "libc.prctl(1, 0, 0, 0, 0)",
        "typing into the terminal": "libc.ioctl(0, 0x5412, b'x')",
        "pages moved": "call(279, 1, 0, None, None, None, 0)",
    }.items()
}  # fmt: skip
NAMESPACES = {
    **{f"unshare {flag:#x}": f"libc.unshare({flag}) >= 0"
       for flag in (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x2000000, 0x4000000, 0x8000000)},
    **{f"setns {kind}": f"libc.setns(os.open('/proc/1/ns/{kind}', 0), 0) >= 0" for kind in ("mnt", "net", "pid")},
    **{f"mount {kind}": f"libc.mount(b'x', b'/tmp', b'{kind}', 0, None) >= 0"
       for kind in ("proc", "tmpfs", "sysfs", "overlay", "cgroup", "fuse")},
    "mount anew, writable": "libc.mount(None, b'/', None, 32, None) >= 0",
    "unmount what covers": "libc.umount2(b'/proc/cpuinfo', 2) >= 0",
    "pivot_root": "call(155, b'.', b'.') >= 0",
    "open_tree": "call(428, -100, b'/', 1) >= 0",
    "fsopen": "call(430, b'tmpfs', 0) >= 0",
    "clone3": "call(435, ctypes.create_string_buffer(88), 88) >= 0",
    "a clone with a user namespace": "call(56, 0x10000011, 0, 0, 0, 0) >= 0",
}  # fmt: skip
OTHERS = {
    **{f"a socket of family {family}": f"socket.socket({family}, {kind})"
       for family, kind in ((2, 1), (10, 1), (15, 3), (16, 3), (17, 3), (29, 3), (30, 1), (31, 3), (38, 5), (40, 1))},
    "a service's socket": "each(('docker.sock', 'dbus/system_bus_socket', 'containerd/containerd.sock'),"
        " lambda name: socket.socket(socket.AF_UNIX).connect('/run/' + name) is None)",
    "a signal to everybody": "[p for p in range(2, 400) if p != os.getpid() and not os.path.exists(f'/proc/{p}')"
        " and libc.kill(p, 0) == 0]",
    "a handle of another process": "[p for p in range(2, 400) if p != os.getpid() and call(434, p, 0) >= 0"
        " and not os.path.exists(f'/proc/{p}')]",
    "other processes in /proc": "[p for p in os.listdir('/proc') if p.isdigit() and int(p) not in (1, os.getpid())]",
    "shared memory of System V": "libc.shmget(1, 4096, 0o1666) >= 0",
    "semaphores of System V": "libc.semget(1, 1, 0o1666) >= 0",
    "queues of System V": "libc.msgget(1, 0o1666) >= 0",
    "a lock on a shared file": "libc.flock(os.open(os.__file__, 0), 5) >= 0",
    "a lease on a shared file": "__import__('fcntl').fcntl(os.open(os.__file__, 0), 1024, 0) >= 0",
    "a descriptor under way": "socket.send_fds(socket.socketpair()[0], [b'x'], [1])",
    "a terminal": "os.open('/dev/tty', os.O_RDWR) >= 0",
    "a new terminal": "pty.openpty()",
}  # fmt: skip
ESCAPES = {
    f"{aim}: {what}": expression
    for aim, tries in {
        "read": READS, "know": KNOWS, "write": WRITES, "rights": RIGHTS, "namespaces": NAMESPACES, "others": OTHERS,
    }.items()
    for what, expression in tries.items()
}  # fmt: skip


@pytest.fixture(scope="module")
def attempt(tmp_path_factory):
    """Try an expression in the one session of this module."""
    course = tmp_path_factory.mktemp("course")
    secret = course / "solution.txt"
    secret.write_text(NEEDLE)
    limits = Limits(call_seconds=4.0, restarts=30)
    with Engine(EngineOptions("step_by_step", limits, hidden=(course,))) as engine, Session(engine) as session:
        start = f"SECRET, HALVES = {str(secret)!r}, ('WHAT-NOBODY', '-HANDED-OUT')\n"
        assert session.run_cell(start + PRELUDE).outcome == "returned"
        yield lambda expression: session.observe(Call("attempt", (expression,)))


@pytest.mark.parametrize("what", ESCAPES)
def test_reaches_nothing(attempt, what):
    seen = attempt(ESCAPES[what])
    assert (seen.outcome, seen.value or "") in (("returned", ""), ("killed", "")), seen


def test_what_does_get_somewhere_is_noticed(attempt):
    assert attempt("read(os.__file__)").value


def test_the_page_on_security_says_how_many_there_are():
    root = Path(__file__).parents[2]
    submissions = len(list((Path(__file__).parent / "submissions").glob("*.py")))
    said = f"{submissions} of the {submissions} submissions of `tests/hostile` cost their own student only"
    page = " ".join((root / "SECURITY.md").read_text(encoding="utf-8").split())
    assert said in page
    assert f"{len(ESCAPES)} of {len(ESCAPES)} ways out of sandboxes" in page
