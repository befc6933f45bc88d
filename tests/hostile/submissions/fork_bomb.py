# outcome: raised or timeout or killed or memory
import os


def conv_forward():
    while True:
        os.fork()
