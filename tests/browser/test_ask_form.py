"""The questions about one's own code in a real JupyterLab: answer, wrong, why, other numbers, green."""

import ast
import re
from pathlib import Path

import lab
import pytest
from in_chromium import IN_CHROMIUM
from playwright.sync_api import expect

from cnn_utils.palette import PASSED
from cnn_utils.questions.making import questions_on

pytestmark = [*IN_CHROMIUM, pytest.mark.slow]

GREEN = "rgb({}, {}, {})".format(*bytes.fromhex(PASSED.removeprefix("#")))
RIGHT = "np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))"


@pytest.fixture
def notebook(tmp_path):
    with lab.serving(tmp_path) as address, lab.opened(address, "step_by_step") as notebook:
        notebook.run("get_ready", "imports", "tools")
        yield notebook
        notebook.shot(Path(tmp_path) / "ask_form.png")


def answers_to(source, folder, attempt):
    """What the function of a cell should be answered: made here, apart from the notebook's kernel."""
    path = folder / "zero_pad.py"
    path.write_text(source, encoding="utf-8")
    namespace = {}
    exec("import numpy as np", namespace)
    exec(compile(source, str(path), "exec"), namespace)
    return questions_on(namespace["zero_pad"], "zero_pad", attempt=attempt).questions


def fill(form, questions, wrong=()):
    for number, question in enumerate(questions):
        answer = question.wrong[0].answer if number in wrong else question.answer
        row = form.locator(".widget-vbox .widget-vbox").nth(number)
        if question.choices:
            row.get_by_role("radio").nth("abcdefgh".index(answer)).check()
        else:
            row.locator("input[type=text]").fill(str(answer))
            row.locator("input[type=text]").press("Tab")


def test_wrong_then_why_then_other_numbers_then_green_and_the_answers_are_kept(notebook, tmp_path):
    source = notebook.source("zero_pad").replace("X_pad = None", f"X_pad = {RIGHT}")
    notebook.write("zero_pad", source)
    notebook.run("zero_pad", "check_zero_pad", "ask_zero_pad")
    form = notebook.output("ask_zero_pad")
    expect(form).to_contain_text("Do you know your own zero_pad? 3 questions about it")
    questions = answers_to(source, tmp_path, 1)
    fill(form, questions, wrong={0})
    form.get_by_role("button", name="Check my answers").click()
    expect(form).to_contain_text("Not so.")
    for sentence in (questions[0].wrong[0].meaning, questions[0].why, questions[1].why):  # what it means, then why
        expect(form).to_contain_text(re.sub("`", "", sentence))
    expect(form.get_by_text("Right.")).to_have_count(2)
    notebook.shot(tmp_path / "wrong.png")
    form.get_by_role("button", name="Other numbers").click()
    questions = answers_to(source, tmp_path, 2)
    expect(form).to_contain_text(re.sub("`", "", questions[0].text))
    fill(form, questions)
    form.get_by_role("button", name="Check my answers").click()
    expect(form).to_contain_text("All right.")
    notebook.shot(tmp_path / "green.png")
    notebook.run("answers_zero_pad")
    cell = notebook.cell("answers_zero_pad").locator(".cm-content")
    expect(cell).to_contain_text("'try': 2")
    kept = ast.literal_eval(cell.inner_text().partition("=")[2].strip())
    assert kept == {"try": 2, **{number: question.answer for number, question in enumerate(questions, 1)}}
    notebook.run("answers_zero_pad", "asked_zero_pad")
    expect(notebook.output("asked_zero_pad")).to_contain_text("zero_pad: 3 of 3 answers are right")
    expect(notebook.output("asked_zero_pad").get_by_role("group")).to_have_css("border-left-color", GREEN)
    assert notebook.errors == []
