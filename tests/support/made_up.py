"""Languages that nobody speaks, among them one that shows where longer words do not fit."""

from __future__ import annotations

import re
from collections.abc import Callable
from gettext import NullTranslations

# Code, formulas, placeholders, links, tags and what markdown reads: as in any language, they stay as they are.
_KEPT = re.compile(r"(\$\$.*?\$\$|\$[^$\n]+\$|`[^`\n]+`|\{[^{}\n]*\}|\]\([^)]*\)|https?://\S+|<[^<>\n]+>)", re.DOTALL)
_ACCENTS = str.maketrans("acdegilnorsuyzACDEGILNORSUYZ", "áçðéğíłñóŕšúýžÁÇÐÉĞÍŁÑÓŔŠÚÝŽ")
_LONG = re.compile(r"[áéíñóŕúÁÉÍÑÓŔÚ]")


class MadeUp(NullTranslations):
    """A language made of English by a function.

    Parameters
    ----------
    words : callable
        From a sentence to what it is in this language.
    """

    def __init__(self, words: Callable[[str], str]) -> None:
        super().__init__()
        self._words = words

    def gettext(self, message: str) -> str:
        """Say a sentence."""
        return self._words(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Say a sentence that depends on a number."""
        return self._words(msgid1 if n == 1 else msgid2)


def pseudo_words(message: str) -> str:
    """Put accents on a sentence and double some letters, which makes it about 40 % longer; what is kept stays.

    Examples
    --------
    >>> pseudo_words("The shape of `Z` is {got}.")
    'Théé šháápéé óóf `Z` íís {got}.'
    """
    pieces = _KEPT.split(message)
    return "".join(piece if index % 2 else _stretched(piece) for index, piece in enumerate(pieces))


def _stretched(piece: str) -> str:
    return _LONG.sub(lambda letter: letter.group() * 2, piece.translate(_ACCENTS))
