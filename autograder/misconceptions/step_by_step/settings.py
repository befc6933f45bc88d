"""Layers that read f, stride or pad wrongly: exchanged, written in as numbers, capped, squared; the rest is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from autograder.misconceptions.record import Misconception
from autograder.misconceptions.step_by_step.forward_layers import HParameters

Layer = Callable[..., Any]
Change = Callable[[HParameters], HParameters]
_Row = tuple[str, Change, str, str]  # id, change, what, why

_WHERE = "Look at the lines that read f, stride and pad: where does each number come from?"
_CHOICE = "Every layer may want another f, stride or pad: the caller says which in hparameters."
_NUMBERS = {"f": (2, 3, 4), "stride": (2,), "pad": (0, 1, 2)}
_ARTICLE = {"f": "An", "stride": "A", "pad": "A"}
_MOST = {"f": 2, "stride": 2, "pad": 1}
# What notebooks of this assignment set in their own tests, and what students then write in.
_PAIRS = {
    ("stride", "pad"): ((1, 0), (1, 1), (1, 2), (2, 1), (2, 2)),
    ("f", "stride"): ((2, 1), (2, 2), (3, 1), (3, 2)),
}


def settings_records(exercise: str, build: Callable[[], Layer], one: str, other: str) -> tuple[Misconception, ...]:
    """Records of what a layer may misread.

    Parameters
    ----------
    exercise : str
    build : callable
        Makes the right layer.
    one, other : str
        The keys of its hparameters.
    """
    layer = build()
    rows = (*_exchanged(one, other), *_misread(one), *_misread(other), *_both(one, other))
    return tuple(
        Misconception(name, exercise, partial(_misreading, layer, change), what, _WHERE, why, "published solutions")
        for name, change, what, why in rows
    )


def _exchanged(one: str, other: str) -> Iterator[_Row]:
    if other == "pad":  # a pooling layer has a record of its own for f and stride
        what = "stride and pad are exchanged where they are read."
        why = "hparameters is a dict: the name on the left gets what the key on the right holds."
        yield "stride-and-pad-exchanged", lambda given: given | {one: given[other], other: given[one]}, what, why


def _misread(name: str) -> Iterator[_Row]:
    for number in _NUMBERS[name]:
        what = f"{name} is always {number}, whatever hparameters says."
        yield f"{name}-always-{number}", partial(_written_in, {name: number}), what, _CHOICE
    most = _MOST[name]
    yield (
        f"{name}-at-most-{most}",
        partial(_capped, name),
        f"{_ARTICLE[name]} {name} above {most} is taken for {most}.",
        _CHOICE,
    )
    if name == "pad":
        why = "The frame is pad pixels wide on each side."
        yield "pad-squared", lambda given: given | {name: given[name] ** 2}, "pad is squared.", why


def _both(one: str, other: str) -> Iterator[_Row]:
    for first, second in _PAIRS[one, other]:
        what = f"{one} is always {first} and {other} always {second}, whatever hparameters says."
        change = partial(_written_in, {one: first, other: second})
        yield f"{one}-always-{first}-and-{other}-{second}", change, what, _CHOICE


def _written_in(numbers: HParameters, given: HParameters) -> HParameters:
    return given | numbers


def _capped(name: str, given: HParameters) -> HParameters:
    return given | {name: min(given[name], _MOST[name])}


def _misreading(layer: Layer, change: Change, *args: Any) -> Any:  # noqa: ANN401 - a layer's arguments and value
    """Call a layer with other hyperparameters; the cache holds those that were given."""
    given: list[HParameters] = []
    value = layer(*(_with_changed(argument, change, given) for argument in args))
    return _with_original(value, given[0])


def _with_changed(value: Any, change: Change, given: list[HParameters]) -> Any:  # noqa: ANN401 - as above
    if isinstance(value, dict):
        given.append(value)
        return change(value)
    return tuple(_with_changed(item, change, given) for item in value) if isinstance(value, tuple) else value


def _with_original(value: Any, given: HParameters) -> Any:  # noqa: ANN401 - as above
    if isinstance(value, tuple):
        return tuple(_with_original(item, given) for item in value)
    return given if isinstance(value, dict) else value
