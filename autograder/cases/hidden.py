"""Hidden calls: for each line of an exercise one call, whose shape and numbers a key picks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.cases.keys import stream
from cnn_utils.compare.calls import Call, Plain

Random = np.random.RandomState
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Line:
    """One hidden call: its name, the properties it speaks for and the shapes it may take."""

    name: str
    properties: tuple[str, ...]
    choices: tuple[Shape, ...]
    draw: Callable[[Random, Shape], tuple[Plain, ...]]


@dataclass(frozen=True)
class HiddenCall:
    """One drawn hidden call."""

    name: str
    properties: tuple[str, ...]
    call: Call


def hidden_calls(exercise: str, lines: Sequence[Line], key: bytes) -> Iterator[HiddenCall]:
    """Draw one call for each line of an exercise."""
    for line in lines:
        rng = stream(key, f"{exercise}/{line.name}")
        shape = line.choices[rng.randint(len(line.choices))]
        yield HiddenCall(line.name, line.properties, Call(exercise, line.draw(rng, shape)))
