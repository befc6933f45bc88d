# outcome: returned
# value: []
import os, socket, subprocess


def conv_forward():
    reached = []
    for address in (
        ("1.1.1.1", 80),
        ("127.0.0.1", 22),
        ("127.0.0.1", LISTENING_PORT),
        ("169.254.169.254", 80),
    ):
        try:
            socket.create_connection(address, timeout=1)
            reached.append(address)
        except OSError:
            pass
    for family in (
        socket.AF_INET,
        socket.AF_INET6,
        socket.AF_PACKET,
        socket.AF_NETLINK,
        socket.AF_VSOCK,
    ):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
            try:
                socket.socket(family, kind)
                reached.append((family, kind))
            except OSError:
                pass
    try:
        socket.getaddrinfo("example.org", 80)
        reached.append("names")
    except OSError:
        pass
    for name in ABSTRACT_SOCKETS:
        try:
            socket.socket(socket.AF_UNIX).connect("\0" + name)
            reached.append(name)
        except OSError:
            pass
    return [str(one) for one in reached]
