"""Sentences as plain data, so that they are said in the reader's language outside of the process that made them."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any

from cnn_utils.language.speaking import Said, say

_LONGEST = 1000
_DEEPEST = 5


def sentence_to_plain(sentence: str) -> Any:  # noqa: ANN401 - a text, or a message and its values
    """Take a sentence apart: its message, and the values in it as texts or as sentences of their own."""
    if not isinstance(sentence, Said):
        return sentence
    values = {
        name: sentence_to_plain(value) if isinstance(value, str) else str(value)
        for name, value in sentence.values.items()
    }
    return [sentence.message, values]


def sentence_from_plain(plain: object, depth: int = 0) -> str:
    """Say what `sentence_to_plain` took apart; a student may have forged it.

    Raises
    ------
    TypeError
        If it is anything else.
    """
    if type(plain) is str:
        return plain[:_LONGEST]
    if type(plain) is not list or len(plain) != 2 or depth > _DEEPEST:
        raise TypeError("a text is missing")
    message, values = plain
    if type(message) is not str or type(values) is not dict or not all(type(name) is str for name in values):
        raise TypeError("a text is missing")
    read = {name: sentence_from_plain(value, depth + 1) for name, value in values.items()}
    if read and not all(_is_filled_plainly(place, read) for place in Formatter().parse(message[:_LONGEST])):
        raise TypeError("a text has places for other values")
    sentence = say(message[:_LONGEST], **read)
    if len(sentence) > 5 * _LONGEST:
        raise TypeError("a text is too long")
    return sentence


def _is_filled_plainly(place: tuple[str, str | None, str | None, str | None], values: Mapping[str, str]) -> bool:
    """Whether a place in braces takes one of the values as it is: no attribute of it, and no width."""
    _, name, form, conversion = place
    return name is None or (name in values and not form and not conversion)
