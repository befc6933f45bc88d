# outcome: killed or missing
# cell: killed or returned
# notes: forged
# neighbour: any
import json, os, socket, struct

SOCK = socket.socket(fileno=3)
size = 200 << 20
shown = {"output_type": "stream", "name": "stdout"}
output = ["d", [[key, value] for key, value in shown.items()] + [["text", ["s", 0]]]]
header = {"sequence": 3, "body": ["t", [["l", [output]], "", ["f", "0x0p+0"], 1]], "blobs": [size]}
text = json.dumps(header).encode()
SOCK.settimeout(5)
SOCK.sendall(struct.pack("!4sIQ", b"CNN1", len(text), size) + text)
for _ in range(size >> 20):
    SOCK.sendall(bytes(1 << 20))


def conv_forward():
    return 1
