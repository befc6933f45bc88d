# outcome: killed or raised or memory
import sys

sys.setrecursionlimit(10**9)


class Endless:
    def __getattr__(self, name):
        return getattr(self, name + "x")


def conv_forward():
    return Endless().x
