"""What is wrong with a translation: not there, out of date, or with something lost that every language keeps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Message

from autograder.translating.extraction import PARTS
from autograder.translating.po_files import fresh_catalogue, is_translated, read_catalogue

_FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)
# What every language keeps as it is, as often as it stands there. Braces of a formula are no placeholders.
_KEPT = {
    "the formula": _FORMULA,
    "the code": re.compile(r"`[^`\n]+`"),
    "the placeholder": re.compile(r"(?<!\{)\{[^{}\n]*\}(?!\})"),
    "the link": re.compile(r"\]\([^)]*\)|https?://[\w./~#?&=%+-]+"),
    "the heading": re.compile(r"^#+ ", re.MULTILINE),
    "the quotes": re.compile(r'"""'),
}
_IN_FORMULAS = ("the formula",)
_FIRST_WORDS = 60


@dataclass(frozen=True)
class Fault:
    """Something to be put right in a catalogue."""

    language: str
    part: str
    place: str
    text: str
    what: str

    def __str__(self) -> str:
        """One line: where, the first words, what is wrong."""
        words = " ".join(self.text.split())
        words = words if len(words) <= _FIRST_WORDS else words[: _FIRST_WORDS - 1] + "…"
        return f"{self.language}/{self.part}.po, {self.place}, “{words}”: {self.what}"


def faults_of(language: str, root: Path) -> Iterator[Fault]:
    """Every fault of a language, part by part, in the order of the English."""
    for part in PARTS:
        fresh, kept = fresh_catalogue(part, language, root), read_catalogue(part, language, root)
        for message in (each for each in fresh if each.id):
            found = kept.get(message.id)
            for what in _wrong_with(message, found):
                yield Fault(language, part, _place(message), _english(message), what)
        for message in (each for each in kept if each.id and each.id not in fresh):
            what = "stale: the English is gone or has changed; `autograder sync` brings the catalogue up to date."
            yield Fault(language, part, _place(message), _english(message), what)


def coverage(language: str, root: Path) -> dict[str, tuple[int, int]]:
    """How many sentences of each part are translated, and how many there are."""
    counted = {}
    for part in PARTS:
        fresh, kept = fresh_catalogue(part, language, root), read_catalogue(part, language, root)
        found = [kept.get(message.id) for message in fresh if message.id]
        counted[part] = (sum(each is not None and is_translated(each) for each in found), len(found))
    return counted


def differences_between(english: str, words: str) -> Iterator[str]:
    """What a translation loses of its sentence, or adds to it, among the things that every language keeps."""
    for kind, pattern in _KEPT.items():
        before, after = _counted(kind, pattern, english), _counted(kind, pattern, words)
        for lost in before - after:
            yield f"{kind} {lost.strip()} is missing."
        for added in after - before:
            yield f"{kind} {added.strip()} is not in the English."
    if "\n" not in english and "\n" in words:
        yield "the English is one line; this has more."


def _wrong_with(message: Message, found: Message | None) -> Iterator[str]:
    if found is not None and found.fuzzy:
        yield "fuzzy: the English has changed; look the translation through and take the mark out."
    elif found is None or not is_translated(found):
        yield "not translated."
    else:
        strings = found.string if isinstance(found.string, (list, tuple)) else (found.string,)
        for words in strings:
            yield from differences_between(_english(message), words or "")


def _counted(kind: str, pattern: re.Pattern[str], text: str) -> Counter[str]:
    return Counter(pattern.findall(text if kind in _IN_FORMULAS else _FORMULA.sub("", text)))


def _english(message: Message) -> str:
    """The sentence; the one for many where it depends on a number, which no placeholder is left out of."""
    return message.id if isinstance(message.id, str) else message.id[-1]


def _place(message: Message) -> str:
    place = message.locations[0][0] if message.locations else ""
    note = message.auto_comments[0] if message.auto_comments else ""
    return f"{place} ({note})" if note else place
