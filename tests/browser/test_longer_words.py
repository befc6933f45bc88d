"""In a language whose words are 40 % longer no page runs over its side or hides a word: seen in Chromium."""

import pytest
from in_chromium import IN_CHROMIUM
from made_up import MadeUp, pseudo_words
from playwright.sync_api import sync_playwright

from autograder.cases import reference_for
from autograder.course.records import Record, summary_of
from autograder.grading.feedback import feedback_page
from autograder.grading.graded_notebook import GradedNotebook
from autograder.judge import judge
from autograder.reporting.class_report import ClassReport
from autograder.reporting.flags import flags_of_record
from autograder.reporting.page import page_of
from benchmarks.chromium import CHROMIUM, QUIET
from cnn_utils.calling.observe import observe
from cnn_utils.compare.calls import Observation
from cnn_utils.language.catalogues import add_language
from cnn_utils.language.speaking import say, speaking

pytestmark = [*IN_CHROMIUM, pytest.mark.slow]
LANGUAGE = "longer"
TELEPHONE, SCREEN = 390, 1100  # pixels
OVER_THE_SIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT_OFF = """[...document.querySelectorAll('body *')].filter(one => one.checkVisibility()
    && ['hidden', 'clip'].includes(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth + 1
    && one.textContent.trim()).map(one => one.tagName + ': ' + one.textContent.trim().slice(0, 60))"""
FUNCTIONS = {
    "zero_pad": lambda X, pad: X,
    "conv_single_step": lambda a_slice_prev, W, b: float((a_slice_prev * W).sum()),
    "distribute_value": lambda dz, shape: dz / 0,
    "create_mask_from_window": reference_for("create_mask_from_window"),
}


def verdicts():
    """Named mistakes with pictures, an error, a right one, and every way to end without an answer."""
    for name, function in FUNCTIONS.items():
        yield judge(name, lambda call, function=function: observe(function, call, {}))
    for outcome in ("missing", "timeout", "memory", "killed", "ungraded"):
        yield judge("conv_forward", lambda call, outcome=outcome: Observation(outcome))


@pytest.fixture(scope="module")
def pages():
    """A feedback page and a report, in the longer language."""
    add_language(LANGUAGE, MadeUp(pseudo_words))
    with speaking(LANGUAGE):
        found = {f"check_{number}": verdict for number, verdict in enumerate(verdicts())}
        points = dict.fromkeys(found, 10.0)
        record = Record("007", "", dict.fromkeys(found, 3.5), points, language=LANGUAGE)
        record.exercises.extend(summary_of(verdict, 3.5, 10.0) for verdict in found.values())
        record.repairs.append(say("A byte-order mark at the start of the file was skipped."))
        feedback = feedback_page("step_by_step", record, GradedNotebook({"cells": []}, verdicts=found))
        report = page_of(
            ClassReport("step_by_step", [record], {}, [], {"007": flags_of_record(record)}, {}, frozenset())
        )
        return {"feedback": feedback, "report": report}


@pytest.mark.parametrize("width", [TELEPHONE, SCREEN])
@pytest.mark.parametrize("name", ["feedback", "report"])
def test_nothing_runs_over_the_side_and_nothing_is_cut_off(pages, name, width):
    assert pseudo_words("Scores") in pages["report"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.set_content(pages[name])
        assert (page.evaluate(OVER_THE_SIDE), page.evaluate(CUT_OFF)) == (0, [])
        browser.close()
