"""The catalogues that translators fill, languages/CODE/PART.po: read, brought up to date, written, compiled."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.core import Locale, get_global
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import denormalize, read_po, write_po

from autograder.translating.extraction import PARTS, found_in

FOLDER = "languages"
_WIDTH = 120
_EACH_MSGID = re.compile(r"^(?=msgid)", re.M)


class SteadyCatalog(Catalog):
    """One whose header says nothing that changes while the sentences stay: no dates, no version of Babel."""

    def __iter__(self) -> Iterator[Message]:
        """The header first, then every sentence in its order."""
        header = {
            "Language": str(self.locale_identifier),
            "Language-Name": own_name(str(self.locale_identifier)),
            "Plural-Forms": self.plural_forms,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Transfer-Encoding": "8bit",
        }
        yield Message("", "".join(f"{name}: {value}\n" for name, value in header.items()))
        yield from (message for message in super().__iter__() if message.id)


def own_name(language: str) -> str:
    """What a language calls itself, with its script where Unicode's list tells scripts apart: 简体中文."""
    locale = Locale(language)
    with_script = "_".join(get_global("likely_subtags").get(language, language).split("_")[:2])
    return locale.languages.get(with_script) or locale.get_display_name() or language


def po_path(language: str, part: str, root: Path) -> Path:
    """Where the catalogue of a part is."""
    return root / FOLDER / language / f"{part}.po"


def fresh_catalogue(part: str, language: str, root: Path) -> SteadyCatalog:
    """A part as it is today, with nothing translated: each sentence once, with every place where it stands."""
    catalogue = _empty(language)
    for found in found_in(part, root):
        notes = [found.note] if found.note else []
        catalogue.add(
            (found.text, found.many) if found.many else found.text,
            locations=[(found.place, 0)],
            auto_comments=notes,
        )
    return catalogue


def read_catalogue(part: str, language: str, root: Path) -> SteadyCatalog:
    """A part as translators left it; empty where there is no file yet."""
    path, catalogue = po_path(language, part, root), _empty(language)
    if path.is_file():
        with path.open("rb") as opened:
            for message in read_po(opened, locale=language, ignore_obsolete=True, abort_invalid=True):
                if message.id:
                    catalogue[message.id] = _with_its_english_before(message)
    return catalogue


def _with_its_english_before(message: Message) -> Message:
    """Take the English of before, which Babel writes after "#|", back from the comments as which Babel reads it."""
    before = "\n".join(comment.lstrip("| ") for comment in message.user_comments if comment.startswith("|"))
    message.user_comments = [comment for comment in message.user_comments if not comment.startswith("|")]
    if message.fuzzy:  # else a translator has looked it through
        message.previous_id = [denormalize(text.partition(" ")[2]) for text in _EACH_MSGID.split(before) if text]
    return message


def updated_catalogue(part: str, language: str, root: Path) -> SteadyCatalog:
    """A part as it is today, with what is translated already.

    A sentence that was changed in English keeps its translation, marked fuzzy; one that is gone goes.
    """
    catalogue = read_catalogue(part, language, root)
    before = {str(message.id): message.previous_id for message in catalogue}
    catalogue.update(fresh_catalogue(part, language, root))
    for message in catalogue:
        if message.fuzzy and not message.previous_id:  # Babel keeps it only where the English has changed again
            message.previous_id = before.get(str(message.id), [])
    return catalogue


def po_files(language: str, root: Path) -> dict[Path, bytes]:
    """All catalogues of a language, brought up to date; paths are relative to root."""
    return {
        po_path(language, part, root).relative_to(root): written(updated_catalogue(part, language, root))
        for part in PARTS
    }


def written(catalogue: SteadyCatalog) -> bytes:
    """A catalogue as a file for translators: with English of before beside what is fuzzy, without line numbers."""
    buffer = io.BytesIO()
    catalogue.header_comment = "#"
    write_po(buffer, catalogue, width=_WIDTH, ignore_obsolete=True, include_previous=True, include_lineno=False)
    return buffer.getvalue()


def compiled(language: str, parts: Iterable[str], root: Path, mark: str = "") -> bytes:
    """Some parts as one file for gettext; what is fuzzy counts as not translated.

    With a mark, such as "⟦{}⟧", a sentence that is not translated becomes its English inside of it.
    """
    together = _empty(language)
    for part in parts:
        for message in read_catalogue(part, language, root):
            if not message.id or message.id in together:
                continue
            if is_translated(message):
                together[message.id] = message
            elif mark:
                english = message.id if isinstance(message.id, str) else message.id[1]
                marked = mark.replace("{}", english)
                together.add(message.id, marked if isinstance(message.id, str) else (marked,) * together.num_plurals)
    buffer = io.BytesIO()
    write_mo(buffer, together)
    return buffer.getvalue()


def is_translated(message: Message) -> bool:
    """Whether a sentence says something in the other language that nothing has put in doubt since."""
    words = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return all(words) and not message.fuzzy


def _empty(language: str) -> SteadyCatalog:
    return SteadyCatalog(locale=language, charset="utf-8")
