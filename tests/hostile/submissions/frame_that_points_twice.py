# outcome: killed
# notes: two values point to the same bytes
import json, os, socket, struct

SOCK = socket.socket(fileno=3)


def conv_forward():
    size = 1 << 20
    array = ["a", ["uint8", [size], 0]]
    header = {"sequence": 4, "part": 0, "last": True, "body": ["l", [array] * 9_000], "blobs": [size]}
    text = json.dumps(header).encode()
    SOCK.settimeout(5)
    SOCK.sendall(struct.pack("!4sIQ", b"CNN1", len(text), size) + text)
    SOCK.sendall(bytes(size))
    os._exit(0)
