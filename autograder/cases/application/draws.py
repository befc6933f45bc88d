"""TensorFlow's seeded random numbers, drawn by NumPy.

TensorFlow's random operations are counter-based: Philox 4x32 with ten rounds (Salmon et al., 2011) maps a key (the
graph's seed) and a counter (the operation's seed and a running number) to 128 bits. So the published initial weights
follow from their two seeds, and the judge needs no TensorFlow to know them. Tests hold them against TensorFlow's own.
"""

from __future__ import annotations

import math

import numpy as np

from cnn_utils.network import initial_weights
from cnn_utils.network.initial_weights import as_fraction, glorot_limit, philox

NO_GRAPH_SEED = 87654321  # what TensorFlow puts in place of a graph seed that was never set

_STEPS_PER_GROUP = 256  # counters that TensorFlow reserves for four truncated normal numbers


def glorot_uniform(shape: tuple[int, ...], graph_seed: int, op_seed: int) -> np.ndarray:
    """Glorot-uniform weights as ``tf.compat.v1.glorot_uniform_initializer(seed=op_seed)`` draws them.

    Parameters
    ----------
    shape : tuple of int
        (f, f, n_C_prev, n_C) for filters, (n_in, n_out) for a fully connected layer.
    graph_seed, op_seed : int

    Returns
    -------
    ndarray of shape `shape`, float64
        The float32 values.
    """
    return initial_weights.glorot_uniform(shape, op_seed, graph_seed).astype(np.float64)


def glorot_normal(shape: tuple[int, ...], graph_seed: int, op_seed: int) -> np.ndarray:
    """Glorot-normal weights as ``tf.compat.v1.glorot_normal_initializer(seed=op_seed)`` draws them."""
    # 0.8796... is the standard deviation of a normal variable that is cut off at 2.
    deviation = glorot_limit(shape) / math.sqrt(3) / 0.87962566103423978
    return (truncated_normal(shape, graph_seed, op_seed) * np.float32(deviation)).astype(np.float64)


def normal(shape: tuple[int, ...], graph_seed: int, op_seed: int) -> np.ndarray:
    """Float32 numbers from the normal distribution."""
    size = math.prod(shape)
    counters = np.arange(-(-size // 4), dtype=np.uint64)
    drawn = _box_muller(philox(counters, graph_seed, op_seed).reshape(-1, 2))
    return np.asarray(drawn.reshape(-1)[:size].reshape(shape))


def truncated_normal(shape: tuple[int, ...], graph_seed: int, op_seed: int) -> np.ndarray:
    """Float32 numbers from the normal distribution, those beyond 2 drawn again."""
    size = math.prod(shape)
    groups = (_group(index, graph_seed, op_seed) for index in range(-(-size // 4)))
    return np.asarray(np.concatenate(list(groups))[:size].reshape(shape))


def _group(index: int, graph_seed: int, op_seed: int) -> np.ndarray:
    """Four truncated normal numbers: every group starts at a counter of its own, however often it must draw again."""
    counters = np.arange(16, dtype=np.uint64) + np.uint64(index * _STEPS_PER_GROUP)
    drawn = _box_muller(philox(counters, graph_seed, op_seed).reshape(-1, 2)).reshape(-1)
    return np.asarray(drawn[np.abs(drawn) < 2][:4])


def _box_muller(bits: np.ndarray) -> np.ndarray:
    """Two uniform numbers to two normal ones: bits of shape (n, 2), float32 of shape (n, 2)."""
    first = np.maximum(as_fraction(bits[:, 0]), np.float32(1e-7))
    angle = np.float32(2 * math.pi) * as_fraction(bits[:, 1])
    radius = np.sqrt(np.float32(-2) * np.log(first))
    return np.stack([np.sin(angle) * radius, np.cos(angle) * radius], axis=1)
