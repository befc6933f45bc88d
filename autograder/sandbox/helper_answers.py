"""What a child may ask while it makes a call, for what the reference of a helper gives, and how much of that."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from autograder.sandbox.inside.reference_helpers import MOST_AT_ONCE
from autograder.sandbox.wire.frames import ChannelError
from cnn_utils.compare.calls import Plain

AnswerHelper = Callable[[str, tuple[Plain, ...]], Plain]
Question = tuple[str, tuple[Plain, ...]]
Answer = tuple[bool, Plain]
_FAR = 1 << 24
_TOO_LARGE = (False, "ValueError: the arguments are too large for this helper")
_MOST_AXES = 4


def questions_in(asked: Plain, helpers: tuple[str, ...]) -> list[Question]:
    """Check what the child asks for: helpers of this call, each with a tuple of arguments."""
    if type(asked) is not list or len(asked) > MOST_AT_ONCE:
        raise ChannelError("helpers are asked for in a list")
    for question in asked:
        if type(question) is not tuple or len(question) != 2 or type(question[1]) is not tuple:
            raise ChannelError("a helper was asked without arguments")
        if type(question[0]) is not str or question[0] not in helpers:
            raise ChannelError("a helper was asked for that the call does not have")
    return asked  # type: ignore[return-value]


def answers_to(questions: Sequence[Question], answer_helper: AnswerHelper) -> list[Answer]:
    """What the helpers return, or in which words they refuse; nothing more where the answers would grow too large."""
    left, answers = _FAR, list[Answer]()
    for name, args in questions:
        left -= _reach(args)
        answers.append(_answer_or_reason(name, args, answer_helper) if left >= 0 else _TOO_LARGE)
    return answers


def _answer_or_reason(name: str, args: tuple[Plain, ...], answer_helper: AnswerHelper) -> Answer:
    try:
        return True, answer_helper(name, args)
    except Exception as error:  # noqa: BLE001 - the reference was given what a student made up
        return False, f"{type(error).__name__}: {error}"[:500]


def _reach(value: Plain) -> int:
    """How many entries a helper's answer might have: the reference must not be made to fill the grader's memory.

    An array counts its entries, and axes without any as one, since padding fills them; a whole number is taken for a
    padding on both sides of two axes, or a length. A few whole numbers in an array may be such lengths, or a shape.
    """
    if isinstance(value, np.ndarray):
        if value.dtype.kind in "iu" and value.ndim <= 1 and value.size <= _MOST_AXES:
            return _reach(value.reshape(-1).tolist())
        return math.prod(max(1, length) for length in value.shape)
    if isinstance(value, tuple | list):
        return math.prod(map(_reach, value))
    if isinstance(value, dict):
        return math.prod(map(_reach, value.values()))
    return (1 + 2 * abs(value)) ** 2 if type(value) is int else 1
