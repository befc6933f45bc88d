"""Languages that nobody speaks keep what every language keeps."""

import pytest
from made_up import MadeUp, pseudo_words

from autograder.authoring.source_notebooks import ROOT
from autograder.translating.extraction import PARTS, found_in
from autograder.translating.faults import differences_between


def test_accents_and_more_letters_but_the_same_values():
    assert pseudo_words(
        "The shape of `Z` is {got}, see $A = W$."
    ) == "Théé šháápéé óóf `Z` íís {got}, šéééé $A = W$.".replace("íís", "ííš")


@pytest.mark.parametrize("part", PARTS)
def test_nothing_that_is_kept_is_lost_in_any_sentence(part):
    for found in found_in(part, ROOT):
        assert list(differences_between(found.text, pseudo_words(found.text))) == []


def test_sentences_are_about_40_percent_longer():
    english = [found.text for found in found_in("misconceptions", ROOT)]
    assert 1.35 < sum(map(len, map(pseudo_words, english))) / sum(map(len, english)) < 1.5


def test_numbers_choose_their_sentence():
    assert MadeUp(str.upper).ngettext("{n} entry", "{n} entries", 1) == "{N} ENTRY"
    assert MadeUp(str.upper).ngettext("{n} entry", "{n} entries", 2) == "{N} ENTRIES"
