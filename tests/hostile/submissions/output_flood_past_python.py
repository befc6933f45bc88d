# outcome: raised or timeout or memory
# cell: raised or timeout or memory
import os


def conv_forward():
    while True:
        os.write(1, b"x" * (1 << 20))


conv_forward()
