# outcome: killed or returned
# neighbour: any
import os, socket

SOCK = socket.socket(fileno=3)

import json, struct, threading


def flood():
    text = json.dumps(
        {"sequence": 0, "ask": True, "body": ["l", []], "blobs": []}
    ).encode()
    try:
        while True:
            SOCK.sendall(struct.pack("!4sIQ", b"CNN1", len(text), 0) + text)
    except OSError:
        pass


def conv_forward():
    threading.Thread(target=flood, daemon=True).start()
    return 1
