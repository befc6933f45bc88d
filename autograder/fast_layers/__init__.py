"""The layers at the speed of the machine: NumPy alone, the names and signatures of the assignment.

The notebooks teach loops; this package shows what the same layers look like when NumPy does the work. Read
`strips` first.
"""

from autograder.fast_layers.convolution import (
    conv_backward,
    conv_forward,
    conv_single_step,
    conv_weight_gradients,
)
from autograder.fast_layers.pooling import (
    create_mask_from_window,
    distribute_value,
    pool_backward,
    pool_backward_to_first,
    pool_forward,
)
from autograder.fast_layers.windows import zero_pad
from autograder.fast_layers.workers import num_threads, set_num_threads
from cnn_utils.network.layers import (
    Adam,
    flatten,
    fully_connected,
    fully_connected_backward,
    relu,
    relu_backward,
    same_padding,
    softmax_cross_entropy,
)

__all__ = [
    "Adam",
    "conv_backward",
    "conv_forward",
    "conv_single_step",
    "conv_weight_gradients",
    "create_mask_from_window",
    "distribute_value",
    "flatten",
    "fully_connected",
    "fully_connected_backward",
    "num_threads",
    "pool_backward",
    "pool_backward_to_first",
    "pool_forward",
    "relu",
    "relu_backward",
    "same_padding",
    "set_num_threads",
    "softmax_cross_entropy",
    "zero_pad",
]
