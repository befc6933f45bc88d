"""Averages from an integral image."""

import numpy as np


def pool_forward(A_prev, hparameters, mode="max"):
    f, stride = hparameters["f"], hparameters["stride"]
    if mode == "average":
        table = np.pad(A_prev, ((0, 0), (1, 0), (1, 0), (0, 0))).cumsum(axis=1).cumsum(axis=2)
        sums = table[:, f:, f:] - table[:, :-f, f:] - table[:, f:, :-f] + table[:, :-f, :-f]
        return (sums / (f * f))[:, ::stride, ::stride], (A_prev, hparameters)
    down = np.array([A_prev[:, i : i + f].max(axis=1) for i in range(0, A_prev.shape[1] - f + 1, stride)])
    both = np.array([down[:, :, j : j + f].max(axis=2) for j in range(0, A_prev.shape[2] - f + 1, stride)])
    return both.transpose(2, 1, 0, 3), (A_prev, hparameters)
