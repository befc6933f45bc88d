"""Hold the wrong outputs of a function against those of a known mistake.

An output is looked at part by part: Z apart from the cache, dW apart from db. What a mistake gets wrong must be wrong
in the same way in the student's output; what it leaves right is free, so two mistakes in one function are both found.
A mistake that explains everything goes before those that explain some of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from cnn_utils.compare.calls import Call, Foreign, Observation, Plain, Raised
from cnn_utils.compare.expected import Expected, Fields, Parts
from cnn_utils.compare.outputs import compare, leaves_arguments_unchanged, scale_of

WrongParts = Mapping[str, Plain | Raised]
"""The wrong parts of one output by name, or the one entry "raised"; empty where all is right."""

_RTOL = 1e-5
_SINGLE_RTOL = 1e-4  # where one of the two is float32: sums and trainings carry its rounding along
_NAMED_AT_MOST = 3
_SAYING_IT_ALL = {
    "NameError",
    "UnboundLocalError",
    "KeyError",
    "AssertionError",
    "ZeroDivisionError",
}  # by their type alone


@dataclass(frozen=True)
class Match:
    """How far a mistake explains what was seen.

    Attributes
    ----------
    explained : frozenset
        (number of the case, part) of every wrong part that the mistake gives as well.
    complete : bool
        Whether nothing that could be compared is left unexplained.
    """

    explained: frozenset[tuple[int, str]]
    complete: bool


def wrong_parts_of(observation: Observation, call: Call, expected: Expected) -> WrongParts | None:
    """Collect the wrong parts of what one call did.

    Returns
    -------
    WrongParts or None
        None where the call neither returned nor raised: then nothing can be said.
    """
    if observation.outcome == "raised":
        return {"raised": observation.raised}
    if observation.outcome != "returned":
        return None
    wrong = dict(_wrong_parts(observation.value, expected))
    if not leaves_arguments_unchanged(observation, call):
        wrong["arguments"] = observation.args_after
    return wrong


def explain(
    seen: Sequence[WrongParts | None],
    mistake: Callable[[int], WrongParts | None],
    groups: Sequence[Hashable] | None = None,
    *,
    whole: bool = False,
) -> Match | None:
    """Tell whether a mistake is behind what was seen, case by case.

    Parameters
    ----------
    seen : sequence of WrongParts or None
    mistake : callable
        Takes the number of a case in `seen` and gives what the mistake gets wrong there. It is asked only where the
        answer can still matter.
    groups : sequence, optional
        Which branch of the function each case goes through (see `branch_of`). A case that speaks against the mistake
        speaks for its own branch only: the maximum and the average are written, and go wrong, each for itself.
    whole : bool
        Whether only a complete explanation is wanted.

    Returns
    -------
    Match or None
        None if a case of every branch speaks against the mistake, or none for it.
    """
    groups = groups or [None] * len(seen)
    branches = {group: _Branch() for group in groups}
    with_wrong = {group for group, ours in zip(groups, seen, strict=True) if ours}
    complete, at_odds = True, False
    for number, (group, ours) in enumerate(zip(groups, seen, strict=True)):
        branch = branches.get(group)
        # Where all is right in a branch, a mistake can be refuted as the only one, and nothing else.
        if ours is None or branch is None or not (complete or group in with_wrong):
            continue
        theirs = mistake(number)
        if theirs is None:
            continue
        if ours and theirs and (("raised" in ours) != ("raised" in theirs) or _stop_over_other_shapes(ours, theirs)):
            # Only one of them answers, or loops and whole arrays stop over different shapes: nothing to compare.
            at_odds = True
            continue
        if not branch.takes(number, ours, theirs):
            complete = False
            del branches[group]
            if not branches:
                return None
        complete = complete and len(ours) == len(theirs)
        if whole and not complete:
            return None
    found = frozenset[tuple[int, str]]().union(*(branch.explained for branch in branches.values()))
    # The same exception here and another end there is no sign: many mistakes end in the same few exceptions.
    convincing = not at_odds or any(part != "raised" for _, part in found)
    return Match(found, complete) if found and convincing else None


@dataclass
class _Branch:
    """What the cases of one branch have shown so far.

    A part of the output that the mistake gets wrong anywhere must be as the mistake has it everywhere: wrong where it
    is wrong, and right where it is right. Parts that it leaves right throughout may hold mistakes of their own.
    """

    explained: set[tuple[int, str]] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    beyond: set[str] = field(default_factory=set)

    def takes(self, number: int, ours: WrongParts, theirs: WrongParts) -> bool:
        """Add a case; False if it, or an earlier one, speaks against the mistake."""
        if any(part not in ours or not alike(ours[part], theirs[part]) for part in theirs):
            return False
        self.explained.update((number, part) for part in theirs)
        self.touched |= theirs.keys()
        self.beyond |= ours.keys() - theirs.keys()
        whole = {"raised"} & (self.touched | self.beyond)  # who stops gets every part wrong
        return not (self.touched and self.beyond) if whole else not self.touched & self.beyond


def _stop_over_other_shapes(ours: WrongParts, theirs: WrongParts) -> bool:
    stops = [parts.get("raised") for parts in (ours, theirs)]
    over_shapes = all(isinstance(stop, Raised) and "broadcast" in stop.message for stop in stops)
    return over_shapes and not alike(*stops)


def branch_of(call: Call) -> Hashable:
    """Tell which branch of the function a call goes through: the mode of pooling, where max is the default."""
    last = call.args[-1] if call.args else None
    if isinstance(last, str):
        return last
    return "max" if call.exercise in ("pool_forward", "pool_backward") else None


def best(matches: Mapping[str, Match]) -> list[str]:
    """Pick the names that say it best: complete explanations, else those that no other one covers.

    Where several explain the same exception and nothing else, none is picked: the exception says as much by itself.
    """
    complete = {name: match for name, match in matches.items() if match.complete}
    if complete:
        most = max(len(match.explained) for match in complete.values())
        return _without_guesses({name: m for name, m in complete.items() if len(m.explained) == most})
    widest = {
        name: match
        for name, match in matches.items()
        if not any(match.explained < other.explained for other in matches.values())
    }
    return _without_guesses(widest)[:_NAMED_AT_MOST]


def _without_guesses(matches: Mapping[str, Match]) -> list[str]:
    explained = frozenset[tuple[int, str]]().union(*(match.explained for match in matches.values()))
    guesses = len(matches) > 1 and all(part == "raised" for _, part in explained)
    return [] if guesses else list(matches)


def alike(a: Plain | Raised, b: Plain | Raised) -> bool:
    """Whether two wrong values are the same: kind, shape, and every number to a relative 1e-5; NaN equals NaN."""
    if isinstance(a, Raised) and isinstance(b, Raised):
        return _said(a) == _said(b)
    if _is_number(a) and _is_number(b):
        return _close(np.asarray(a).reshape(()), np.asarray(b).reshape(()))
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a.shape == b.shape and _family(a) == _family(b) and _close(a, b)
    if isinstance(a, (tuple, list)) and isinstance(b, (tuple, list)):
        return len(a) == len(b) and all(alike(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(alike(a[key], b[key]) for key in a)
    if isinstance(a, Foreign) or isinstance(b, Foreign):
        return False
    return type(a) is type(b) and a == b


def _wrong_parts(value: Plain, expected: Expected) -> list[tuple[str, Plain]]:
    if isinstance(expected, Parts) and isinstance(value, (tuple, list)) and len(value) == len(expected.items):
        return [pair for item, part in zip(value, expected.items, strict=True) for pair in _wrong_parts(item, part)]
    if isinstance(expected, Fields) and isinstance(value, dict) and expected.items.keys() <= value.keys():
        return [pair for key, part in expected.items.items() for pair in _wrong_parts(value[key], part)]
    return [(expected.name, value)] if compare(value, expected) else []


def _is_number(value: Plain | Raised) -> bool:
    if isinstance(value, np.ndarray):
        return value.size == 1 and value.dtype.kind in "iuf"
    return type(value) in (int, float)


def _family(array: np.ndarray) -> str:
    """Name the kind of entry that an array holds; truth values, whole numbers and floats are one kind."""
    return "number" if array.dtype.kind in "biuf" else array.dtype.kind


def _close(a: np.ndarray, b: np.ndarray) -> bool:
    if _family(a) != "number":
        return bool(np.array_equal(a, b))
    rtol = _SINGLE_RTOL if np.float32 in (a.dtype, b.dtype) else _RTOL
    a, b = a.astype(np.float64), b.astype(np.float64)
    return bool(np.allclose(a, b, rtol=0.0, atol=rtol * scale_of(b), equal_nan=True))


def _said(raised: Raised) -> tuple[str, str]:
    """Reduce an exception to what it says of the mistake, without the names and numbers of one place."""
    message = raised.message.strip()
    if raised.type_name in ("TypeError", "AttributeError") and "NoneType" in message:
        return "None", ""  # which operation met it differs with the line that was left open
    if raised.type_name in _SAYING_IT_ALL:
        return raised.type_name, ""
    if "required positional argument" in message:
        return raised.type_name, "required positional argument"
    if "broadcast" in message:
        return raised.type_name, message  # the shapes are all that it says
    return raised.type_name, re.sub(r"[\d(),\s]+", " ", message)[:60]
