# outcome: killed
# notes: forged
import json, os, socket, struct

SOCK = socket.socket(fileno=3)


def conv_forward():
    question = ["t", ["conv_forward", ["t", []]]]
    text = json.dumps(
        {"ask": True, "sequence": 4, "body": ["l", [question]], "blobs": []}
    ).encode()
    SOCK.sendall(struct.pack("!4sIQ", b"CNN1", len(text), 0) + text)
    SOCK.settimeout(5)
    return SOCK.recv(1000)
