"""Say a sentence in the reader's language.

English stands in the code and is the truth; `say` looks up what it is in the language in use and fills it in:

    say("{part} has shape {got}; expected {expected}.", part="Z", got=(2, 3), expected=(3, 2))

The first argument is always written out where `say` is called, and is always a whole sentence: that is what the
extractor reads, and what a translator can turn round.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from cnn_utils.language.catalogues import ENGLISH, catalogue, known_language

VARIABLE = "CNN_UTILS_LANGUAGE"

# A notebook says it once for its whole process; `speaking` says it for a stretch of a program, in one thread.
_of_the_process: list[str] = []
_of_the_stretch: ContextVar[str | None] = ContextVar("language", default=None)


def speak(language: str) -> None:
    """Have checks, hints, questions and figures speak a language from here on: `speak("ko")`.

    Parameters
    ----------
    language : str
        A code such as "ko", "zh" or "en"; a longer one, "zh-CN" or "ko_KR.UTF-8", counts as its first part.

    Raises
    ------
    ValueError
        If there is no such language; the message lists those that there are.
    """
    _of_the_process[:] = [known_language(language)]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language for a stretch of a program, whatever the notebook or the environment says.

    Raises
    ------
    ValueError
        As `speak` does.
    """
    before = _of_the_stretch.set(known_language(language))
    try:
        yield
    finally:
        _of_the_stretch.reset(before)


def language_in_use() -> str:
    """Code of the language: what `speaking` or `speak` asked for, else CNN_UTILS_LANGUAGE, else English."""
    asked = _of_the_stretch.get() or (_of_the_process[0] if _of_the_process else None)
    if asked is not None:
        return asked
    try:
        return known_language(os.environ.get(VARIABLE) or ENGLISH)
    except ValueError:
        return ENGLISH  # a machine's setting: no reason to stop a student's cell


class Said(str):
    """A sentence in one language that knows what it was made of, so that `say` can say it anew in another.

    Attributes
    ----------
    message, many : str
        The English sentence before it was filled in; where it depends on a number, that for 1 and that for others.
    values : dict of str to object
    """

    message: str
    many: str
    values: dict[str, object]


def say(message: str, /, **values: object) -> str:
    """Translate a sentence and fill in its values, as str.format does.

    Parameters
    ----------
    message : str
        The English sentence, with a name in braces for each value; or one that was said before, perhaps in another
        language, which is said anew.
    **values : object
        What stands in the braces. Without any, braces in the sentence stay as they are.
    """
    if isinstance(message, Said):
        return _said(message.message, message.many, message.values)
    return _said(message, "", values)


def say_number(one: str, many: str, n: int, /, **values: object) -> str:
    """Translate a sentence that depends on a number, and fill it in; `n` itself may stand in it as {n}.

    Parameters
    ----------
    one, many : str
        The English sentence for n = 1 and for every other n.
    n : int
    **values : object
        What else stands in braces.
    """
    return _said(one, many, {"n": n, **values})


def _said(message: str, many: str, values: dict[str, object]) -> Said:
    language = language_in_use()
    if language == ENGLISH or not message:  # gettext's own entry for "" is the head of the catalogue
        words = many if many and values["n"] != 1 else message
    elif many:
        words = catalogue(language).ngettext(message, many, values["n"])  # type: ignore[arg-type] # a count
    else:
        words = catalogue(language).gettext(message)
    inner = {name: say(value) if isinstance(value, Said) else value for name, value in values.items()}
    said = Said(words.format(**inner) if values else words)
    said.message, said.many, said.values = message, many, values
    return said


def later(message: str, /, **values: object) -> str:
    """Mark a sentence for translation where it is written down, to be said with `say` where it is shown.

    Until then it is English, its values filled in if it has any: what compares it need not know any language.
    """
    if not values:
        return message
    with speaking(ENGLISH):
        return say(message, **values)


def tells(sentence: str, message: str) -> bool:
    """Whether a sentence is this message, in whatever language it was said and whatever it was filled in with."""
    return isinstance(sentence, Said) and sentence.message == message


def together(sentences: Iterable[str]) -> str:
    """Put sentences one after the other, with the space between them that the language has."""
    first, *rest = [sentence for sentence in sentences if sentence] or [""]
    return say("{sentence} {following}", sentence=first, following=together(rest)) if rest else first


def listed(names: Iterable[str]) -> str:
    """Name a few things: "W and b"."""
    first, *rest = names
    return say("{one} and {other}", one=first, other=listed(rest)) if rest else first
