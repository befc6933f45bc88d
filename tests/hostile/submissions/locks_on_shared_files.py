# Locks, leases and watches on files that every session reads: to stop neighbours, or to tell them something.
# outcome: returned
# value: []
import ctypes, fcntl, os, struct

libc = ctypes.CDLL(None, use_errno=True)


def conv_forward():
    file = os.open(PYTHON_PATHS[1] + "/__init__.py", os.O_RDONLY)
    lock = struct.pack("hhqqi", fcntl.F_WRLCK, 0, 0, 0, 0)
    tries = {
        "flock": lambda: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB),
        "shared flock": lambda: fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB),
        "lockf": lambda: fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB),
        "who holds it": lambda: fcntl.fcntl(file, fcntl.F_GETLK, lock),
        "open file lock": lambda: fcntl.fcntl(file, 37, lock),
        "lease": lambda: fcntl.fcntl(file, 1024, fcntl.F_RDLCK),
        "notes": lambda: fcntl.fcntl(file, 1026, 1),
    }
    done = []
    for name, ask in tries.items():
        try:
            ask()
            done.append(name)
        except OSError:
            pass
    # The kernel reads half of the register, a filter may read all of it.
    if libc.syscall(72, file, ctypes.c_ulong(1 << 32 | fcntl.F_GETLK), ctypes.create_string_buffer(lock, 64)) >= 0:
        done.append("who holds it, in another register")
    if libc.syscall(157, ctypes.c_ulong(1 << 32 | 1), 0, 0, 0, 0) >= 0:
        done.append("outlive the parent, in another register")
    if libc.inotify_init() >= 0 or libc.inotify_init1(0) >= 0:
        done.append("inotify")
    return done
