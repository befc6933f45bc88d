"""The language of a notebook: its metadata say it, else a line of its code, else the environment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from autograder.course_languages import asked_language
from autograder.errors import UserError
from autograder.reading.submission import Cell
from cnn_utils.language.catalogues import ENGLISH
from cnn_utils.language.speaking import language_in_use

METADATA = "cnn_utils"
"""Under this name a notebook's metadata keep `{"language": "ko"}`."""

_SPEAK = re.compile(r"""^[ \t]*(?:\w+\.)*speak\(\s*(?:language\s*=\s*)?(["'])([\w.-]+)\1\s*\)""", re.M)


def language_of(cells: Iterable[Cell], metadata: Mapping[str, Any]) -> str:
    """Code of the language in which a notebook's student is answered.

    Parameters
    ----------
    cells : iterable of Cell
    metadata : mapping
        The notebook's.

    Returns
    -------
    str
        The first that there are words in: what the metadata name, what the last ``speak("ko")`` names, what is in use.
        English where the notebook names only languages that nobody has translated into.
    """
    named = list(_named(cells, metadata))
    known = (code for name in named if (code := _known(name)))
    return next(known, ENGLISH if named else language_in_use())


def _named(cells: Iterable[Cell], metadata: Mapping[str, Any]) -> Iterator[str]:
    own = metadata.get(METADATA)
    if isinstance(own, dict) and isinstance(own.get("language"), str):
        yield own["language"]
    lines = [line[2] for cell in cells if cell.type == "code" for line in _SPEAK.finditer(cell.source)]
    yield from lines[-1:]


def _known(name: str) -> str | None:
    try:
        return asked_language(name)
    except UserError:
        return None
