"""A single step in plain Python."""


def conv_single_step(a_slice_prev, W, b):
    total = 0.0
    for pixel, weight in zip(a_slice_prev.flat, W.flat, strict=True):
        total += pixel * weight
    total += b.flat[0]
    return total
