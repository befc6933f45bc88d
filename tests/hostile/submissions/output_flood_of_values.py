# outcome: killed or memory or returned or raised
import numpy as np


def conv_forward():
    return [np.zeros(50_000) for _ in range(900)]
