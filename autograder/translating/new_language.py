"""Begin a language, or bring one that is being translated up to date: catalogues, a glossary, and a preview."""

from __future__ import annotations

import re
from pathlib import Path

from babel import UnknownLocaleError

from autograder.errors import UserError
from autograder.files import write_whole
from autograder.translating.po_files import FOLDER, own_name, po_files

_GLOSSARY = """\
# Glossary: {name}

Settle these words before you translate a sentence, from what readers write already and from the field's textbooks, and
say here which register you keep throughout. The English term stands in brackets where a notebook uses one first.

| English | {name} | note |
|---|---|---|
{rows}"""
_FIRST_COLUMN = re.compile(r"^\| *([^|]*[^|\s]) *\|", re.MULTILINE)
_HEADS = re.compile(r"English|:?-+:?")


def begin_language(language: str, root: Path) -> list[Path]:
    """Write all catalogues of a language with what is translated so far, and a glossary to fill in if it has none.

    Parameters
    ----------
    language : str
        A code of two or three letters, such as "fr".
    root : Path
        The clone of this project.

    Returns
    -------
    list of Path
        What was written, relative to root.

    Raises
    ------
    UserError
        If there is no such language in Unicode's list.
    """
    try:
        name = own_name(language)
    except (UnknownLocaleError, ValueError):
        raise UserError(f"There is no language {language!r}; its code has two or three letters, such as fr.") from None
    files = po_files(language, root)
    glossary = Path(FOLDER) / language / "glossary.md"
    if not (root / glossary).is_file():
        rows = "".join(f"| {term} | | |\n" for term in _terms(root))
        files[glossary] = _GLOSSARY.format(name=name, rows=rows).encode()
    changed = [path for path in files if not (root / path).is_file() or (root / path).read_bytes() != files[path]]
    for path in changed:
        write_whole(root / path, files[path])
    return changed


def _terms(root: Path) -> list[str]:
    """The English terms that the glossaries of other languages have."""
    texts = (path.read_text(encoding="utf-8") for path in sorted((root / FOLDER).glob("*/glossary.md")))
    terms = dict.fromkeys(term for text in texts for term in _FIRST_COLUMN.findall(text))
    return [term for term in terms if not _HEADS.fullmatch(term)]
