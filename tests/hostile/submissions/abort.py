# outcome: killed
import os


def conv_forward():
    os.abort()
