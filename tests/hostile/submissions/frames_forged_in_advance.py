# outcome: returned or killed
# neighbour: any
import os, socket

SOCK = socket.socket(fileno=3)

import json, struct


def conv_forward():
    for sequence in range(20):
        seen = [
            "t",
            [
                "returned",
                ["f", "0x1.4p+3"],
                ["t", []],
                None,
                "score: 10/10",
                ["f", "0x1p+0"],
            ],
        ]
        text = json.dumps(
            {
                "sequence": sequence,
                "body": seen,
                "blobs": [],
                "score": 10,
                "passed": True,
            }
        ).encode()
        SOCK.settimeout(5)
        SOCK.sendall(struct.pack("!4sIQ", b"CNN1", len(text), 0) + text)
