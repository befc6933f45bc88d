"""Pairs of submissions that share what few others wrote.

Every fingerprint counts by how rare it is in the class: what two alone share says much, what forty share says nothing,
and what the assignment gives or its reference solution holds never counts. So two students who both wrote the common
right solution are no pair, however alike. One slip that two share shows in many fingerprints of one function; so what
a single function can say is bounded, and what weighs most is the same choice of phrases in several functions. Only
fingerprints that a few share are looked up, through an index; no pair is compared that shares none.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from autograder.reporting.student_code import FunctionCode, StudentCode
from autograder.thresholds import thresholds

# What so many, or such a part of the class, wrote alike is a common solution.
_MOST_SHARERS, _FEW_SHARERS, _PART = 40, 5, 12
_WHOLE = 8.0  # a whole function that few wrote so is worth this many of its statements
_MOST_OF_ONE_FUNCTION = 12.0
_LEAST_OF_ONE_FUNCTION = 1.0
_LEAST_SCORE = 8.0


@dataclass(frozen=True)
class Match:
    """What a pair shares in one function.

    Attributes
    ----------
    function : str
    score : float
    first_lines, second_lines : tuple of int
        Matching lines of either text, from 1.
    first_text, second_text : str
    """

    function: str
    score: float
    first_lines: tuple[int, ...]
    second_lines: tuple[int, ...]
    first_text: str
    second_text: str


@dataclass(frozen=True)
class Pair:
    """Two submissions; the higher the score, the less likely they share so much by chance."""

    first: str
    second: str
    score: float
    matches: tuple[Match, ...]

    @property
    def is_strong(self) -> bool:
        """Whether they share so much that they are near-duplicates, by the threshold of the course."""
        return self.score >= thresholds().near_duplicates


@dataclass(frozen=True)
class _Index:
    """One function over the whole class: who wrote it, and what each fingerprint is worth."""

    codes: dict[str, FunctionCode]
    worth: dict[int, float]
    sharers: dict[int, list[str]]
    own: dict[str, float]


def near_duplicates(
    codes: Sequence[StudentCode], given: Mapping[str, Iterable[FunctionCode]], most: int = 50
) -> list[Pair]:
    """Rank the pairs of a class, the most suspicious first.

    Parameters
    ----------
    codes : sequence of StudentCode
    given : mapping of str to iterable of FunctionCode
        By function, what everybody has: the stub, the reference.
    most : int
        How many pairs to return.
    """
    by_function: dict[str, dict[str, FunctionCode]] = defaultdict(dict)
    for code in codes:
        for name, function in code.functions.items():
            by_function[name][code.student] = function
    indexes = {name: _index(functions, given.get(name, ())) for name, functions in by_function.items()}
    scores = _joint_scores(codes, given)
    for index in indexes.values():
        for pair, score in _scores(index).items():
            bounded = _MOST_OF_ONE_FUNCTION * (1 - math.exp(-score / _MOST_OF_ONE_FUNCTION))
            scores[pair] = scores.get(pair, 0.0) + bounded
    ranked = sorted(((score, pair) for pair, score in scores.items() if score >= _LEAST_SCORE), reverse=True)[:most]
    return [Pair(*pair, round(score, 1), _matches(pair, indexes)) for score, pair in ranked]


def _index(codes: dict[str, FunctionCode], given: Iterable[FunctionCode]) -> _Index:
    everybody = {mark for function in given for mark in (*function.fingerprints, function.whole)}
    sharers: dict[int, list[str]] = defaultdict(list)
    for student, code in codes.items():
        for mark in {*code.fingerprints, code.whole}:
            if mark not in everybody:
                sharers[mark].append(student)
    wholes = {code.whole for code in codes.values()}
    worth = {
        mark: _worth(len(students), len(codes)) * (_WHOLE if mark in wholes else 1.0)
        for mark, students in sharers.items()
    }
    own: dict[str, float] = defaultdict(float)
    for mark, students in sharers.items():
        for student in students:
            own[student] += worth[mark]
    return _Index(codes, worth, sharers, own)


def _worth(sharers: int, students: int) -> float:
    """How surprising it is to meet a fingerprint again, divided among those who have it."""
    if sharers > min(_MOST_SHARERS, max(_FEW_SHARERS, students // _PART)):
        return 0.0
    return math.log(1 + students / sharers) / max(1, sharers - 1)


def _scores(index: _Index) -> dict[tuple[str, str], float]:
    """For each pair, what it shares, times the share of the smaller one's own ideas that this is."""
    shared: dict[tuple[str, str], float] = defaultdict(float)
    for mark, students in index.sharers.items():
        if index.worth[mark]:
            for pair in combinations(sorted(students), 2):
                shared[pair] += index.worth[mark]
    return {pair: score * score / min(index.own[one] for one in pair) for pair, score in shared.items()}


def _joint_scores(
    codes: Sequence[StudentCode], given: Mapping[str, Iterable[FunctionCode]]
) -> dict[tuple[str, str], float]:
    """What it says that two wrote two whole functions alike: each may be common, both together are rare.

    It is weighed by how much of what the two did not write as everybody does is alike.
    """
    common = {function.whole for functions in given.values() for function in functions}
    own = {code.student: {function.whole for function in code.functions.values()} - common for code in codes}
    writers: dict[tuple[int, int], list[str]] = defaultdict(list)
    for student, wholes in own.items():
        for both in combinations(sorted(wholes), 2):
            writers[both].append(student)
    scores: dict[tuple[str, str], float] = defaultdict(float)
    for students in writers.values():
        if worth := _worth(len(students), len(codes)):
            for pair in combinations(sorted(students), 2):
                scores[pair] += worth
    for first, second in scores:
        alike = len(own[first] & own[second]) / min(len(own[first]), len(own[second]))
        scores[first, second] *= alike**3
    return scores


def _matches(pair: tuple[str, str], indexes: Mapping[str, _Index]) -> tuple[Match, ...]:
    first, second = pair
    found = []
    for name, index in indexes.items():
        if first in index.codes and second in index.codes:
            one, other = index.codes[first], index.codes[second]
            common = {mark for mark in one.fingerprints.keys() & other.fingerprints.keys() if mark in index.worth}
            score = sum(index.worth[mark] for mark in common)
            if one.whole == other.whole:
                score += index.worth.get(one.whole, 0.0)
            if common and (score >= _LEAST_OF_ONE_FUNCTION or (one.whole == other.whole and one.whole in index.worth)):
                first_lines, second_lines = _lines(one, common), _lines(other, common)
                found.append(Match(name, round(score, 1), first_lines, second_lines, one.text, other.text))
    return tuple(sorted(found, key=lambda match: -match.score))


def _lines(function: FunctionCode, marks: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted({line for mark in marks for line in function.fingerprints[mark]}))
