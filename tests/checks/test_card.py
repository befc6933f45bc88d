"""A card tells the status, the named mistake and the place, escapes what students wrote, and hides what is hidden."""

import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest

from cnn_utils.checks.card import html_card, plain_card
from cnn_utils.checks.card_pictures import picture
from cnn_utils.compare.expected import Array
from cnn_utils.compare.outputs import compare
from cnn_utils.compare.sentences import describe
from cnn_utils.compare.verdict import Finding, Hint, Property, Verdict, Window

EXPECTED = Array("Z", np.linspace(10.25, 20.75, 24).reshape(1, 3, 4, 2))
DIFFERENCE = compare(EXPECTED.value * np.where(np.arange(2) == 1, 3.0, 1.0), EXPECTED)


def failed(visible):
    finding = Finding(
        "conv_forward/v2",
        "A_prev (1, 4, 4, 3), stride 1",
        describe(DIFFERENCE, reveal=visible),
        visible=visible,
        difference=DIFFERENCE,
        window=Window("A_prev_pad[0, 0:2, 0:2, :]"),
    )
    return Verdict(
        "conv_forward",
        "failed",
        0.4,
        properties=(Property("output size", 1, True), Property("values", 3, False)),
        findings=(finding,),
        hints=(Hint("bias-in-every-product", "What it is.", "Where to look.", "Why it is wrong."),),
        cases=9,
    )


def test_the_plain_card_reads_as_a_page():
    assert plain_card(failed(visible=True)) == "\n".join(
        [
            "✗ conv_forward: not yet (1 of 2 properties hold)",
            "  What it is.",
            "  Where to look.",
            "  Why it is wrong.",
            "  ✓ output size",
            "  ✗ values",
            "  With A_prev (1, 4, 4, 3), stride 1:",
            "    Z[0, 0, 0, 1] is 32.119565, expected 10.706522. Only channel 1 is wrong.",
            "    It comes from A_prev_pad[0, 0:2, 0:2, :].",
        ]
    )


def test_the_same_exception_in_every_case_is_told_once():
    findings = tuple(
        Finding(f"f/{i}", f"case {i}", "f stops with NameError: name 'x' is not defined") for i in range(9)
    )
    card = plain_card(Verdict("conv_forward", "error", 0.0, findings=findings))
    assert card.count("NameError") == 1
    assert card.endswith("And 8 more cases of this kind.")


def test_a_check_shows_the_first_step_of_a_hint_only():
    shown = plain_card(failed(visible=True), visible_only=True)
    assert "What it is." in shown
    assert "Where to look." not in shown


def test_a_passed_check_claims_the_visible_checks_and_no_more():
    passed = Verdict("zero_pad", "passed", 1.0, cases=2)
    assert plain_card(passed, visible_only=True) == "✓ zero_pad: the visible checks passed"
    assert plain_card(passed) == "✓ zero_pad: all 2 cases hold"


def test_a_hidden_case_shows_only_what_the_student_returned():
    hidden = html_card(failed(visible=False)) + plain_card(failed(visible=False))
    assert "32.119565" in hidden
    assert "10.706522" not in hidden
    assert ">expected<" not in hidden
    assert ">wrong entries<" in hidden


def test_what_a_student_wrote_is_escaped():
    nasty = "<script>alert(1)</script>"
    verdict = Verdict(nasty, "error", 0.0, findings=(Finding("c", nasty, nasty),), notes=(nasty,))
    assert "<script" not in html_card(verdict)


@pytest.mark.parametrize("reveal", [True, False])
def test_the_picture_is_well_formed_and_described(reveal):
    drawn = picture(DIFFERENCE, reveal=reveal)
    root = ElementTree.fromstring(drawn)
    panels = ("expected", "yours", "difference") if reveal else ("wrong entries",)
    assert root.get("aria-label") == f"Z[0, :, :, 1]: {', '.join(panels)}; the first wrong entry is outlined"
    cells = root.findall(".//{*}rect")
    assert len(cells) == len(panels) * (3 * 4 + 2)


def test_small_planes_show_their_numbers_and_a_small_difference_is_no_zero():
    want = Array("Z", np.array([[[[1.5], [-2.0]], [[0.0], [30.0]]]]))
    got = want.value + np.array([[[[3e-8], [1.0]], [[-2e-4], [np.inf]]]])
    drawn = ElementTree.fromstring(picture(compare(got, want), reveal=True))
    assert [text.text for text in drawn.findall(".//{*}text")] == [
        *("expected", "1.5", "−2", "0", "30"),
        *("yours", "1.5", "−1", "0", "inf"),
        *("difference", "0", "1", "−2e−4", "inf"),
        "Z[0, :, :, 0], orange above zero, blue below",
    ]


def test_numbers_as_large_as_can_be_are_drawn():
    want = Array("Z", np.full((1, 2, 2, 1), 1e-3))
    assert "<svg" in picture(compare(np.full((1, 2, 2, 1), 1e308), want), reveal=True)


def test_a_large_plane_is_cut_around_the_wrong_entry():
    want = Array("Z", np.zeros((1, 90, 90, 1)))
    got = np.zeros((1, 90, 90, 1))
    got[0, 80, 3, 0] = 1
    drawn = ElementTree.fromstring(picture(compare(got, want), reveal=True))
    assert len(drawn.findall(".//{*}rect")) == 3 * (32 * 32 + 2)
    assert len(drawn.findall(".//{*}text")) == 3 + 1  # no room for numbers


def test_infinite_entries_are_drawn():
    drawn = picture(compare(np.full((1, 3, 4, 2), np.inf), EXPECTED), reveal=True)
    ElementTree.fromstring(drawn)


def test_there_is_no_picture_of_a_wrong_shape():
    assert picture(compare(np.zeros((2, 2)), EXPECTED), reveal=True) == ""


def test_an_error_that_is_the_same_in_every_case_is_told_once():
    told = [
        Finding("a", "pad 1", "It stops."),
        Finding("b", "pad 2", "It is wrong."),
        Finding("c", "pad 3", "It stops."),
    ]
    shown = plain_card(Verdict("zero_pad", "error", 0.0, findings=tuple(told)))
    assert shown.splitlines()[1:] == [
        "  With pad 1:",
        "    It stops.",
        "  With pad 2:",
        "    It is wrong.",
        "  And 1 more case of this kind.",
    ]


def test_code_in_a_sentence_is_shown_as_code():
    verdict = Verdict("zero_pad", "error", 0.0, findings=(Finding("c", "pad 1", "It stops at `a < b`: no."),))
    assert "It stops at <code>a &lt; b</code>: no." in html_card(verdict)


def test_a_card_is_written_without_the_figures():
    program = "import sys, cnn_utils.checks.card; print(*(name for name in sys.modules if 'cnn_utils.figures' in name))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []
