# outcome: memory
import numpy as np


def conv_forward():
    return np.ones((200_000, 200_000))
