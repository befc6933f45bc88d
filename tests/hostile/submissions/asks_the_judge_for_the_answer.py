# outcome: killed
# notes: forged
import json, os, socket, struct

SOCK = socket.socket(fileno=3)


def conv_forward():
    text = json.dumps(
        {"ask": "conv_forward", "sequence": 4, "body": ["t", []], "blobs": []}
    ).encode()
    SOCK.sendall(struct.pack("!4sIQ", b"CNN1", len(text), 0) + text)
    SOCK.settimeout(5)
    return SOCK.recv(1000)
