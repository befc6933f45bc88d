"""The layers at the speed of the machine: loops as in the notebook, compiled by Numba; same names and signatures.

Read `fast_pooling` first. Where Numba is missing, the plain layers serve.
"""

import sys
from importlib.util import find_spec

from autograder.single_windows import conv_single_step, create_mask_from_window, distribute_value, zero_pad

if find_spec("numba") is not None:
    from autograder.fast_layers.fast_convolution import conv_backward, conv_forward
    from autograder.fast_layers.fast_pooling import pool_backward, pool_backward_to_first, pool_forward
else:
    from autograder.plain_layers import (
        conv_backward,
        conv_forward,
        pool_backward,
        pool_backward_to_first,
        pool_forward,
    )

    sys.stderr.write(  # once in a process
        "The fast layers need Numba (the extra [fast]); until then the plain ones serve, which are slower.\n"
    )

__all__ = [
    "conv_backward",
    "conv_forward",
    "conv_single_step",
    "create_mask_from_window",
    "distribute_value",
    "pool_backward",
    "pool_backward_to_first",
    "pool_forward",
    "zero_pad",
]
