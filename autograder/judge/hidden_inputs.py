"""What a page may say of a hidden call: nothing that the student's code could have written its inputs into.

A function sees what it is called with, and everything that it hands back is a letter to its author: the words of an
exception, the name of a class, the line that is said to have raised, a shape of thirty axes, eight digits of a number.
"""

from __future__ import annotations

import builtins
from dataclasses import replace

import numpy as np

from cnn_utils.compare.calls import Observation, Raised
from cnn_utils.compare.kinds import A_DICT, A_FOREIGN_OBJECT
from cnn_utils.compare.verdict import Difference
from cnn_utils.language.speaking import later, say, tells

_WITHHELD = later("its message is not shown, because this call is hidden.")
_OF_PYTHON = frozenset(name for name, kind in vars(builtins).items() if isinstance(kind, type))
# As NumPy raises them; the last five have no public names.
_OF_NUMPY = frozenset(np.exceptions.__all__) | {
    "LinAlgError",
    "UFuncTypeError",
    "_UFuncBinaryResolutionError",
    "_UFuncInputCastingError",
    "_UFuncNoLoopError",
    "_UFuncOutputCastingError",
}
_KNOWN = _OF_PYTHON | _OF_NUMPY
_MOST_AXES, _MOST_LENGTH = 5, 999


def without_words(seen: Observation) -> Observation:
    """Keep of an exception its type, if that is one of Python's or NumPy's."""
    if seen.raised is None:
        return seen
    name = seen.raised.type_name if seen.raised.type_name in _KNOWN else say("an exception of its own")
    return replace(seen, raised=Raised(name, say(_WITHHELD)))


def in_few_words(difference: Difference) -> Difference:
    """Keep of a wrong output what fits in a few digits."""
    if difference.stage == "values":
        return replace(difference, got=_few_digits(difference.got))
    if difference.stage == "type":
        return replace(difference, got=_kind(difference.got))
    if difference.stage == "shape" and not _is_plain_shape(difference.got):
        return replace(difference, got=say("an odd one"))
    return difference


def _few_digits(text: str) -> str:
    try:
        return f"{float(text) + 0.0:.3g}"  # of a negative zero nobody needs to see the sign
    except ValueError:  # no number: it is the student's own words
        return say("something else")


def _kind(text: str) -> str:
    if tells(text, A_FOREIGN_OBJECT):
        return say("an object of another type")
    if tells(text, A_DICT):
        return say("a dict")
    return text if _is_plain_shape(text) else say("something else")


def _is_plain_shape(text: str) -> bool:
    """Whether a text names a shape that an exercise might meet."""
    numbers = [int(part) for part in "".join(c if c.isdigit() else " " for c in text).split()]
    return len(numbers) <= _MOST_AXES and all(number <= _MOST_LENGTH for number in numbers)
