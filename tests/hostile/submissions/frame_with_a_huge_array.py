# outcome: killed
# notes: forged
import os, socket

SOCK = socket.socket(fileno=3)

import json, struct


def conv_forward():
    header = {
        "sequence": 3,
        "body": ["a", ["float64", [2**40, 2**40], 0]],
        "blobs": [8],
    }
    for sequence in range(100):
        text = json.dumps(header | {"sequence": sequence}).encode()
        SOCK.settimeout(5)
        SOCK.sendall(struct.pack("!4sIQ", b"CNN1", len(text), 8) + text + b"x" * 8)
    os._exit(0)
