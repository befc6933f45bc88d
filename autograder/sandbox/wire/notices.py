"""What the student's process reports of its preparations: an id and values pass the wire, sentences are made outside.

So nothing that student code says is taken for a sentence of the grader's, and each is in the notebook's language.
"""

from __future__ import annotations

from typing import Any

from cnn_utils.compare.calls import Plain
from cnn_utils.language.speaking import later, say, say_number

_LONGEST = 500

_SENTENCES: dict[str, str] = {
    "older NumPy": later("Names that NumPy has removed were given back: {names}."),
    "older TensorFlow": later("Names of TensorFlow 1 were mapped onto today's: {names}."),
    "does not parse": later("Cell {cell} does not parse: {error}."),
    "failed": later("Cell {cell}, line {line} failed and was skipped: {error}"),
    "too long": later("Cell {cell}, line {line} took too long and was stopped."),
    "no value": later("{name} gets no value: Cell {cell}, line {line} stops with {error}"),
    "of another course": later("{name} belongs to another course folder; an empty stand-in took its place."),
    "left out": later("{name} is left out while grading; an empty stand-in took its place."),
    "too old": later("{name} cannot be imported with these versions; an empty stand-in took its place."),
    "not installed": later("{name} is not installed here; an empty stand-in took its place."),
}
_GIVEN = later("{names} was used without an import and given."), later("{names} were used without an import and given.")


def notice(kind: str, **values: str | int) -> Plain:
    """Write down, in the student's process, what happened: "not installed" and the name."""
    return kind, {name: value[:_LONGEST] if isinstance(value, str) else value for name, value in values.items()}


def sentence_of(report: Plain) -> str:
    """Say what a notice says; "" where it is none.

    Parameters
    ----------
    report : Plain
        As it came over the wire.
    """
    if type(report) is not tuple or len(report) != 2 or type(report[0]) is not str or type(report[1]) is not dict:
        return ""
    kind: str = report[0]
    values: dict[str, Any] = report[1]
    if not all(type(value) is int or (type(value) is str and len(value) <= _LONGEST) for value in values.values()):
        return ""
    try:
        if kind == "given":
            return say_number(*_GIVEN, int(values["n"]), names=values["names"])
        return say(_SENTENCES[kind], **values)
    except (KeyError, ValueError, TypeError):
        return ""
