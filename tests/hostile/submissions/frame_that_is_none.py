# outcome: killed
# notes: forged
import os, socket

SOCK = socket.socket(fileno=3)


def conv_forward():
    SOCK.settimeout(5)
    SOCK.sendall(b"GET / HTTP/1.1\r\n\r\n" * 10)
    os._exit(0)
