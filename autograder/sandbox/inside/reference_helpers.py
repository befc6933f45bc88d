"""Stand-ins for helpers, which the reference answers in a process that student code cannot reach.

A convolution asks for a helper at every window, and a message each would take longer than the convolution itself. So a
call is first made with guesses: after the first answer for arguments of some form, that answer serves for all of that
form. The call shows in this way what it is going to ask for, which is fetched at once, and is made again. Only a call
in which nothing was guessed counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from autograder.exercises import EXERCISES
from autograder.sandbox.wire.channel import Packer
from cnn_utils.calling.plain_values import copy_plain, to_plain
from cnn_utils.compare.calls import Plain

Question = tuple[str, Plain]
Answer = tuple[bool, Plain]
_Form = tuple[str, str]
_Key = tuple[_Form, bytes]

MOST_AT_ONCE = 256
_MOST_BYTES = 8 << 20
_MOST_KEPT = 20_000


class ReferenceHelpers:
    """The helpers of one call.

    Parameters
    ----------
    names : sequence of str
    fetch : callable
        Answers questions, each a helper's name and its arguments, with (True, answer) or (False, why there is none).
    """

    def __init__(self, names: Sequence[str], fetch: Callable[[list[Question]], list[Answer]]) -> None:
        self._names, self._fetch = names, fetch
        self._answers: dict[_Key, Plain] = {}
        self._latest: dict[_Form, Plain] = {}
        self._guessed: dict[_Key, Question] = {}
        self._bytes = 0
        self._has_guessed = False

    def stand_ins(self, *, guess: bool) -> dict[str, Callable[..., Any]]:
        """Return the helpers by name."""
        return {name: partial(self._answer, name, guess) for name in self._names}

    def learn(self) -> bool:
        """Fetch what was guessed since the last time; whether anything was."""
        self._fetch_guessed()
        has_guessed, self._has_guessed = self._has_guessed, False
        return has_guessed

    def _answer(self, name: str, guess: bool, /, *args: Any, **named: Any) -> Any:  # noqa: ANN401
        arguments = to_plain(_in_order(name, args, named))
        key = form, _ = _key(name, arguments)
        if key in self._answers:
            return copy_plain(self._answers[key])
        if guess and form in self._latest and len(self._answers) < _MOST_KEPT:
            self._note(key, (name, arguments))
            return copy_plain(self._latest[form])
        ((is_answer, value),) = self._fetch([(name, arguments)])
        if not is_answer:
            raise ValueError(f"{name}: {value}")
        if len(self._answers) < _MOST_KEPT:
            self._answers[key] = self._latest[form] = value
        return copy_plain(value)

    def _note(self, key: _Key, question: Question) -> None:
        self._guessed[key] = question
        self._has_guessed = True
        self._bytes += len(key[1])
        if len(self._guessed) >= MOST_AT_ONCE or self._bytes > _MOST_BYTES:
            self._fetch_guessed()

    def _fetch_guessed(self) -> None:
        guessed, self._guessed, self._bytes = self._guessed, {}, 0
        answers = self._fetch(list(guessed.values())) if guessed else []
        for key, (is_answer, value) in zip(guessed, answers, strict=True):
            if is_answer:  # otherwise it is asked for again, alone, if it comes to that
                self._answers[key] = value


def _in_order(name: str, args: tuple[Any, ...], named: Mapping[str, Any]) -> tuple[Any, ...]:
    """Bring a helper's arguments into the order of its parameters."""
    parameters = EXERCISES[name].parameters
    if len(args) > len(parameters) or not set(named) <= set(parameters[len(args) :]):
        raise TypeError(f"{name}() takes the arguments {', '.join(parameters)}")
    return (*args, *(named[parameter] for parameter in parameters[len(args) :] if parameter in named))


def _key(name: str, arguments: Plain) -> _Key:
    """Tell apart what is not the same to the last bit; the first part is the same for arrays of the same shapes."""
    packer = Packer()
    form = packer.pack(arguments)
    return (name, repr(form)), b"".join(packer.blobs)
