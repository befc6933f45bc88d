"""Plain values, calls and observations as frame headers and blobs, with exact types both ways.

Never pickle: `unpack` builds nothing but numbers, texts, arrays of listed dtypes, tuples, lists, dicts and `Foreign`,
and holds every size against the bytes that are there before it allocates. Whatever does not fit is a `ChannelError`.

In JSON, null, booleans, whole numbers and short texts stand for themselves; every other value is a two-part list, tag
first: ``["f", "0x1.8p+1"]`` a float, ``["s", blob]`` a long text, ``["a", [dtype, shape, blob]]`` an array,
``["t", [...]]``, ``["l", [...]]``, ``["d", [[key, value], ...]]`` and ``["x", type name]``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.sandbox.wire.frames import Blob, ChannelError
from cnn_utils.compare.calls import Call, Foreign, Observation, Plain, Raised
from cnn_utils.language.speaking import Said

DTYPES = {
    dtype.name: dtype
    for kind, sizes in (("b", "1"), ("i", "1248"), ("u", "1248"), ("f", "248"))
    for dtype in (np.dtype(kind + size) for size in sizes)
} | {"complex64": np.dtype("c8"), "complex128": np.dtype("c16")}
# A dtype's own ``name`` is put together anew each time it is asked for.
_NAMES = {dtype: name for name, dtype in DTYPES.items()}
# What a child may say of a call. That it was killed, or could not be graded, only the grader can know.
OUTCOMES = ("returned", "raised", "timeout", "memory", "missing")
_MAX_DEPTH = 40
# Taken before any student's code runs, which may put other things in their places.
_ndarray, _contiguous, _Call, _Foreign, _Said = np.ndarray, np.ascontiguousarray, Call, Foreign, Said
_MAX_INT = 2**63
_SHORT_TEXT, _SHORT_TEXTS = 200, 200_000  # characters of one, and of all of them in a message
_MAX_NAME = 200
_TAKEN = memoryview(b"")  # stands where a blob was


class Packer:
    """Turns values into JSON-able ones and collects the blobs that go beside them."""

    def __init__(self) -> None:
        self.blobs: list[Blob] = []
        self._room = _SHORT_TEXTS

    def pack(self, value: Any) -> Any:  # noqa: ANN401 - anything may be offered; what is not plain becomes Foreign
        """The JSON form of a plain value."""
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind is int:
            return value if -_MAX_INT <= value < _MAX_INT else ["x", "int"]
        if kind is float:
            return ["f", value.hex()]
        if kind is str or kind is _Said:
            return self._text(str(value))
        if kind is _ndarray:
            return self._array(value)
        if kind is tuple or kind is list:
            return ["t" if kind is tuple else "l", [self.pack(item) for item in value]]
        if kind is dict and all(type(key) is str for key in value):
            return ["d", [[key, self.pack(item)] for key, item in value.items()]]
        name = value.type_name if kind is _Foreign else kind.__name__
        return ["x", str(name)[:_MAX_NAME]]

    def _text(self, text: str) -> Any:  # noqa: ANN401
        if len(text) <= min(_SHORT_TEXT, self._room):
            self._room -= len(text)
            return text
        return ["s", self._blob(text.encode("utf-8", "surrogatepass"))]

    def _array(self, array: np.ndarray) -> Any:  # noqa: ANN401
        dtype = array.dtype
        if dtype not in _NAMES:
            dtype = dtype.newbyteorder("=")
        if dtype.kind in "fc" and dtype not in _NAMES:  # long double
            dtype = DTYPES["float64" if dtype.kind == "f" else "complex128"]
        if dtype not in _NAMES:
            return ["x", f"ndarray of dtype {dtype}"[:_MAX_NAME]]
        return ["a", [_NAMES[dtype], list(array.shape), self._blob(_contiguous(array, dtype=dtype).tobytes())]]

    def _blob(self, blob: Blob) -> int:
        self.blobs.append(blob)
        return len(self.blobs) - 1


def unpack(form: object, blobs: list[memoryview], depth: int = 0) -> Plain:
    """The plain value that a JSON form stands for.

    Each blob is handed out once, and `blobs` is used up by that: a small header whose every value points to the same
    megabytes would otherwise fill the grader's memory.

    Raises
    ------
    ChannelError
        If it stands for none.
    """
    if form is None or type(form) in (bool, str):
        return form  # type: ignore[return-value]
    if type(form) is int:
        if not -_MAX_INT <= form < _MAX_INT:
            raise ChannelError("a whole number is out of range")
        return form
    if type(form) is not list or len(form) != 2 or type(form[0]) is not str or depth > _MAX_DEPTH:
        raise ChannelError("a value has no form that the channel knows")
    tag, body = form
    reader = _READERS.get(tag)
    if reader is None:
        raise ChannelError("a value has no form that the channel knows")
    return reader(body, blobs, depth)


def _read_float(body: object, _blobs: list[memoryview], _depth: int) -> float:
    if type(body) is not str or len(body) > 40:
        raise ChannelError("a float is not written as one")
    try:
        return float.fromhex(body)
    except (ValueError, OverflowError):
        raise ChannelError("a float is not written as one") from None


def _read_text(body: object, blobs: list[memoryview], _depth: int) -> str:
    return bytes(_pick(body, blobs)).decode("utf-8", "replace")


def _read_array(body: object, blobs: list[memoryview], _depth: int) -> np.ndarray:
    if type(body) is not list or len(body) != 3 or type(body[0]) is not str or type(body[1]) is not list:
        raise ChannelError("an array is not described as one")
    dtype, shape = DTYPES.get(body[0]), body[1]
    if dtype is None:
        raise ChannelError("an array has a dtype that the channel does not carry")
    if len(shape) > 32 or not all(type(n) is int and 0 <= n < _MAX_INT for n in shape):
        raise ChannelError("an array has a shape that cannot be")
    blob = _pick(body[2], blobs)
    if math.prod(shape) * dtype.itemsize != len(blob):
        raise ChannelError("an array's shape does not fit its bytes")
    try:
        array = np.frombuffer(blob, np.uint8 if dtype.kind == "b" else dtype).reshape(shape)
    except (ValueError, OverflowError):
        raise ChannelError("an array has a shape that cannot be") from None
    return array.astype(dtype)  # a copy, and of bytes other than 0 and 1 a proper True; `!=` would make a scalar of ()


def _read_items(body: object, blobs: list[memoryview], depth: int) -> list[Plain]:
    if type(body) is not list:
        raise ChannelError("a sequence is not written as one")
    return [unpack(item, blobs, depth + 1) for item in body]


def _read_tuple(body: object, blobs: list[memoryview], depth: int) -> tuple[Plain, ...]:
    return tuple(_read_items(body, blobs, depth))


def _read_dict(body: object, blobs: list[memoryview], depth: int) -> dict[str, Plain]:
    if type(body) is not list:
        raise ChannelError("a dict is not written as one")
    found: dict[str, Plain] = {}
    for pair in body:
        if type(pair) is not list or len(pair) != 2 or type(pair[0]) is not str:
            raise ChannelError("a dict is not written as one")
        found[pair[0]] = unpack(pair[1], blobs, depth + 1)
    return found


def _read_foreign(body: object, _blobs: list[memoryview], _depth: int) -> Foreign:
    if type(body) is not str:
        raise ChannelError("the name of a type is not a text")
    return Foreign(body[:_MAX_NAME])


_READERS: dict[str, Callable[[object, list[memoryview], int], Plain]] = {
    "f": _read_float,
    "s": _read_text,
    "a": _read_array,
    "t": _read_tuple,
    "l": _read_items,
    "d": _read_dict,
    "x": _read_foreign,
}


def _pick(index: object, blobs: list[memoryview]) -> memoryview:
    if type(index) is not int or not 0 <= index < len(blobs):
        raise ChannelError("a value points to bytes that are not there")
    blob, blobs[index] = blobs[index], _TAKEN
    if blob is _TAKEN:
        raise ChannelError("two values point to the same bytes")
    return blob


def call_to_plain(call: Call) -> Plain:
    """A call as a plain value."""
    return (call.exercise, call.args, call.kind, call.helpers)


def call_from_plain(value: Any) -> Call:  # noqa: ANN401 - checked here
    """The call that `call_to_plain` wrote."""
    exercise, args, kind, helpers = value
    return _Call(exercise, args, kind, helpers)


def observation_to_plain(seen: Observation) -> Plain:
    """An observation as a plain value."""
    raised: Plain = None
    if seen.raised is not None:
        raised = (seen.raised.type_name, seen.raised.message, seen.raised.line, seen.raised.source)
    return (seen.outcome, seen.value, seen.args_after, raised, seen.printed, float(seen.seconds))


def observation_from_plain(value: Plain) -> Observation:
    """The observation that `observation_to_plain` wrote; every part is checked, as a student may have forged it."""
    if type(value) is not tuple or len(value) != 6:
        raise ChannelError("an observation has six parts")
    outcome, result, after, raised, printed, seconds = value
    if type(outcome) is not str or outcome not in OUTCOMES:
        raise ChannelError("an observation has an outcome that is not the child's to give")
    if type(after) is not tuple or type(printed) is not str:
        raise ChannelError("an observation has parts of the wrong type")
    if type(seconds) is not float or not 0 <= seconds < 1e9:
        raise ChannelError("an observation took no sensible time")
    return Observation(outcome, result, after, _raised(raised), printed[:100_000], seconds)  # type: ignore[arg-type]


def _raised(value: Plain) -> Raised | None:
    if value is None:
        return None
    if type(value) is not tuple or len(value) != 4:
        raise ChannelError("an exception has four parts")
    name, message, line, source = value
    if not all(type(text) is str for text in (name, message, source)) or type(line) not in (int, type(None)):
        raise ChannelError("an exception has parts of the wrong type")
    return Raised(name[:_MAX_NAME], message[:4000], line, source[:1000])  # type: ignore[arg-type, index]
