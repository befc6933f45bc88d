"""The oral sheet as Chromium prints it: questions on one page, answers on the next, whichever functions they are on."""

import itertools
import re

import pytest
from in_chromium import IN_CHROMIUM
from playwright.sync_api import sync_playwright
from simulated_answers import STYLES, cells, style
from simulated_code import SOLUTIONS

from autograder.oral.oral_questions import Part
from autograder.oral.oral_sheets import sheet_page
from benchmarks.chromium import CHROMIUM, QUIET
from cnn_utils.questions.making import questions_on
from cnn_utils.questions.subject import Subject

pytestmark = [*IN_CHROMIUM, pytest.mark.slow]


def part(function, name, count):
    questions = questions_on(function, name, count=count, key="paper", open_only=True).questions
    text = Subject.of(function, name).text.replace(f'"""{function.__doc__}"""', "")
    return Part(name, tuple((n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()), questions)


def test_every_sheet_is_one_leaf(tmp_path):
    loops = cells(SOLUTIONS, tmp_path, "loops")
    pairs = list(itertools.permutations(["conv_forward", "conv_backward", "pool_backward", "zero_pad"], 2))
    sheets = [[part(loops[one], one, 3), part(loops[other], other, 2)] for one, other in pairs]
    layers = [("conv_backward", 3), ("conv_forward", 2)]
    sheets += [[part(style(each)[name], name, count) for name, count in layers] for each in STYLES]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page()
        for sheet in sheets:
            page.set_content(sheet_page("step_by_step", "ada", "Ada Lovelace", sheet))
            printed = page.pdf(prefer_css_page_size=True)
            assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2, [part.exercise for part in sheet]
        browser.close()
