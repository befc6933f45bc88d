# outcome: killed
# notes: an array's shape does not fit its bytes
import json, os, socket, struct

SOCK = socket.socket(fileno=3)


def conv_forward():
    header = {"sequence": 4, "part": 0, "last": True, "body": ["a", ["float64", [2**40, 2**40], 0]], "blobs": [8]}
    text = json.dumps(header).encode()
    SOCK.settimeout(5)
    SOCK.sendall(struct.pack("!4sIQ", b"CNN1", len(text), 8) + text + b"x" * 8)
    os._exit(0)
