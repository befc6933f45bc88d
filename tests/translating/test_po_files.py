"""Catalogues are read, brought up to date, and compiled into the same bytes whenever the sentences are the same."""

import io
from gettext import GNUTranslations

import pytest

from autograder.translating import po_files
from autograder.translating.extraction import Found
from autograder.translating.po_files import (
    compiled,
    fresh_catalogue,
    po_path,
    read_catalogue,
    updated_catalogue,
    written,
)

SENTENCES = [
    Found("Padding adds zeros.", "card.py"),
    Found("One entry is wrong.", "card.py", many="{n} entries are wrong."),
    Found("Padding adds zeros.", "figure.py", "a note"),
]


@pytest.fixture(autouse=True)
def _three_sentences(monkeypatch):
    monkeypatch.setattr(po_files, "found_in", lambda part, root: SENTENCES)


@pytest.fixture
def korean(tmp_path):
    """A project whose one part is translated."""
    catalogue = fresh_catalogue("checks", "ko", tmp_path)
    catalogue.get("Padding adds zeros.").string = "패딩은 0을 붙입니다."
    catalogue.get(("One entry is wrong.", "")).string = ("{n}개가 틀렸습니다.",)
    path = po_path("ko", "checks", tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(written(catalogue))
    return tmp_path


def test_a_sentence_stands_once_with_all_its_places(tmp_path):
    first, second = (each for each in fresh_catalogue("checks", "ko", tmp_path) if each.id)
    assert [place for place, _ in first.locations] == ["card.py", "figure.py"]
    assert first.auto_comments == ["a note"]
    assert second.id == ("One entry is wrong.", "{n} entries are wrong.")


def test_the_file_is_the_same_whenever_it_is_written(korean):
    path = po_path("ko", "checks", korean)
    assert written(read_catalogue("checks", "ko", korean)) == path.read_bytes()
    text = path.read_text(encoding="utf-8")
    assert "POT-Creation-Date" not in text
    assert "Generated-By" not in text


def test_gettext_reads_what_is_compiled(korean):
    content = compiled("ko", ["checks"], korean)
    assert compiled("ko", ["checks"], korean) == content
    read = GNUTranslations(io.BytesIO(content))
    assert read.gettext("Padding adds zeros.") == "패딩은 0을 붙입니다."
    assert read.ngettext("One entry is wrong.", "{n} entries are wrong.", 5) == "{n}개가 틀렸습니다."
    assert read.gettext("Something else.") == "Something else."


def test_what_is_fuzzy_is_not_compiled(korean):
    catalogue = read_catalogue("checks", "ko", korean)
    catalogue.get("Padding adds zeros.").flags.add("fuzzy")
    po_path("ko", "checks", korean).write_bytes(written(catalogue))
    read = GNUTranslations(io.BytesIO(compiled("ko", ["checks"], korean)))
    assert read.gettext("Padding adds zeros.") == "Padding adds zeros."


def test_the_english_of_before_stands_beside_what_is_fuzzy_until_it_is_looked_through(korean, monkeypatch):
    long = "Padding adds zeros " + "all around the picture " * 6 + "as well."
    changed = [Found(long, "card.py"), Found("One number is wrong.", "card.py", many="{n} entries are wrong.")]
    path = po_path("ko", "checks", korean)
    for sentences in (changed, changed, SENTENCES, SENTENCES):
        before = path.read_text(encoding="utf-8")
        monkeypatch.setattr(po_files, "found_in", lambda part, root, found=sentences: found)
        path.write_bytes(written(updated_catalogue("checks", "ko", korean)))
    text = path.read_text(encoding="utf-8")
    assert text == before
    assert "# |" not in text
    assert '#| msgid "One number is wrong."' in text
    path.write_text(text.replace("#, fuzzy, ", "#, ").replace("#, fuzzy\n", ""), encoding="utf-8")
    path.write_bytes(written(updated_catalogue("checks", "ko", korean)))
    assert "|" not in path.read_text(encoding="utf-8")


def test_a_part_that_nobody_has_begun_is_empty(tmp_path):
    assert [each.id for each in read_catalogue("checks", "zh", tmp_path)] == [""]
