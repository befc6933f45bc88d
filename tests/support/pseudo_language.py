"""A made-up language in which everything that was translated stands in brackets: "⟦Cell 3 …⟧"."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from made_up import MadeUp

from cnn_utils.language.catalogues import add_language
from cnn_utils.language.speaking import speaking

PSEUDO = "pseudo"


def add_pseudo() -> str:
    """Have the made-up language known, and say its code."""
    add_language(PSEUDO, MadeUp("⟦{}⟧".format))
    return PSEUDO


@contextmanager
def speaking_pseudo() -> Iterator[None]:
    with speaking(add_pseudo()):
        yield


def plain_words(shown: str) -> list[str]:
    """Words that stand outside of all brackets: nobody has translated them. Of HTML, what a reader sees or hears."""
    heard = re.findall(r'aria-label="([^"]*)"', shown)
    seen = re.sub(r"<style.*?</style>|<script.*?</script>", "", shown, flags=re.DOTALL)
    text = " ".join([re.sub(r"<[^>]*>", " ", seen), *heard])
    while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = shorter
    return re.findall(r"[A-Za-z]{2,}", text)
