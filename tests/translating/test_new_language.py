"""A language is begun with a command: catalogues with contexts, a glossary, a preview."""

import io
from gettext import GNUTranslations

import pytest

from autograder.errors import UserError
from autograder.translating import extraction, po_files
from autograder.translating.extraction import Found
from autograder.translating.new_language import begin_language
from autograder.translating.po_files import compiled, po_path, read_catalogue, written


@pytest.fixture(autouse=True)
def _one_part(monkeypatch):
    sentences = [Found("Look at `Z`.", "conv_forward/no-bias", "where"), Found("a", "card.py", many="{n} of them")]
    monkeypatch.setattr(po_files, "found_in", lambda part, root: sentences)
    for module in (extraction, po_files):
        monkeypatch.setattr(module, "PARTS", ("checks",))


def written_in(root):
    return [path.relative_to(root).as_posix() for path in sorted(root.rglob("*")) if path.is_file()]


def test_catalogues_hold_every_sentence_with_its_context_and_nothing_translated(tmp_path):
    begin_language("fr", tmp_path)
    assert written_in(tmp_path) == ["languages/fr/checks.po", "languages/fr/glossary.md"]
    text = po_path("fr", "checks", tmp_path).read_text(encoding="utf-8")
    assert '#. where\n#: conv_forward/no-bias\nmsgid "Look at `Z`."\nmsgstr ""\n' in text
    assert "nplurals=2" in text


def test_the_glossary_asks_for_the_terms_of_the_others(tmp_path):
    other = tmp_path / "languages" / "ko" / "glossary.md"
    other.parent.mkdir(parents=True)
    other.write_text(
        "# 용어집\n\n| English | Korean | note |\n|---|---|---|\n| stride | 스트라이드 | |\n| map | 맵 | |\n"
    )
    begin_language("fr", tmp_path)
    text = (tmp_path / "languages/fr/glossary.md").read_text(encoding="utf-8")
    assert text.startswith("# Glossary: français\n")
    assert text.endswith("| English | français | note |\n|---|---|---|\n| stride | | |\n| map | | |\n")


def test_again_it_keeps_what_is_translated_and_writes_nothing(tmp_path):
    begin_language("fr", tmp_path)
    catalogue = read_catalogue("checks", "fr", tmp_path)
    catalogue.get("Look at `Z`.").string = "Regardez `Z`."
    po_path("fr", "checks", tmp_path).write_bytes(written(catalogue))
    (tmp_path / "languages/fr/glossary.md").write_text("mine")
    assert begin_language("fr", tmp_path) == []
    assert read_catalogue("checks", "fr", tmp_path).get("Look at `Z`.").string == "Regardez `Z`."


def test_in_a_preview_what_is_still_english_stands_in_brackets(tmp_path):
    begin_language("fr", tmp_path)
    catalogue = read_catalogue("checks", "fr", tmp_path)
    catalogue.get("Look at `Z`.").string = "Regardez `Z`."
    po_path("fr", "checks", tmp_path).write_bytes(written(catalogue))
    preview = GNUTranslations(io.BytesIO(compiled("fr", ["checks"], tmp_path, "⟦{}⟧")))
    assert preview.gettext("Look at `Z`.") == "Regardez `Z`."
    assert [preview.ngettext("a", "{n} of them", n) for n in (1, 2)] == ["⟦{n} of them⟧"] * 2


@pytest.mark.parametrize("code", ["q1", "Klingon", ""])
def test_a_language_that_there_is_not_is_refused(code, tmp_path):
    with pytest.raises(UserError) as caught:
        begin_language(code, tmp_path)
    assert str(caught.value) == f"There is no language {code!r}; its code has two or three letters, such as fr."
    assert written_in(tmp_path) == []
