"""Sentences that leave the process of a student: taken apart, put together, and looked at for forgeries."""

import pytest

from cnn_utils.language.speaking import say
from cnn_utils.questions.plain_sentences import sentence_from_plain, sentence_to_plain


def test_a_sentence_survives_with_the_sentences_in_it():
    sentence = say("With {call}: how often is line {n} run?", call=say("a window {shape}", shape=(2, 3)), n=7)
    plain = sentence_to_plain(sentence)
    assert plain == [
        "With {call}: how often is line {n} run?",
        {"call": ["a window {shape}", {"shape": "(2, 3)"}], "n": "7"},
    ]
    assert sentence_from_plain(plain) == "With a window (2, 3): how often is line 7 run?"


def test_a_text_without_values_keeps_its_braces():
    assert sentence_from_plain(sentence_to_plain("as in {1: 12}")) == "as in {1: 12}"


@pytest.mark.parametrize(
    "forged",
    [
        3,
        None,
        ["{n}"],
        [3, {}],
        ["{n}", 3],
        ["{n}", {3: "a"}],
        ["{n.__class__}", {"n": "a"}],
        ["{n:>1000000000}", {"n": "a"}],
        ["{n!r}", {"n": "a"}],
        ["{}", {"n": "a"}],
        ["{other}", {"n": "a"}],
        ["{n}" * 300, {"n": "a" * 1000}],
        ["{n}", {"n": ["{n}", {"n": ["{n}", {"n": ["{n}", {"n": ["{n}", {"n": ["{n}", {"n": ["{n}", {}]}]}]}]}]}]}],
    ],
)
def test_what_was_forged_is_no_sentence(forged):
    with pytest.raises(TypeError, match=r"^a text "):
        sentence_from_plain(forged)
