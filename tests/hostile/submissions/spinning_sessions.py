# Many processes that spin in sessions of their own while the main one sleeps: neighbours lose no more than a share.
# outcome: returned or timeout
# value: 1
import os, time


def conv_forward():
    for _ in range(18):
        if not os.fork():
            os.setsid()
            while True:
                pass
    time.sleep(1)
    return 1
