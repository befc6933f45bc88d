"""The languages there are, and their catalogues: compiled by `autograder sync` from languages/."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import cnn_utils

if TYPE_CHECKING:
    from gettext import NullTranslations

ENGLISH = "en"
"""The language of the code."""

_folders = [Path(cnn_utils.__path__[0]) / "data" / "language"]
_made: dict[str, NullTranslations] = {}


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that can be spoken, English first; the folders are looked through once."""
    found = {file.stem for folder in _folders for file in folder.glob("*.mo")} | set(_made)
    return (ENGLISH, *sorted(found - {ENGLISH}))


def known_language(code: str) -> str:
    """Find the language that a code such as "zh-CN" or "ko_KR.UTF-8" names.

    Raises
    ------
    ValueError
        If there is none.
    """
    short = re.split(r"[-_.@]", code.strip().lower(), maxsplit=1)[0]
    short = ENGLISH if short in ("c", "posix") else short
    if short == ENGLISH or short in languages():
        return short
    raise ValueError(f"There is no language {code!r} here; there are {', '.join(languages())}.")


def name_of(language: str) -> str:
    """What a language calls itself, as its catalogue says; its code where none does."""
    return "English" if language == ENGLISH else catalogue(language).info().get("language-name", language)


@cache
def catalogue(language: str) -> NullTranslations:
    """Read the sentences of a language: the students' own, then those of every folder added since."""
    from gettext import GNUTranslations, NullTranslations  # only for whoever reads another language

    first = _made.get(language) or NullTranslations()
    for folder in reversed(_folders):
        file = folder / f"{language}.mo"
        if file.is_file():
            with file.open("rb") as opened:
                read = GNUTranslations(opened)
            read.add_fallback(first)
            first = read
    return first


def add_folder(folder: Path) -> None:
    """Add a folder of catalogues, such as the grader's, to those looked in."""
    if folder not in _folders:
        _folders.append(folder)
        read_anew()


def add_language(language: str, made: NullTranslations) -> None:
    """Add a language that a program makes up, such as one that shows what nobody has translated."""
    _made[language] = made
    read_anew()


def read_anew() -> None:
    """Forget what was read: files may have been written, or languages added, since."""
    languages.cache_clear()
    catalogue.cache_clear()
