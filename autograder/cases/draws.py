"""TensorFlow's seeded random numbers, drawn by NumPy.

TensorFlow's random operations are counter-based: Philox 4x32 with ten rounds (Salmon et al., 2011) maps a key (the
graph's seed) and a counter (the operation's seed and a running number) to 128 bits. So the published initial weights
follow from their two seeds, and the judge needs no TensorFlow to know them. Tests hold them against TensorFlow's own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

NO_GRAPH_SEED = 87654321  # what TensorFlow puts in place of a graph seed that was never set

_ROUNDS = 10
_MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_WEYL = (0x9E3779B9, 0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
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
    limit = np.float32(glorot_limit(shape))
    return (uniform(shape, graph_seed, op_seed) * (limit + limit) - limit).astype(np.float64)


def glorot_normal(shape: tuple[int, ...], graph_seed: int, op_seed: int) -> np.ndarray:
    """Glorot-normal weights as ``tf.compat.v1.glorot_normal_initializer(seed=op_seed)`` draws them."""
    # 0.8796... is the standard deviation of a normal variable that is cut off at 2.
    deviation = glorot_limit(shape) / math.sqrt(3) / 0.87962566103423978
    return (truncated_normal(shape, graph_seed, op_seed) * np.float32(deviation)).astype(np.float64)


def glorot_limit(shape: tuple[int, ...]) -> float:
    """Glorot-uniform weights lie between minus this limit and this limit."""
    receptive = math.prod(shape[:-2])
    return math.sqrt(6 / (receptive * (shape[-2] + shape[-1])))


def uniform(shape: tuple[int, ...], graph_seed: int, op_seed: int) -> np.ndarray:
    """Float32 numbers in [0, 1)."""
    size = math.prod(shape)
    counters = np.arange(-(-size // 4), dtype=np.uint64)
    return np.asarray(_as_fraction(_philox(counters, graph_seed, op_seed).reshape(-1)[:size]).reshape(shape))


def normal(shape: tuple[int, ...], graph_seed: int, op_seed: int) -> np.ndarray:
    """Float32 numbers from the normal distribution."""
    size = math.prod(shape)
    counters = np.arange(-(-size // 4), dtype=np.uint64)
    drawn = _box_muller(_philox(counters, graph_seed, op_seed).reshape(-1, 2))
    return np.asarray(drawn.reshape(-1)[:size].reshape(shape))


def truncated_normal(shape: tuple[int, ...], graph_seed: int, op_seed: int) -> np.ndarray:
    """Float32 numbers from the normal distribution, those beyond 2 drawn again."""
    size = math.prod(shape)
    groups = (_group(index, graph_seed, op_seed) for index in range(-(-size // 4)))
    return np.asarray(np.concatenate(list(groups))[:size].reshape(shape))


def _group(index: int, graph_seed: int, op_seed: int) -> np.ndarray:
    """Four truncated normal numbers: every group starts at a counter of its own, however often it must draw again."""
    counters = np.arange(16, dtype=np.uint64) + np.uint64(index * _STEPS_PER_GROUP)
    drawn = _box_muller(_philox(counters, graph_seed, op_seed).reshape(-1, 2)).reshape(-1)
    return np.asarray(drawn[np.abs(drawn) < 2][:4])


def _philox(counters: np.ndarray, key: int, high_counter: int) -> np.ndarray:
    """128 bits for each counter: uint64 array of shape (len(counters), 4), each entry below 2**32."""
    state = [counters & _LOW, counters >> np.uint64(32)]
    state += [np.full_like(counters, word) for word in _words(high_counter)]
    for keys in _round_keys(key):
        low_product, high_product = (state[2 * i] * _MULTIPLIERS[i] for i in (0, 1))
        state = [
            (high_product >> np.uint64(32)) ^ state[1] ^ keys[0],
            high_product & _LOW,
            (low_product >> np.uint64(32)) ^ state[3] ^ keys[1],
            low_product & _LOW,
        ]
    return np.stack(state, axis=1)


def _round_keys(key: int) -> Iterator[tuple[np.uint64, np.uint64]]:
    low, high = _words(key)
    for i in range(_ROUNDS):
        yield np.uint64((low + i * _WEYL[0]) % 2**32), np.uint64((high + i * _WEYL[1]) % 2**32)


def _words(number: int) -> tuple[int, int]:
    return number % 2**32, number >> 32


def _as_fraction(bits: np.ndarray) -> np.ndarray:
    """The low 23 bits become the mantissa of a float32 in [1, 2), less 1."""
    mantissa = (bits & np.uint64(0x7FFFFF)).astype(np.uint32) | np.uint32(0x3F800000)
    return np.asarray(mantissa.view(np.float32) - np.float32(1))


def _box_muller(bits: np.ndarray) -> np.ndarray:
    """Two uniform numbers to two normal ones: bits of shape (n, 2), float32 of shape (n, 2)."""
    first = np.maximum(_as_fraction(bits[:, 0]), np.float32(1e-7))
    angle = np.float32(2 * math.pi) * _as_fraction(bits[:, 1])
    radius = np.sqrt(np.float32(-2) * np.log(first))
    return np.stack([np.sin(angle) * radius, np.cos(angle) * radius], axis=1)
