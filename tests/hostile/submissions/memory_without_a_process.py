# Memory that belongs to no process: files without a name, descriptors under way, buffers of sockets.
# outcome: memory or killed or returned
# value: []
# neighbour: any
import ctypes, os, socket

libc = ctypes.CDLL(None, use_errno=True)
libc.memfd_create.restype = ctypes.c_int


def conv_forward():
    made = []
    if libc.memfd_create(b"x", 0) >= 0:
        made.append("memfd")
    if libc.syscall(447, 0) >= 0:
        made.append("memfd_secret")
    one, other = socket.socketpair()
    try:
        socket.send_fds(one, [b"x"], [one.fileno()])
        made.append("a descriptor under way")
    except OSError:
        pass
    return made
