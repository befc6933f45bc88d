# outcome: returned or raised or killed
# neighbour: any
import numpy as np


class Meta(type):
    def __subclasscheck__(cls, other):
        return True

    def __instancecheck__(cls, other):
        return True

    __name__ = property(lambda cls: 1 / 0)


class Array(np.ndarray, metaclass=type(np.ndarray)):
    def __array_finalize__(self, other):
        pass

    def __array_function__(self, *args, **kwargs):
        raise SystemExit

    def __array_ufunc__(self, *args, **kwargs):
        return True

    dtype = property(lambda self: 1 / 0)
    shape = property(lambda self: (1,) * 50)
    tobytes = lambda self: b"forged"


class Liar(metaclass=Meta):
    pass


def conv_forward():
    return [np.ones((2, 2)).view(Array), Liar(), Liar]
