"""Every language of this project says everything: extracted afresh, and held against its catalogues."""

import pytest

from autograder.authoring.source_notebooks import ROOT
from autograder.course_languages import languages_of
from autograder.translating.faults import coverage, faults_of
from cnn_utils.language.catalogues import catalogue, name_of
from cnn_utils.language.speaking import say, speaking

LANGUAGES = [language for language in languages_of(ROOT) if language != "en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing_stale_fuzzy_or_different(language):
    assert list(map(str, faults_of(language, ROOT))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_every_part_is_translated(language):
    counts = coverage(language, ROOT)
    assert {part: done for part, (done, _) in counts.items()} == {part: wanted for part, (_, wanted) in counts.items()}
    assert all(wanted for _, wanted in counts.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_words_are_settled_in_a_glossary(language):
    assert (ROOT / "languages" / language / "glossary.md").read_text(encoding="utf-8").count("\n|") > 20


@pytest.mark.parametrize(("language", "name"), [("en", "English"), ("ko", "한국어"), ("zh", "简体中文")])
def test_a_language_calls_itself_by_its_own_name(language, name):
    assert name_of(language) == name


@pytest.mark.parametrize("language", LANGUAGES)
def test_students_and_grader_read_the_same_words(language):
    with speaking(language):
        assert say("# Start here") != "# Start here"
    assert catalogue(language).gettext("## Start") != "## Start"
