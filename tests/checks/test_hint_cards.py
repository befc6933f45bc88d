import ast
import re
import sys

import pytest

from autograder.exercises import EXERCISES
from cnn_utils.checks.hint_cards import hint
from cnn_utils.checks.hint_texts import APPLICATION, HINTS, STEP_BY_STEP
from cnn_utils.checks.progress_card import record
from cnn_utils.compare.verdict import Hint, Verdict

BIAS = Hint("bias", "The bias counts too often.", "Look at the line with b.", "It is inside the sum.")
SHIFT = Hint("shift", "The window is shifted.", "Look at vert_start.", "The stride is missing.")


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(sys.modules["cnn_utils.checks.progress_card"], "_verdicts", {})
    monkeypatch.setattr(sys.modules["cnn_utils.checks.hint_cards"], "_given", {})


def test_every_exercise_has_three_hints_in_the_order_of_its_notebook():
    for assignment, table in HINTS.items():
        assert list(table) == [name for name, exercise in EXERCISES.items() if exercise.assignment == assignment]
        assert all(len(set(steps)) == 3 for steps in table.values())


def test_hints_are_sentences():
    for steps in (*STEP_BY_STEP.values(), *APPLICATION.values()):
        assert all(re.search(r"[.?]$", step) and len(step) < 420 for step in steps)


def test_no_hint_is_a_line_of_code():
    for steps in (*STEP_BY_STEP.values(), *APPLICATION.values()):
        for step in steps:
            with pytest.raises(SyntaxError):
                ast.parse(step)
            assert not re.search(r"\w+ = \w+[\[(.]|np\.pad\(|np\.sum\(|np\.max\(|return ", step)


def test_each_call_gives_one_more_step():
    cards = [hint("zero_pad") for _ in range(3)]
    assert [len(card.steps) for card in cards] == [1, 2, 3]
    assert cards[2].steps == STEP_BY_STEP["zero_pad"]
    assert [card.closing for card in cards] == [
        "Call hint(zero_pad) again for one more step.",
        "Call hint(zero_pad) again for one more step.",
        "That was the last hint.",
    ]


def test_then_it_says_that_there_is_no_more():
    card = [hint("zero_pad") for _ in range(5)][-1]
    assert card.steps == STEP_BY_STEP["zero_pad"]
    assert card.closing == "There are no more hints: read them again slowly, change one line, and run check again."


def test_a_function_is_known_by_its_name():
    def pool_forward():
        pass

    assert str(hint(pool_forward)).splitlines()[0] == "Hint 1 of 3 for pool_forward"


def test_a_named_mistake_comes_before_the_exercises_own_hints():
    record(Verdict("conv_forward", "failed", 0.5, hints=(BIAS,)))
    cards = [hint("conv_forward") for _ in range(3)]
    assert cards[2].steps == ("The bias counts too often.", "Look at the line with b.", "It is inside the sum.")


def test_two_mistakes_give_six_steps():
    record(Verdict("conv_forward", "failed", 0.5, hints=(BIAS, SHIFT)))
    card = [hint("conv_forward") for _ in range(4)][-1]
    assert (card.total, card.steps[3]) == (6, "The window is shifted.")


def test_another_mistake_begins_again():
    record(Verdict("conv_forward", "failed", 0.5, hints=(BIAS,)))
    hint("conv_forward")
    hint("conv_forward")
    record(Verdict("conv_forward", "failed", 0.6, hints=(SHIFT,)))
    assert hint("conv_forward").steps == ("The window is shifted.",)


def test_the_same_mistake_again_goes_on():
    record(Verdict("conv_forward", "failed", 0.5, hints=(BIAS,)))
    hint("conv_forward")
    record(Verdict("conv_forward", "failed", 0.5, hints=(BIAS,)))
    assert len(hint("conv_forward").steps) == 2


def test_what_passes_needs_no_hint():
    record(Verdict("zero_pad", "passed", 1.0))
    assert str(hint("zero_pad")) == (
        "Hint for zero_pad\n  It passes the visible checks: there is nothing left to hint at."
    )


def test_what_is_no_exercise_is_a_clear_error():
    with pytest.raises(ValueError, match="no hints for 'print'; there are hints for zero_pad, conv_single_step"):
        hint(print)


def test_the_card_escapes_what_it_shows():
    record(Verdict("zero_pad", "failed", 0.0, hints=(Hint("x", "a < b & c", "", ""),)))
    assert "a &lt; b &amp; c" in hint("zero_pad")._repr_html_()
