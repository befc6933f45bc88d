import json
import sys

import pytest

from cnn_utils.checks import hint_texts
from cnn_utils.checks.progress_card import progress, progress_card, record, verdict_of
from cnn_utils.compare.verdict import Verdict

module = sys.modules["cnn_utils.checks.progress_card"]


@pytest.fixture(autouse=True)
def fresh(monkeypatch, tmp_path):
    """A session without verdicts, cards or a points file."""
    monkeypatch.setattr(module, "_verdicts", {})
    monkeypatch.setattr(module, "_shown", {})
    monkeypatch.setattr(module, "_POINTS", tmp_path / "points.json")
    module._packaged_points.cache_clear()
    yield
    module._packaged_points.cache_clear()


@pytest.fixture
def points(tmp_path):
    worth = dict(zip(hint_texts.STEP_BY_STEP, (10, 10, 20, 15, 20, 5, 5, 15), strict=True))
    (tmp_path / "points.json").write_text(json.dumps({"step_by_step": worth}), encoding="utf-8")


class Handle:
    def __init__(self, card):
        self.cards = [card]

    def update(self, card):
        self.cards.append(card)


@pytest.fixture
def page(monkeypatch):
    shown = []

    def display(card, display_id):
        assert display_id is True
        shown.append(Handle(card))
        return shown[-1]

    monkeypatch.setattr(module, "live_display", lambda: display)
    return shown


def test_nothing_is_done_at_first():
    card = progress_card("step_by_step")
    assert card.headline == "0 of 8 exercises pass their visible checks"
    assert card.advice == "Next: zero_pad"


def test_points_are_counted_where_the_file_says_them(points):
    record(Verdict("zero_pad", "passed", 1.0))
    record(Verdict("conv_forward", "failed", 0.5))
    card = progress_card("step_by_step")
    assert card.headline == "1 of 8 exercises pass their visible checks · 20 of 100 points so far"
    assert card.following == "conv_single_step"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("passed", "passed"),
        ("failed", "begun"),
        ("error", "begun"),
        ("timeout", "begun"),
        ("unfilled", "open"),
        ("missing", "open"),
    ],
)
def test_a_verdict_gives_a_state(status, state):
    record(Verdict("zero_pad", status, 1.0 if status == "passed" else 0.0))
    assert progress_card("step_by_step").entries[0].state == state


def test_the_last_verdict_counts():
    record(Verdict("zero_pad", "passed", 1.0))
    record(Verdict("zero_pad", "error", 0.0))
    assert verdict_of("zero_pad").status == "error"
    assert progress_card("step_by_step").done == 0


def test_everything_done_is_said(points):
    for exercise in hint_texts.STEP_BY_STEP:
        record(Verdict(exercise, "passed", 1.0))
    card = progress_card("step_by_step")
    assert card.headline == "8 of 8 exercises pass their visible checks · 100 of 100 points so far"
    assert card.advice == "Every visible check passes. Save the notebook and hand it in."


def test_every_card_on_the_page_follows_a_check(page):
    progress("step_by_step")
    progress("step_by_step")
    record(Verdict("zero_pad", "passed", 1.0))
    assert [handle.cards[-1].done for handle in page] == [1, 1]


def test_a_check_of_another_notebook_leaves_the_card_alone(page):
    progress("step_by_step")
    record(Verdict("compute_cost", "passed", 1.0))
    assert len(page[0].cards) == 1


def test_cards_of_cells_run_again_are_let_go(page):
    for _ in range(9):
        progress("step_by_step")
    record(Verdict("zero_pad", "passed", 1.0))
    assert [len(handle.cards) for handle in page] == [1] * 5 + [2] * 4


def test_outside_a_notebook_the_card_is_printed(capsys, points):
    record(Verdict("zero_pad", "passed", 1.0))
    progress("step_by_step")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "1 of 8 exercises pass their visible checks · 10 of 100 points so far"
    assert lines[1:3] == ["  ✓ zero_pad (10 of 10)", "  · conv_single_step (0 of 10)"]
    assert lines[-1] == "Next: conv_single_step"


def test_the_html_says_states_in_words_too():
    record(Verdict("zero_pad", "passed", 1.0))
    record(Verdict("conv_single_step", "failed", 0.0))
    html = progress_card("step_by_step")._repr_html_()
    assert html.count('aria-label="passes"') == 1
    assert html.count('aria-label="begun"') == 1
    assert html.count('aria-label="open"') == 6
    assert "Next: <code>conv_single_step</code>" in html


def test_an_unknown_assignment_is_a_clear_error():
    message = "there is no assignment 'numpy'; there are 'step_by_step', 'application'"
    with pytest.raises(ValueError, match=message):
        progress("numpy")
