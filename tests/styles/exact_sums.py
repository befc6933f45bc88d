"""math.fsum for every sum of products."""


def conv_single_step(a_slice_prev, W, b):
    import math

    return math.fsum([*(a_slice_prev * W).ravel(), b.item()])
