"""How much faster: your loops, your one matrix product, and whatever library is installed, on the same arrays."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_utils.language.speaking import say
from cnn_utils.notebook import is_interactive
from cnn_utils.palette import OUTPUT

Array = NDArray[np.floating[Any]]
Convolution = Callable[[Array, Array, Array, Mapping[str, Any]], object]

TURN_SECONDS = 0.02  # a quick function is timed over several runs that take this long together


@dataclass(frozen=True)
class Speeds:
    """Seconds of one run by name, the slowest first; shown as bars whose length goes by powers of ten."""

    seconds: dict[str, float]

    @property
    def factor(self) -> float:
        """How many times the slowest takes as long as the fastest."""
        return max(self.seconds.values()) / min(self.seconds.values())

    def lines(self) -> list[str]:
        """Return one line for each, with its factor over the slowest."""
        slowest = max(self.seconds.values())
        width = max(map(len, self.seconds))
        return [
            f"{name:<{width}}  {_duration(seconds):>8}  {_times(slowest / seconds)}"
            if seconds < slowest
            else f"{name:<{width}}  {_duration(seconds):>8}"
            for name, seconds in self.seconds.items()
        ]

    def __repr__(self) -> str:
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        shortest = min(self.seconds.values())
        decades = 1 + np.log10(max(self.seconds.values()) / shortest)
        bars = "".join(
            f'<div style="display:flex;gap:.6em;align-items:center;margin:.15em 0"><div style="width:28em;flex:none;'
            f'font-family:ui-monospace,monospace;font-size:.92em;white-space:pre">{escape(line)}</div>'
            f'<div style="height:1em;border-radius:3px;background:{OUTPUT};width:'
            f'{24 * (1 + np.log10(seconds / shortest)) / decades:.2f}em"></div></div>'
            for line, seconds in zip(self.lines(), self.seconds.values(), strict=True)
        )
        title, scale = escape(say("Time of one run")), escape(say("bars on a scale of powers of ten"))
        return (
            f'<div style="font-weight:600;margin:.4em 0">{title}'
            f'<span style="font-weight:400;opacity:.75"> · {scale}</span></div>'
            f'<div role="img" aria-label="{escape("; ".join(self.lines()))}" style="overflow-x:auto">{bars}</div>'
        )


def compare_speed(functions: Mapping[str, Callable[..., object]], *args: object) -> Speeds:
    """Run every function on the same arguments and compare their times.

    Parameters
    ----------
    functions : mapping of name to function
        For example {"loops": conv_forward, "one product": my_fast_conv_forward, **installed_convolutions()}.
    *args
        What each of them is called with.

    Returns
    -------
    Speeds
        Shown as a plot in a notebook; `.factor` is the slowest over the fastest.
    """
    seconds = {name: _best_time(function, args) for name, function in functions.items()}
    return Speeds(dict(sorted(seconds.items(), key=lambda item: -item[1])))


def installed_convolutions() -> dict[str, Convolution]:
    """Convolutions of the installed libraries, by name: they take what conv_forward takes and return Z alone.

    Each has run once, so that the time of an import is not taken for its own. None while a notebook is graded.
    """
    if not is_interactive():
        return {}
    known: dict[str, tuple[str, Convolution]] = {
        "tensorflow": ("TensorFlow", _tensorflow),
        "torch": ("PyTorch", _pytorch),
    }
    found = dict(known[package] for package in known if find_spec(package) is not None)
    for convolution in found.values():
        convolution(np.zeros((1, 1, 1, 1)), np.zeros((1, 1, 1, 1)), np.zeros((1, 1, 1, 1)), {"stride": 1, "pad": 0})
    return found


def _best_time(function: Callable[..., object], args: tuple[Any, ...]) -> float:
    """Return the best of a few turns; a function that takes long gets one run, and so does every one while graded."""
    start = time.perf_counter()
    function(*args)
    first = time.perf_counter() - start
    if first > 1 or not is_interactive():
        return first
    runs = max(1, int(TURN_SECONDS / max(first, 1e-6)))
    turns = []
    for _ in range(3):
        start = time.perf_counter()
        for _ in range(runs):
            function(*args)
        turns.append((time.perf_counter() - start) / runs)
    return min(turns)


def _tensorflow(A_prev: Array, W: Array, b: Array, hparameters: Mapping[str, Any]) -> Array:
    from cnn_utils.network.tf_graph import tf

    pad, stride = hparameters["pad"], hparameters["stride"]
    around = [[0, 0], [pad, pad], [pad, pad], [0, 0]]
    Z: Array = tf.nn.bias_add(tf.nn.conv2d(A_prev, W, stride, around), b.reshape(-1)).numpy()
    return Z


def _pytorch(A_prev: Array, W: Array, b: Array, hparameters: Mapping[str, Any]) -> Array:
    import torch

    x = torch.from_numpy(A_prev).permute(0, 3, 1, 2)
    w = torch.from_numpy(W).permute(3, 2, 0, 1)
    bias = torch.from_numpy(b.reshape(-1))
    Z: Array = torch.conv2d(x, w, bias, hparameters["stride"], hparameters["pad"]).permute(0, 2, 3, 1).numpy()
    return Z


def _times(factor: float) -> str:
    return say("{factor} times as fast", factor=f"{factor:,.0f}")


def _duration(seconds: float) -> str:
    """Write a time as a person would."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"
