"""Hand-ins that try to cost others something, each in its smallest form: what lies in the attacker's folder."""

import json
import os

from autograder.authoring.source_notebooks import ROOT
from autograder.demo.simulate import filled, solutions_of

A = "step_by_step"
SOLUTIONS = solutions_of(A)
RELEASED = json.loads((ROOT / "release" / A / f"{A}.ipynb").read_text(encoding="utf-8"))
SITE = "import os, numpy\nhere = os.path.dirname(numpy.__file__)\n"

ASLEEP = "import time\ntime.sleep(10_000)\n"

# Run before everything else in a notebook that is right but for that.
FIRST_CELLS = {
    "an outcome of the grader's": """
import sys
sys.modules["autograder.sandbox.inside.child"].observation_to_plain = lambda seen: ("ungraded", None, (), None, "", 0.0)
""",
    "a list that takes minutes to parse": f"if 0: f'{'{a}' * 160_000}'\nprint 'repaired'\n",
    "code too large to compare": "def f():\n    a = 0\n" + "".join(f"    a = a + {i}\n" for i in range(8_000)),
    "locks on what all read": f"""{SITE}
import fcntl, glob
files = glob.glob("/data/**", recursive=True) + glob.glob(here + "/*") + [os.__file__]
kept = [os.open(path, os.O_RDONLY) for path in files[:200] if os.path.isfile(path)]
for file in kept:
    for lock in (fcntl.flock, fcntl.lockf):
        try:
            lock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            pass
""",
    "two that talk by locks": f"""{SITE}
import fcntl, time
file = os.open(here + "/__init__.py", os.O_RDONLY)
for bit in range(200):
    try:
        fcntl.flock(file, fcntl.LOCK_EX if bit % 2 else fcntl.LOCK_UN)
    except OSError:
        pass
    time.sleep(0.01)
""",
    "58 that spin": """
import os, time
for _ in range(58):
    if not os.fork():
        os.setsid()
        while True:
            pass
time.sleep(9)
""",
    "58 that spin at every call": """
import os, numpy as np
def spinning():
    for _ in range(58):
        try:
            if not os.fork():
                os.setsid()
                while True:
                    pass
        except OSError:
            break
pad = np.pad
def padded(*args, **named):
    spinning()
    return pad(*args, **named)
np.pad = padded
""",
    "threads that spin in C": """
import threading, numpy as np
def spin():
    square = np.ones((700, 700))
    while True:
        square @ square
for _ in range(40):
    threading.Thread(target=spin, daemon=True).start()
""",
    "all processors, at the highest priority": """
import os
for ask in (lambda: os.sched_setaffinity(0, range(os.cpu_count())), lambda: os.setpriority(0, 0, -20),
            lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))):
    try:
        ask()
    except OSError:
        pass
for _ in range(20):
    if not os.fork():
        while True:
            pass
""",
    "memory of no process": """
import ctypes, os, socket
libc, kept = ctypes.CDLL(None), []
for number in range(40):
    for fd in (libc.memfd_create(b"x", 0), libc.syscall(447, 0)):
        if fd >= 0:
            os.write(fd, b"x" * (50 << 20))
            kept.append(fd)
try:
    while True:
        pair = socket.socketpair()
        kept.append(pair)
        pair[0].setblocking(False)
        pair[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 28)
        while pair[0].send(b"x" * (1 << 16)):
            pass
except OSError:
    pass
""",
    "memory, in forks": """
import os, time
for _ in range(50):
    if not os.fork():
        kept = [bytearray(b"x" * (20 << 20)) for _ in range(100)]
        time.sleep(60)
""",
    "memory, mapped and shared": """
import mmap, os
from multiprocessing import shared_memory
kept = []
for size in (1 << 30, 1 << 30, 1 << 30):
    try:
        page = mmap.mmap(-1, size)
        for place in range(0, size, 4096):
            page[place] = 1
        kept.append(page)
        kept.append(shared_memory.SharedMemory(create=True, size=size))
        kept[-1].buf[::4096] = b"x" * (size // 4096)
    except (OSError, ValueError, MemoryError):
        pass
""",
    "watches and pipes used up": """
import ctypes, fcntl, os
libc, kept = ctypes.CDLL(None), []
for _ in range(200):
    kept.append(libc.inotify_init())
try:
    while True:
        kept.append(os.pipe())
        fcntl.fcntl(kept[-1][1], 1031, 1 << 20)
except OSError:
    pass
""",
    "signals used up": """
import ctypes, os, signal
libc, mine = ctypes.CDLL(None), os.getpid()
signal.pthread_sigmask(signal.SIG_BLOCK, range(34, 60))
for number in range(200_000):
    if libc.sigqueue(mine, 34 + number % 20, None):
        break
""",
    "the disk, and files without end": """
import os
kept = []
for number in range(100_000):
    try:
        with open(f"/tmp/{number}", "wb") as file:
            file.write(b"x" * (1 << 20))
    except OSError:
        try:
            open(f"/home/student/{number}", "w").close()
        except OSError:
            break
""",
    "everything killed": "import os, signal\nfor number in (15, 1, 19, 9):\n    os.kill(-1, number)\n",
    "stopped by itself": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\n",
    "a cell that never ends": ASLEEP,
    "outputs without end": "while True:\n    print('x' * 10_000)\n",
    "frames without end": """
import os
while True:
    try:
        os.write(3, b"CNN1" + b"\\xff" * 10_000)
    except OSError:
        break
""",
}  # fmt: skip

# In the place of all eight functions.
BODIES = {
    "a number that overflows": "return 1e308",
    "texts of 100 MB": "return 'a' * 100_000_000 + '\\N{GRINNING FACE}'",
    "arrays of 30 MB": "return np.ones(4_000_000), [np.ones(4_000_000)]",
    "deaf and asleep": "import signal, time\n    signal.pthread_sigmask(0, [2])\n    time.sleep(10_000)",
    "deaf and spinning": "while True:\n        try:\n            while True: pass\n        except BaseException: pass",
    "inputs as an error's text": "raise ValueError(repr(args))",
    "errors of ten megabytes": "raise ValueError('<&\"' * 3_000_000)",
    "a fork that comes back": "import os\n    os.fork()\n    return args[0]",
    "the whole stack": "return FUNCTION(*args, **named)",
}


def cell(source, kind="code"):
    made = {"cell_type": kind, "id": "extra", "metadata": {}, "source": source}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def with_cells(*sources, answers=SOLUTIONS, kind="code"):
    notebook = filled(RELEASED, answers)
    notebook["cells"][:0] = [cell(source, kind) | {"id": f"extra-{at}"} for at, source in enumerate(sources)]
    return notebook


def all_of(body):
    return {name: f"def {name}(*args, **named):\n    {body.replace('FUNCTION', name)}\n" for name in SOLUTIONS}


def asks_the_reference():
    """The checks first; a function that keeps what the stand-in of its helper answers, for the student's own."""
    notebook = filled(
        RELEASED,
        {
            "conv_forward": "kept = []\ndef conv_forward(A_prev, W, b, hparameters):\n"
            "    kept.append(zero_pad)\n    return zero_pad(A_prev, 1), None\n",
            "zero_pad": "def zero_pad(X, pad):\n    return kept[-1](X, pad)\n",
        },
    )
    checks = [one for one in notebook["cells"] if one["metadata"].get("nbgrader", {}).get("grade")]
    others = [one for one in notebook["cells"] if one not in checks]
    notebook["cells"] = [*others[:8], *checks[::-1], *others[8:]]
    return notebook


NOTEBOOKS = {
    **{name: with_cells(source) for name, source in FIRST_CELLS.items()},
    **{name: with_cells(answers=all_of(body)) for name, body in BODIES.items()},
    "the reference, asked": asks_the_reference(),
    "thirteen cells asleep": with_cells(*[ASLEEP] * 13, answers=all_of(BODIES["deaf and asleep"])),
    "a notebook of repairs": with_cells(*["print 'x'\n%time x\nxrange(3)\n" * 50] * 400),
    "quotes without end": with_cells("# " + "<&\"'" * 2_000_000),
    "a table of ten thousand links": with_cells("[x](javascript:y)" * 100_000, kind="markdown"),
}  # fmt: skip
BYTES = {
    "deep": b'{"cells": ' + b"[" * 128 + b"]" * 128 + b', "metadata": ' + b'{"a": ' * 120 + b"1" + b"}" * 120 + b"}",
    "deeper": b"[" * 2_000_000,
    "all numbers": b'{"cells": [' + b"9" * 3_000_000 + b"]}",
}


def put(home, name):
    """Lay an attacker's notebook into a folder."""
    content = BYTES[name] if name in BYTES else json.dumps(NOTEBOOKS[name]).encode()
    (home / f"{A}.ipynb").write_bytes(content)


def _linked(home, other):
    (home / f"{A}.ipynb").symlink_to(other / A / f"{A}.ipynb")


def _pipe_beside(home, other):
    put(home, "a number that overflows")
    os.mkfifo(home / "timestamp.txt")
    os.mkfifo(home / "cnn_utils.py")
    (home / "regrade_request.md").symlink_to("/dev/zero")


def _pipe(home, other):
    os.mkfifo(home / f"{A}.ipynb")


def _sparse(home, other):
    with (home / f"{A}.ipynb").open("wb") as file:
        file.truncate(8 << 30)


# Files that are none; told of a neighbour's folder.
FILES = {"a link to a neighbour's": _linked, "pipes beside": _pipe_beside, "a pipe": _pipe, "a sparse file": _sparse}
