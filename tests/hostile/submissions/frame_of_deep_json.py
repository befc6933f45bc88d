# outcome: killed
# notes: forged
import os, socket

SOCK = socket.socket(fileno=3)

import struct


def conv_forward():
    for text in (b"[" * 100_000 + b"]" * 100_000,):
        SOCK.settimeout(5)
        SOCK.sendall(struct.pack("!4sIQ", b"CNN1", len(text), 0) + text)
    os._exit(0)
