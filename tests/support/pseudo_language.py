"""A made-up language in which everything that was translated stands in brackets: "⟦Cell 3 …⟧"."""

from collections.abc import Iterator
from contextlib import contextmanager
from gettext import NullTranslations

from cnn_utils.language.catalogues import add_language
from cnn_utils.language.speaking import speaking

PSEUDO = "pseudo"


class _Bracketed(NullTranslations):
    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, one: str, many: str, n: int) -> str:
        return f"⟦{one if n == 1 else many}⟧"


def add_pseudo() -> str:
    """Have the made-up language known, and say its code."""
    add_language(PSEUDO, _Bracketed())
    return PSEUDO


@contextmanager
def speaking_pseudo() -> Iterator[None]:
    with speaking(add_pseudo()):
        yield
