"""Whether what a finding says of a call is so: place, value, count, shape and words, computed apart from the judge.

Expected values come from the loops of the solutions, not from the fast layers that draw the hidden cases; how many
entries are wrong is counted with two allowances, a narrow and a wide one, between which every honest count lies.
"""

from __future__ import annotations

import ast
import builtins
import copy
import math
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.lib.array_utils import byte_bounds
from numpy.lib.stride_tricks import as_strided

from autograder import solutions
from autograder.cases import cases_for
from autograder.exercises import EXERCISES
from cnn_utils.compare.verdict import Finding, Verdict

_NUMBER = r"[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|inf|nan)"
_PART = r"(?P<part>(?:cache\[\d\])|\w+)"
_ENTRY = re.compile(
    rf"^{_PART}(?P<index>\[[\d, ]+\])? is (?P<got>{_NUMBER})"
    rf"(?:[,;] expected (?P<want>{_NUMBER}|{{.*?}})|, which is not right|: somewhere .*)?\.(?P<rest>.*)$"
)
_SHAPE = re.compile(rf"^{_PART} has shape (?P<got>\([\d, ]*\)); expected (?P<want>\([\d, ]*\)|a single number)\.$")
_COUNT = re.compile(r"(\d+) of (\d+) entr(?:y|ies)")
_ONLY = re.compile(r"Only (?:the (first|last) )?(example|row|column|channel) ?(\d+)? ?is wrong")
_FACTOR = re.compile(rf"off by the factor ({_NUMBER})")
_AXES = {"example": 0, "row": 1, "column": 2, "channel": 3}


def strided_inside(x: np.ndarray, *args: Any, **options: Any) -> np.ndarray:
    """Do what `as_strided` does, but refuse a view that leaves its array: what lies there is different at each call."""
    view = as_strided(x, *args, **options)
    (first, end), (low, high) = byte_bounds(view), byte_bounds(x)
    if first < low or end > high:
        raise ValueError("the view leaves its array")
    return view


def false_claims(exercise: str, function: Callable[..., Any], verdict: Verdict, key: bytes) -> list[str]:
    """Sentences of a verdict's findings that are not true of the function, each with what is."""
    calls = {case.id: case.call for case in cases_for(exercise, "current", key)}
    told = [finding for finding in verdict.findings if finding.case in calls]
    return [
        f"{finding.message} ({untrue})"
        for finding in told
        for untrue in _untrue(finding, function, calls[finding.case])
    ]


def _untrue(finding: Finding, function: Callable[..., Any], call: Any) -> Iterator[str]:
    returned, error, changes = _called(function, call, fill=1)
    if finding.message.startswith("The function changes an array"):
        if not changes:
            yield "it changes none"
        return
    if error is not None:
        if not finding.message.startswith(f"{call.exercise} stops with {_type_name(error)}"):
            yield f"it raises {error!r}"
        return
    if " stops with " in finding.message:
        yield "it returns"
        return
    if not _same(returned, _called(function, call, fill=2)[0]):
        return  # it hands back memory that nobody wrote: no two calls give the same
    wanted = getattr(solutions, call.exercise)(*copy.deepcopy(call.args))
    if match := _SHAPE.match(finding.message):
        got, want = (_part(value, match["part"], call.exercise) for value in (returned, wanted))
        if str(np.shape(got)) != match["got"] or (match["want"][0] == "(" and str(np.shape(want)) != match["want"]):
            yield f"the shapes are {np.shape(got)} and {np.shape(want)}"
    elif match := _ENTRY.match(finding.message):
        got, want = (_part(value, match["part"], call.exercise) for value in (returned, wanted))
        if isinstance(want, dict):  # a cache that holds a number in its place
            if not _reads_as(got, match["got"]):
                yield f"it is {got!r}"
            if match["want"] and ast.literal_eval(match["want"]) != want:
                yield f"{want!r} is right"
        else:
            yield from _untrue_of_values(match, np.asarray(got, float), np.asarray(want, float))


def _called(function: Callable[..., Any], call: Any, fill: float) -> tuple[Any, Exception | None, bool]:
    """What a function returns or raises where new memory holds this number, and whether it changes what it is given."""
    args = copy.deepcopy(call.args)

    def filled(shape: Any, dtype: Any = float, *_: Any, **__: Any) -> np.ndarray:
        return np.full(shape, fill, dtype)

    returned, error = None, None
    with patch("numpy.empty", filled), warnings.catch_warnings(action="ignore"):  # warnings cost no points
        try:
            returned = function(*args)
        except Exception as caught:  # noqa: BLE001 - whatever the function raises is what the sentence should say
            error = caught
    return returned, error, not _same(args, call.args)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, tuple | list):
        return type(one) is type(other) and len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    return np.array_equal(one, other, equal_nan=np.asarray(one).dtype.kind == "f")


def _type_name(error: Exception) -> str:
    known = isinstance(getattr(builtins, type(error).__name__, None), type) or type(error).__module__.startswith(
        "numpy"
    )
    return type(error).__name__ if known else "an exception of its own"


def _untrue_of_values(match: re.Match[str], got: np.ndarray, want: np.ndarray) -> Iterator[str]:
    index = tuple(int(number) for number in re.findall(r"\d+", match["index"] or ""))
    entry, right = (array[index] if index else array.reshape(()) for array in (got, want))
    if not _reads_as(entry, match["got"]):
        yield f"the entry is {entry!r}"
    if match["want"] and not _reads_as(right, match["want"]):
        yield f"{right!r} is right"
    narrow, wide = (~(np.abs(got - want) <= share * max(np.abs(want).max(), 1e-12)) for share in (1e-7, 1e-3))
    rest = match["rest"]
    if count := _COUNT.search(rest):
        if int(count[2]) != want.size or not wide.sum() <= int(count[1]) <= narrow.sum():
            yield f"between {wide.sum()} and {narrow.sum()} of {want.size} are wrong"
    elif "Every entry is wrong" in rest and not narrow.all():
        yield f"{narrow.sum()} of {want.size} are wrong"
    elif "Only the border" in rest and wide[:, 1:-1, 1:-1].any():
        yield "inside something is wrong too"
    elif only := _ONLY.search(rest):
        axis = _AXES[only[2]]
        place = {"first": 0, "last": want.shape[axis] - 1}[only[1]] if only[1] else int(only[3])
        if np.delete(wide, place, axis).any():
            yield "something else is wrong too"
    if (factor := _FACTOR.search(rest)) and not np.allclose(
        got, float(factor[1]) * want, rtol=2e-3, atol=2e-3 * np.abs(got).max()
    ):
        yield "no such factor"


def _part(value: Any, name: str, exercise: str) -> Any:
    names = EXERCISES[exercise].returns
    if len(names) == 1:
        return value
    whole, _, place = name.partition("[")
    found = value[names.index(whole)]
    return found[int(place[:-1])] if place else found


def _reads_as(number: Any, text: str) -> bool:
    value, said = float(number), float(text)
    if not math.isfinite(said):
        return str(value) == str(said)
    return f"{value + 0.0:.3g}" == f"{said:.3g}" and (
        math.isclose(value, said, rel_tol=1e-6) or len(re.sub(r"e.*|\D", "", text).lstrip("0")) <= 3
    )
