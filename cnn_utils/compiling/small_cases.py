"""Small calls of each function of `step_by_step`, to hold compiled loops against the ones that they come from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Call = tuple[Any, ...]


def small_calls(name: str) -> list[Call]:
    """Return the arguments of a few calls; none for a function that the assignment does not have."""
    return _CALLS[name]() if name in _CALLS else []


def _draw(*shape: int) -> np.ndarray[Any, Any]:
    return np.random.RandomState(1).randn(*shape)


def _convolution(stride: int, pad: int) -> Call:
    return _draw(2, 5, 6, 3), _draw(3, 3, 3, 2), _draw(1, 1, 1, 2), {"stride": stride, "pad": pad}


def _pooling(f: int, stride: int) -> Call:
    return np.round(_draw(2, 5, 6, 3)), {"f": f, "stride": stride}


def _size(n: int, f: int, stride: int, pad: int = 0) -> int:
    return (n + 2 * pad - f) // stride + 1


_SIZES = ((2, 1), (1, 2))
_WINDOWS = ((2, 2), (3, 1))

_CALLS: dict[str, Callable[[], list[Call]]] = {
    "zero_pad": lambda: [(_draw(2, 3, 4, 2), 2)],
    "conv_single_step": lambda: [(_draw(3, 3, 2), _draw(3, 3, 2), _draw(1, 1, 1))],
    "conv_forward": lambda: [_convolution(*size) for size in _SIZES],
    "conv_backward": lambda: [
        (_draw(2, _size(5, 3, *size), _size(6, 3, *size), 2), _convolution(*size)) for size in _SIZES
    ],
    "pool_forward": lambda: [(*_pooling(*window), mode) for window in _WINDOWS for mode in ("max", "average")],
    "create_mask_from_window": lambda: [(np.round(_draw(3, 3)),)],
    "distribute_value": lambda: [(2.0, (2, 3))],
    "pool_backward": lambda: [
        (_draw(2, _size(5, *window), _size(6, *window), 3), _pooling(*window), mode)
        for window in _WINDOWS
        for mode in ("max", "average")
    ],
}
