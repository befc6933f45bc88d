# outcome: returned
# value: []
import fcntl, os, socket, stat


def conv_forward():
    """What is open leads nowhere: the channel has one peer, the others are this process's own memory and nothing."""
    found = []
    for name in os.listdir("/proc/self/fd"):
        fd = int(name)
        try:
            kind, place = os.fstat(fd), os.readlink(f"/proc/self/fd/{fd}")
        except OSError:
            continue
        if stat.S_ISDIR(kind.st_mode) and not place.startswith(("/proc", "/home/student")):
            found.append(place)
        if stat.S_ISSOCK(kind.st_mode) and fd != 3:
            found.append(place)
    channel = socket.socket(fileno=os.dup(3))
    if channel.getpeername() or channel.getsockname():
        found.append("the channel has a name")
    for attempt in (
        lambda: os.open("/proc/self/fd/3", os.O_RDWR),
        lambda: os.listdir("/proc/self/fd/3/.."),
        lambda: os.listdir("/proc/1/root/root/.ssh"),
        lambda: os.listdir("/proc/self/cwd/../../../var"),
        lambda: open("/proc/1/environ").read().index("SECRET"),
        lambda: fcntl.ioctl(0, 0x5412, b"x"),
    ):
        try:
            found.append(attempt())
        except (OSError, ValueError):
            pass
    return found
