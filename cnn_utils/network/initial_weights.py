"""The TensorFlow network's initial weights without TensorFlow: its random stream is short enough to write down.

TensorFlow draws from Philox 4x32-10, a counter that is encrypted in ten rounds (Salmon and others, "Parallel random
numbers: as easy as 1, 2, 3", 2011). The key is the graph's seed, the operation's seed stands in the upper half of the
counter, and each value of the counter gives four numbers.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Words = NDArray[np.uint64]

# The published curve belongs to these: graph seed, and the seed of each weight's initializer.
GRAPH_SEED = 1
SHAPES_AND_SEEDS = {"W1": ((4, 4, 3, 8), 0), "W2": ((2, 2, 8, 16), 0), "W3": ((64, 6), 45)}

_MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_KEY_STEPS = (np.uint64(0x9E3779B9), np.uint64(0xBB67AE85))
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


def initial_parameters() -> dict[str, Array]:
    """Initial weights of the application's network, in single precision, equal to TensorFlow's to the last bit.

    Returns
    -------
    parameters : dict of ndarray
        W1 (4, 4, 3, 8), W2 (2, 2, 8, 16), W3 (64, 6) and b3 (6,), which starts at zero.
    """
    parameters: dict[str, Array] = {
        name: glorot_uniform(shape, seed) for name, (shape, seed) in SHAPES_AND_SEEDS.items()
    }
    parameters["b3"] = np.zeros(parameters["W3"].shape[1], np.float32)
    return parameters


def glorot_uniform(shape: tuple[int, ...], seed: int, graph_seed: int = GRAPH_SEED) -> Array:
    """Draw what `glorot_uniform_initializer(seed)` draws in a graph of that seed: float32 within `glorot_limit`."""
    limit = np.float32(glorot_limit(shape))
    drawn: Array = uniform(shape, graph_seed, seed) * (limit + limit) - limit
    return drawn


def glorot_limit(shape: tuple[int, ...]) -> float:
    """Glorot-uniform weights lie between minus this limit and this limit."""
    window = math.prod(shape[:-2])
    return math.sqrt(6 / (window * (shape[-2] + shape[-1])))


def uniform(shape: tuple[int, ...], graph_seed: int, op_seed: int) -> Array:
    """Draw float32 numbers in [0, 1)."""
    size = math.prod(shape)
    bits = philox(np.arange(-(-size // 4), dtype=np.uint64), graph_seed, op_seed)
    drawn: Array = as_fraction(bits.reshape(-1)[:size]).reshape(shape)
    return drawn


def as_fraction(bits: Words) -> NDArray[np.float32]:
    """Turn words into float32 numbers in [0, 1): 23 bits each, put behind a one and a point, less one."""
    ones = ((bits & np.uint64(0x7FFFFF)) | np.uint64(127 << 23)).astype(np.uint32)
    return ones.view(np.float32) - np.float32(1)


def philox(counters: Words, graph_seed: int, op_seed: int) -> Words:
    """Return four 32-bit words for each counter: array of shape (len(counters), 4)."""
    c0, c1 = counters & _LOW, counters >> _HALF
    c2 = np.full_like(c0, op_seed & 0xFFFFFFFF)
    c3 = np.full_like(c0, op_seed >> 32)
    k0, k1 = np.uint64(graph_seed & 0xFFFFFFFF), np.uint64(graph_seed >> 32)
    for _ in range(10):
        first, second = c0 * _MULTIPLIERS[0], c2 * _MULTIPLIERS[1]
        c0, c1, c2, c3 = (second >> _HALF) ^ c1 ^ k0, second & _LOW, (first >> _HALF) ^ c3 ^ k1, first & _LOW
        k0, k1 = (k0 + _KEY_STEPS[0]) & _LOW, (k1 + _KEY_STEPS[1]) & _LOW
    return np.stack([c0, c1, c2, c3], axis=1)
