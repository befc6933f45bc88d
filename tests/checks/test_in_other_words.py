"""In a language that brackets what is translated, nothing that a student is shown stands outside of brackets."""

import json
from typing import get_args

import numpy as np
import pytest

from autograder.misconceptions import catalogue
from cnn_utils.checks.card import html_card, plain_card
from cnn_utils.checks.case_files import ArrayStore, decode, encode
from cnn_utils.checks.hint_cards import hint
from cnn_utils.checks.hint_texts import hints
from cnn_utils.checks.notebook_check import check, check_silently
from cnn_utils.checks.progress_card import progress_card
from cnn_utils.compare.expected import Exactly
from cnn_utils.compare.verdict import Finding, Property, Status, Verdict
from cnn_utils.language.speaking import later, say
from tests.support.pseudo_language import plain_words, speaking_pseudo

RECORDS = catalogue("step_by_step")
NUMBERS = {"nan", "inf"}  # in the pictures of what was returned


def cards(verdict):
    return [write(verdict, visible_only=only) for write in (html_card, plain_card) for only in (True, False)]


@pytest.mark.parametrize("status", get_args(Status))
def test_every_status_is_said(status):
    properties = (Property("values", 3, False), Property("output size", 1, True))
    findings = tuple(Finding(f"f/{n}", "no arguments", f"⟦{n}⟧") for n in range(9))
    verdict = Verdict("f", status, 0.5, properties, findings, notes=("A note.",), cases=9)
    with speaking_pseudo():
        assert [plain_words(card) for card in cards(verdict)] == [[]] * 4
        assert plain_words(Verdict("f", status, 0.5).message) == []


@pytest.mark.sampled(15)
@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"{record.exercise}-{record.id}")
def test_a_known_mistake_and_its_place_are_said(record):
    with speaking_pseudo():
        verdict = check_silently(record.variant, record.exercise)
        assert {word for card in cards(verdict) for word in plain_words(card)} <= NUMBERS
        assert plain_words(verdict.message) == []


def test_all_sentences_of_all_known_mistakes_are_said():
    with speaking_pseudo():
        for record in catalogue():
            verdict = Verdict("f", "failed", 0.5, hints=(record.hint,))
            assert [plain_words(card) for card in cards(verdict)] == [[]] * 4


def stub(X, pad):
    X_pad = None
    return X_pad.shape


@pytest.mark.parametrize(
    "function",
    [
        stub,
        lambda X, pad: None,
        lambda X, pad: {"X": X},
        lambda X, pad: {},
        lambda X, pad: object(),
        lambda X, pad: [X],
        lambda X, pad: 3,
        lambda X, pad: True,
        lambda X, pad: np.float64(3),
        lambda X, pad: X * 1j,
        lambda X, pad: np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0))) * 2,
        lambda X, pad: np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0))) + np.inf,
    ],
)
def test_whatever_is_returned_is_named(function):
    with speaking_pseudo():
        assert [plain_words(card) for card in cards(check_silently(function, "zero_pad"))] == [[]] * 4


def test_all_hints_of_all_exercises_are_said():
    with speaking_pseudo():
        for exercise in hints():
            shown = [hint(exercise) for _ in range(5)]
            assert [plain_words(str(card) + card._repr_html_()) for card in shown] == [[]] * 5


def test_the_progress_is_said():
    with speaking_pseudo():
        for assignment in ("step_by_step", "application"):
            card = progress_card(assignment)
            names = {entry.exercise for entry in card.entries}
            assert plain_words(str(card)) == []
            assert set(plain_words(card._repr_html_())) <= set(" ".join(names).replace("_", " ").split())


def test_a_student_who_asks_for_what_is_not_there_is_told_so():
    questions = (lambda: check(3), lambda: check(print), lambda: hint("print"), lambda: progress_card("art"))
    with speaking_pseudo():
        for question in questions:
            with pytest.raises((TypeError, ValueError)) as raised:
                question()
            assert plain_words(str(raised.value)) == []


def test_the_name_of_a_part_can_be_said_of_a_published_case():
    part = Exactly(later("shape of {name}", name="W1"), (4, 4, 3, 8))
    read = decode(json.loads(json.dumps(encode(part, ArrayStore()))), {})
    assert read == part
    with speaking_pseudo():
        assert say(read.name) == "⟦shape of W1⟧"


def test_the_language_changes_no_verdict():
    record = RECORDS[0]
    plain = check_silently(record.variant, record.exercise)
    with speaking_pseudo():
        said = check_silently(record.variant, record.exercise)
    kept = ("exercise", "status", "share", "hints", "cases")
    assert [getattr(said, name) for name in kept] == [getattr(plain, name) for name in kept]
