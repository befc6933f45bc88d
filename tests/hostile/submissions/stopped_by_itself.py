# outcome: timeout
import os, signal, time


def conv_forward():
    os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(10_000)
