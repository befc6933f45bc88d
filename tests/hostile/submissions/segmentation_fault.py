# outcome: killed
import ctypes


def conv_forward():
    ctypes.string_at(0)
