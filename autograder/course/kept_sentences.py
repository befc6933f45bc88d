"""Sentences in a file, kept so that whoever reads it is told in their own language: as English with its values."""

from __future__ import annotations

from typing import Any, SupportsIndex

from cnn_utils.language.speaking import Said, say, say_number

_SAY, _MANY, _WITH = "say", "many", "with"


def kept(value: Any) -> Any:  # noqa: ANN401 - what JSON can hold, and sentences in it
    """Take every sentence in a value apart, so that JSON can hold it."""
    if isinstance(value, Said):
        many = {_MANY: value.many} if value.many else {}
        return {_SAY: value.message, **many, _WITH: {name: _plain(one) for name, one in value.values.items()}}
    if isinstance(value, dict):
        return {key: kept(one) for key, one in value.items()}
    return [kept(one) for one in value] if isinstance(value, list | tuple) else value


def said_again(entry: dict[str, Any]) -> Any:  # noqa: ANN401 - what JSON can hold
    """Say a sentence that `kept` took apart; leave any other entry as it is. For `json.loads`, as its object_hook."""
    if _SAY not in entry or _WITH not in entry:
        return entry
    values = entry[_WITH]
    if _MANY in entry:
        return say_number(entry[_SAY], entry[_MANY], values.pop("n"), **values)
    return say(entry[_SAY], **values)


def _plain(value: object) -> Any:  # noqa: ANN401
    if isinstance(value, Said):
        return kept(value)
    if isinstance(value, str | float):
        return value
    return value.__index__() if isinstance(value, SupportsIndex) else str(value)
