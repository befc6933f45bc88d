# outcome: memory or killed or timeout or raised or returned
import os, time


def conv_forward():
    for _ in range(12):
        if os.fork() == 0:
            kept = bytearray(b"x" * (200 << 20))
            time.sleep(1)
            os._exit(0)
    time.sleep(1)
