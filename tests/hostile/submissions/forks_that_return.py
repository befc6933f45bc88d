# outcome: returned
# value: (1, 2)
import os


def conv_forward():
    """The call comes back in four processes; one answers."""
    os.fork()
    os.fork()
    return 1, 2
