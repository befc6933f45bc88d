# outcome: raised
import sys


def conv_forward():
    sys.exit("enough")
