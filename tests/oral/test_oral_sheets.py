"""The oral sheet: the student's function beside open questions, the answers and what wrong ones mean on the back."""

import json
import re

from simulated_code import SOLUTIONS
from typer.testing import CliRunner

from autograder.cli.main import app
from autograder.oral.oral_questions import Part
from autograder.oral.oral_sheets import sheet_page
from cnn_utils.questions.question import Question, Wrong

BIAS_FORGOTTEN = {**SOLUTIONS, "conv_single_step": SOLUTIONS["conv_single_step"].replace("Z + b.item()", "Z + 0")}


def hand_in(root, student, functions):
    cells = [{"cell_type": "code", "source": text} for text in ("import numpy as np", *functions.values())]
    cells = [cell | {"metadata": {}, "outputs": [], "execution_count": None} for cell in cells]
    home = root / "submitted" / student / "step_by_step"
    home.mkdir(parents=True)
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    (home / "step_by_step.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def run(root, *options):
    return CliRunner().invoke(app, ["oral", "step_by_step", "--course", str(root), "--no-require-sandbox", *options])


def front_and_back(path):
    front, back = re.split("Answers: step by step", path.read_text(encoding="utf-8"), maxsplit=1)
    return front, back


def keep_secret(root, key):
    folder = root / ".autograder"
    folder.mkdir(exist_ok=True)
    (folder / "secret").write_text(key * 32 + "\n")


def test_each_student_gets_a_page_about_their_own_code_keyed_by_the_course(course_root):
    keep_secret(course_root, "11")
    hand_in(course_root, "ada", SOLUTIONS)
    hand_in(course_root, "bob", BIAS_FORGOTTEN)
    hand_in(course_root, "eve", {"zero_pad": "def zero_pad(X, pad):\n    return X.nothing"})
    result = run(course_root)
    assert result.exit_code == 1
    assert "step_by_step: 2 sheets in " in result.output
    assert "eve: no function of theirs runs, so nothing can be asked about one." in result.output
    sheets = course_root / "oral" / "step_by_step"
    ada, answers = front_and_back(sheets / "ada.html")
    assert ada.count('<div class="line">') == answers.count('class="answer"') == 5
    assert "conv_forward" in ada or "pool_backward" in ada
    assert "not what the exercise asks for" not in answers
    bob, leading = front_and_back(sheets / "bob.html")
    assert "<code>conv_single_step</code>" in bob
    assert "not what the exercise asks for: let them find out why" in leading
    assert "bias is missing" not in bob
    before = re.findall(r"<li>(.*)<div class", ada)
    keep_secret(course_root, "00")
    assert run(course_root, "--student", "ada", "--questions", "3").exit_code == 0
    other, _ = front_and_back(sheets / "ada.html")
    assert other.count('<div class="line">') == 3
    assert not set(re.findall(r"<li>(.*)<div class", other)) <= set(before)  # two keys may draw one and the same


def test_where_nobody_has_handed_in_one_line_says_so(course_root):
    result = run(course_root, "--student", "nobody")
    assert (result.exit_code, result.output.count("nothing of these students is in submitted/")) == (1, 1)


def test_what_a_student_wrote_is_escaped_and_no_script_runs():
    question = Question(
        "line_runs", "How often is `<b>` run?", "number", 4, "It ran 4 times.", (Wrong(3, "One less."),)
    )
    page = sheet_page("step_by_step", "<script>", "", [Part("zero_pad", ((1, "x = '</div><script>'"),), (question,))])
    assert "<script" not in page
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page


def test_a_file_with_a_line_end_in_what_it_is_says_no_line_of_its_own(course_root):
    hand_in(course_root, "eve", {})
    path = course_root / "submitted" / "eve" / "step_by_step" / "step_by_step.ipynb"
    path.write_text('{"x\\nbob: good": 1}', encoding="utf-8")
    result = run(course_root)
    assert r"eve: The file is JSON, but no notebook: it has no cells (x\nbob: good)." in result.output


def test_work_under_another_name_gets_its_sheet(course_root):
    hand_in(course_root, "ada", SOLUTIONS)
    home = course_root / "submitted" / "ada" / "step_by_step"
    (home / "step_by_step.ipynb").rename(home / "my work.ipynb")
    assert run(course_root).exit_code == 0
    assert "conv_forward" in (course_root / "oral" / "step_by_step" / "ada.html").read_text(encoding="utf-8")
