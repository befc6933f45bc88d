"""Questions on every style of solution: enough of them, of several families, each with one right answer."""

import random
import re
import time

import pytest
from simulated_answers import NAMES, STYLES, cells, guess, right_code, style, wrong_code
from simulated_code import SOLUTIONS

from cnn_utils.questions.making import families_of, questions_on
from cnn_utils.questions.question import MOST_WORDS
from cnn_utils.questions.subject import Subject


def asked_on_all(namespace, **options):
    return {name: questions_on(namespace[name], name, **options) for name in NAMES}


def check_enough(asked):
    for name, one in asked.items():
        assert one.problem == "", name
        assert len(one.questions) >= 3, name
        assert len({question.family for question in one.questions}) >= 2, name
        assert len({question.text for question in one.questions}) == len(one.questions), name
        for question in one.questions:
            assert question.is_fair(), question
            assert question.wrong, question
            texts = [question.text, question.why, *question.choices, *(wrong.meaning for wrong in question.wrong)]
            assert max(len(text.split()) for text in texts) <= MOST_WORDS


@pytest.mark.parametrize("name", STYLES)
def test_every_style_is_asked_three_questions_of_two_families_on_each_function(name):
    check_enough(asked_on_all(style(name)))


def test_there_are_more_than_twelve_families():
    assert len(families_of("conv_forward")) + len(families_of("compute_cost")) >= 24


def test_the_same_code_is_asked_the_same_whatever_its_names_and_layout(tmp_path):
    text = SOLUTIONS["conv_forward"]
    renamed = re.sub(r"\bn_H\b", "rows", text.replace("vert_start", "top")).replace("# ", "#  note: ")
    one = cells({**SOLUTIONS, "conv_forward": text}, tmp_path, "one")
    other = cells({**SOLUTIONS, "conv_forward": renamed}, tmp_path, "other")
    first, second = (questions_on(names["conv_forward"], "conv_forward") for names in (one, other))
    assert [question.family for question in first.questions] == [question.family for question in second.questions]
    assert first == questions_on(one["conv_forward"], "conv_forward")


def test_other_code_another_try_and_another_key_are_asked_otherwise():
    function = style("plain_loops")["conv_forward"]
    texts = [
        [question.text for question in questions_on(function, "conv_forward", **options).questions]
        for options in ({}, {"attempt": 2}, {"attempt": 3}, {"key": "secret"}, {"key": "other secret"})
    ]
    texts.append(
        [question.text for question in questions_on(style("other_names")["conv_forward"], "conv_forward").questions]
    )
    assert len({tuple(each) for each in texts}) == len(texts)


def test_a_function_without_a_loop_is_asked_nothing_about_loops():
    loops = {"line_runs", "variable_at", "helper_calls"}
    for key in range(10):
        asked = questions_on(style("einsum")["conv_forward"], "conv_forward", count=12, key=str(key))
        assert not loops & {question.family for question in asked.questions}


def test_parameters_are_called_what_the_student_calls_them(tmp_path):
    text = "def zero_pad(pictures, n):\n    return np.pad(pictures, ((0, 0), (n, n), (n, n), (0, 0)))\n"
    asked = questions_on(cells({"zero_pad": text}, tmp_path, "own")["zero_pad"], "zero_pad", count=6)
    assert not [question.text for question in asked.questions if "`X`" in question.text]
    assert [question.text for question in asked.questions if "`pictures`" in question.text]


def test_a_line_that_adds_to_a_variable_reads_it(tmp_path):
    text = "def zero_pad(X, pad):\n    k = 0\n    for _ in X:\n        k += pad\n    return np.pad(X, 1)\n"
    subject = Subject.of(cells({"zero_pad": text}, tmp_path, "adds")["zero_pad"], "zero_pad")
    assert families_of("zero_pad")["last_read"](subject, random.Random(1)) is None  # it is read in one line alone
    text = text.replace("k = 0", "k = 0\n    j = k")
    subject = Subject.of(cells({"zero_pad": text}, tmp_path, "adds")["zero_pad"], "zero_pad")
    assert families_of("zero_pad")["last_read"](subject, random.Random(1)).answer == 5


def test_who_guesses_gets_under_forty_per_cent_and_who_knows_gets_all():
    chance = random.Random(1)
    asked = [one for name in STYLES[::4] for one in asked_on_all(style(name)).values()]
    questions = [question for one in asked for question in one.questions]
    right = sum(guess(question, chance) == question.answer for question in questions for _ in range(20))
    assert right / (20 * len(questions)) < 0.40
    open_ones = [
        one for name in STYLES[::4] for one in asked_on_all(style(name), key="k", open_only=True, count=5).values()
    ]
    questions = [question for one in open_ones for question in one.questions]
    right = sum(guess(question, chance) == question.answer for question in questions for _ in range(20))
    assert right / (20 * len(questions)) < 0.20


@pytest.mark.parametrize("name", ["plain_loops", "tensordot", "cumulative_sums"])  # of all styles the slowest
def test_the_questions_of_a_notebook_are_made_in_a_moment(name):
    def seconds(attempt):
        start = time.process_time()
        asked_on_all(style(name), attempt=attempt)
        return time.process_time() - start

    asked_on_all(style(name))
    assert min(map(seconds, (1, 2, 3))) < 0.3


@pytest.mark.parametrize("name", STYLES[::3])
def test_no_question_on_a_right_solution_speaks_of_a_mistake(name):
    for key in ("one", "two"):
        for asked in asked_on_all(style(name), key=key, count=12).values():
            assert not [question for question in asked.questions if question.leads_to_mistake]


def test_questions_on_a_wrong_solution_lead_to_the_mistake(tmp_path):
    code = {**SOLUTIONS, "conv_single_step": SOLUTIONS["conv_single_step"].replace("Z = Z + b.item()", "Z = Z + 0")}
    function = cells(code, tmp_path, "wrong")["conv_single_step"]
    leading = [q for q in questions_on(function, "conv_single_step", count=8).questions if q.leads_to_mistake]
    assert leading
    assert all("bias" not in question.why for question in leading)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(200))
def test_every_right_solution_is_asked_enough(number, tmp_path):
    check_enough(asked_on_all(cells(right_code(number), tmp_path, "right")))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(100))
def test_every_wrong_solution_that_runs_is_asked_enough(number, tmp_path):
    code, name = wrong_code(number)
    asked = questions_on(cells(code, tmp_path, "wrong")[name], name)
    if asked.problem:
        assert "stops with" in asked.problem
    else:
        check_enough({name: asked})
