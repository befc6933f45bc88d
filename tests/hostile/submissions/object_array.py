# outcome: returned
import numpy as np


class Evil:
    def __reduce__(self):
        return (print, ("unpickled",))


def conv_forward():
    return (
        np.array([Evil(), 1, None], dtype=object),
        np.zeros(3, "M8[s]"),
        np.zeros(2, "f8,i4"),
        np.array(["a"]),
    )
