"""What can be said of a wrong function that no named variant explains: true of it, though it names no single line.

`autograder.judge.fallbacks` picks one where nothing closer fits. A variant here is one example of many.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from autograder import solutions
from autograder.exercises import EXERCISES
from autograder.misconceptions.record import Misconception

_record = partial(Misconception, origin="what is left", general=True)


@dataclass(frozen=True)
class Lost:
    """A property that is lost while the others hold, but for those that it takes along."""

    id: str
    property: str
    taken_along: frozenset[str]
    what: str
    where: str
    why: str


_ALONG = frozenset({"published example", "everything together"})
_SHAPED = frozenset({"padding", "without padding", "stride above 1", "height and width apart"}) | _ALONG

LOSSES = (
    Lost(
        "right-at-stride-1-only",
        "stride above 1",
        _ALONG,
        "It is right at stride 1 and wrong above.",
        "Look at every place where the stride should have a say: the output size, and both corners of the window.",
        "The window of position h starts at h * stride; at stride 1 nobody notices when that is missing.",
    ),
    Lost(
        "right-on-squares-only",
        "height and width apart",
        _ALONG | {"without padding", "negative entries"},
        "It is right on squares and wrong where height and width differ.",
        "Look for a place where a height stands that should be a width, or the other way round.",
        "n_H counts rows and h walks down; n_W counts columns and w walks along.",
    ),
    Lost(
        "right-without-padding-only",
        "padding",
        _ALONG,
        "It is right without padding and wrong with it.",
        "Look at every place where pad should have a say: the frame, the output size, and taking the frame off.",
        "The window slides over the padded picture, which is 2 * pad longer on each axis.",
    ),
    Lost(
        "right-without-bias-only",
        "bias",
        _ALONG,
        "It is right where the bias is zero and wrong elsewhere.",
        "Look at the line that adds the bias.",
        "Z is the sum of all products, plus the bias of the filter once.",
    ),
    Lost(
        "average-wrong",
        "average",
        _ALONG,
        "Mode 'max' is right, mode 'average' is wrong.",
        "Look at the branch for average.",
        "The two branches differ in one thing: what is made of a window, or how it is handed back.",
    ),
    Lost(
        "maximum-wrong",
        "maximum",
        _SHAPED,
        "Mode 'average' is right, mode 'max' is wrong.",
        "Look at the branch for max.",
        "The two branches differ in one thing: what is made of a window, or how it is handed back.",
    ),
    Lost(
        "only-dA-wrong",
        "dA_prev",
        _SHAPED,
        "dW and db are right, dA_prev is wrong.",
        "Look at the line that fills da_prev_pad, and at the one that copies it into dA_prev.",
        "Each window hands its filter times dZ back to the place where it was cut.",
    ),
    Lost(
        "only-dW-wrong",
        "dW",
        _SHAPED,
        "dA_prev and db are right, dW is wrong.",
        "Look at the line that fills dW, and at the window that it multiplies.",
        "Each position adds its window times dZ to the filter that looked at it.",
    ),
    Lost(
        "only-db-wrong",
        "db",
        _ALONG,
        "dA_prev and dW are right, db is wrong.",
        "Look at the line that fills db.",
        "Each position adds its dZ to the bias of its filter.",
    ),
    Lost(
        "only-the-cache-wrong",
        "cache",
        _ALONG,
        "The result is right, the cache is not.",
        "Look at the line that makes the cache, and at whether an entry of it is changed before that.",
        "The backward pass gets nothing but the cache.",
    ),
)

FACTOR = "constant-factor"
RANDOM = "random-start"


def general_departures(exercise: str, properties: Collection[str]) -> tuple[Misconception, ...]:
    """Records of what can be said of wrong values of a NumPy exercise that is held against these properties."""
    losses = tuple(
        _record(s.id, exercise, partial(_losing, exercise, s.property), s.what, s.where, s.why)
        for s in LOSSES
        # Almost every case of conv_backward has padding: there is nothing that it could be right without.
        if s.property in properties and (exercise, s.property) != ("conv_backward", "padding")
    )
    random = _record(
        RANDOM,
        exercise,
        partial(_random, exercise),
        "The same call gives other numbers every time: something starts from random numbers.",
        "Look at the lines that make the arrays to be filled: np.random in place of np.zeros?",
        "What is added up starts at zero.",
    )
    losses = (*losses, random)
    if exercise == "create_mask_from_window":  # a mask has no proportions
        return losses
    factor = _record(
        FACTOR,
        exercise,
        partial(_times, exercise),
        "Everything is off by the same factor.",
        "Look for a division or a product that is there twice, or not at all, and for a minus sign.",
        "Where all entries keep their proportions, the loops and the windows are right: one number is not.",
    )
    return (*losses, factor)


def _random(exercise: str, *args: Any) -> Any:  # noqa: ANN401 - an exercise's own arguments and values
    value = getattr(solutions, exercise)(*args)
    noise = np.random.default_rng().random()
    return (value[0] + noise, *value[1:]) if isinstance(value, tuple) else value + noise


def _times(exercise: str, *args: Any) -> Any:  # noqa: ANN401 - an exercise's own arguments and values
    value = getattr(solutions, exercise)(*args)
    if exercise == "conv_backward":
        return tuple(part * -3.0 for part in value)
    return (value[0] * -3.0, *value[1:]) if len(EXERCISES[exercise].returns) > 1 else value * -3.0


def _losing(exercise: str, lost: str, *args: Any) -> Any:  # noqa: ANN401
    """Be right but for one property."""
    value = getattr(solutions, exercise)(*args)
    names = EXERCISES[exercise].returns
    if lost == "cache":
        return value[0], (-value[1][0], *value[1][1:])
    if lost in names:
        parts = list(value)
        parts[names.index(lost)] = parts[names.index(lost)] + 0.75
        return tuple(parts)
    if not SHOWS[lost](exercise, args):
        return value
    return (value[0] + 0.75, *value[1:]) if isinstance(value, tuple) else value + 0.75


def _picture(exercise: str, args: Any) -> tuple[int, ...]:  # noqa: ANN401
    """Height and width of what an exercise gets."""
    if exercise == "distribute_value":
        return tuple(args[1])
    array = args[1][0] if exercise.endswith("backward") else args[0]
    return tuple(array.shape[:2] if array.ndim < 4 else array.shape[1:3])


def _hparameters(exercise: str, args: Any) -> dict[str, int]:  # noqa: ANN401
    found: dict[str, int] = next(each for each in (*args, *args[1]) if isinstance(each, dict))
    return found


def is_silent(lost: str, exercise: str, args: Any) -> bool:  # noqa: ANN401
    """Whether a call says nothing of a property: how far a window moves, where it stands in one place only."""
    if lost != "stride above 1" or not SHOWS[lost](exercise, args):
        return False
    if exercise.endswith("backward"):
        return bool(max(args[0].shape[1:3]) == 1)
    hparameters = _hparameters(exercise, args)
    f = hparameters["f"] if "f" in hparameters else args[1].shape[0]
    return bool(max(_picture(exercise, args)) + 2 * hparameters.get("pad", 0) - f < hparameters["stride"])


# Of a property that some calls show and others do not: which do.
SHOWS: dict[str, Callable[[str, Any], bool]] = {
    "stride above 1": lambda exercise, args: _hparameters(exercise, args)["stride"] > 1,
    "padding": lambda exercise, args: _hparameters(exercise, args)["pad"] > 0,
    "height and width apart": lambda exercise, args: len(set(_picture(exercise, args))) > 1,
    "bias": lambda exercise, args: bool(np.any(args[2])),
    "average": lambda exercise, args: args[-1] == "average",
    "maximum": lambda exercise, args: not (isinstance(args[-1], str) and args[-1] == "average"),
}
