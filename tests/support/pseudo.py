"""A language that nobody speaks, for tests of whatever speaks several: a course's languages.toml may name it."""

from __future__ import annotations

from autograder.translating.made_up import MadeUp, pseudo_words
from cnn_utils.language.catalogues import add_language

PSEUDO = "pseudo"


def add_pseudo() -> str:
    """Have it spoken in this process, and give its code."""
    add_language(PSEUDO, MadeUp(pseudo_words))
    return PSEUDO
