"""Write out what a terminal would act upon, or what lets a text read as another one."""

from __future__ import annotations

import re

# Control characters but for line ends and tabs, and marks that turn the direction of writing. Halves of characters, of
# names that are not UTF-8, cannot be written at all.
_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    r"""Write such characters as Python writes them, ``\x1b``: names, messages and code are students'.

    Parameters
    ----------
    text : str
        For a terminal, or a whole page.

    Returns
    -------
    str
    """
    return _ACTING.sub(lambda found: _written(found[0]), text)


def visible_in_json(text: str) -> str:
    """Do the same in a JSON text: what is read from it are the characters as written out, not those themselves."""
    return _ACTING.sub(lambda found: "\\" + _written(found[0]), text)


def _written(character: str) -> str:
    return character.encode("unicode_escape").decode()
