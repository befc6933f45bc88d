# outcome: timeout or killed
import os, socket

SOCK = socket.socket(fileno=3)

import json, struct, time


def conv_forward():
    text = (
        json.dumps({"sequence": 1, "body": None, "blobs": []}).encode() + b" " * 10_000
    )
    SOCK.settimeout(5)
    SOCK.sendall(struct.pack("!4sIQ", b"CNN1", len(text), 0))
    while True:
        try:
            for byte in text:
                SOCK.sendall(bytes([byte]))
                time.sleep(0.05)
        except BaseException:
            pass
