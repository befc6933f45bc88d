"""What a published call is: inputs that anybody can draw again, and what the notebooks print of the outputs.

The inputs come from NumPy's frozen legacy stream, drawn in the order given. The facts are what the notebooks print; the
whole array that a case expects comes from the solutions, and a test holds it against these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnn_utils.compare.calls import Plain

Index = tuple[int | slice, ...]


@dataclass(frozen=True)
class Fact:
    """One printed number or row of numbers.

    Attributes
    ----------
    part : int or None
        Which returned value, where there are several.
    measure : str
        "mean", "sum", "shape" or "entries".
    value : nested list, tuple or float
    index : tuple
        Where the entries stand.
    """

    part: int | None
    measure: str
    value: Any
    index: Index = ()


@dataclass(frozen=True)
class Seeded:
    """One published call.

    Attributes
    ----------
    exercise, name : str
        Together the id of the case: "conv_forward/v2".
    editions : tuple of str
        Those that publish it.
    draw : callable
        Takes a RandomState of `seed` and returns the arguments. For conv_backward these are the arguments of the
        forward pass, whose Z and cache `autograder.cases.step_by_step` puts in their place.
    facts : tuple of Fact
    """

    exercise: str
    name: str
    editions: tuple[str, ...]
    draw: Callable[[np.random.RandomState], tuple[Plain, ...]]
    facts: tuple[Fact, ...]
    seed: int = 1

    @property
    def args(self) -> tuple[Plain, ...]:
        """The arguments, drawn anew: nobody can spoil them for the next reader."""
        return self.draw(np.random.RandomState(self.seed))


def conv(
    A_prev: tuple[int, ...], W: tuple[int, ...], pad: int, stride: int
) -> Callable[[np.random.RandomState], tuple[Plain, ...]]:
    """Arguments of conv_forward, by the shapes in their order of drawing."""

    def draw(rng: np.random.RandomState) -> tuple[Plain, ...]:
        return rng.randn(*A_prev), rng.randn(*W), rng.randn(1, 1, 1, W[-1]), {"pad": pad, "stride": stride}

    return draw


def pool(
    A_prev: tuple[int, ...], stride: int, f: int, *mode: str
) -> Callable[[np.random.RandomState], tuple[Plain, ...]]:
    """Arguments of pool_forward; without a mode the default, max, is asked for."""

    def draw(rng: np.random.RandomState) -> tuple[Plain, ...]:
        return rng.randn(*A_prev), {"stride": stride, "f": f}, *mode

    return draw


def pool_backward(mode: str) -> Callable[[np.random.RandomState], tuple[Plain, ...]]:
    """Arguments of pool_backward, the same numbers in both modes."""

    def draw(rng: np.random.RandomState) -> tuple[Plain, ...]:
        A_prev = rng.randn(5, 5, 3, 2)
        return rng.randn(5, 4, 2, 2), (A_prev, {"stride": 1, "f": 2}), mode

    return draw


def single_step(rng: np.random.RandomState) -> tuple[Plain, ...]:
    """Arguments of conv_single_step, of one shape in every edition."""
    return rng.randn(4, 4, 3), rng.randn(4, 4, 3), rng.randn(1, 1, 1)
