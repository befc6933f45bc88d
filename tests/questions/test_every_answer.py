"""Every question on a layer, answered once more by an independent run: one answer is right, and no wrong one is.

What a question does not show may be any number, so each is answered for several inputs: where they would give different
answers, the question has more than one.
"""

import pytest
from independent_answers import ORACLES, right_answers
from simulated_answers import NAMES, STYLES, cells, right_code, style, wrong_code

from cnn_utils.questions.making import families_of, questions_on

# What a notebook shows, what an oral sheet shows, and whatever else fits.
ALL = [{"attempt": 1}, {"attempt": 2}, {"attempt": 3}, {"key": "oral", "open_only": True, "count": 12}]
ALL += [{"key": key, "count": 40} for key in ("one", "two", "three")]
SHOWN = [ALL[0], ALL[3]]


def is_near(one, other):
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return abs(one - other) <= 0.006  # numbers are compared to two places
    return one == other


def check_answers(function, name, drawn):
    """Answer all questions on a function, and hold their own answers and their wrong ones against that."""
    for options in drawn:
        for question in questions_on(function, name, **options).questions:
            right = right_answers(function, name, question)
            assert len(right) == 1, (question.text, question.answer, right)
            (answer,) = right
            assert is_near(question.answer, answer), (question.text, question.answer, answer)
            assert not [wrong for wrong in question.wrong if is_near(wrong.answer, answer)], (question.text, answer)


def test_every_family_has_an_oracle():
    assert ORACLES.keys() == families_of("conv_forward").keys()


@pytest.mark.sampled(60)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("of", STYLES)
def test_every_answer_is_that_of_an_independent_run(of, name):
    check_answers(style(of)[name], name, ALL)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(200))
def test_every_answer_on_a_right_solution_is_that_of_an_independent_run(number, tmp_path):
    functions = cells(right_code(number), tmp_path, "right")
    for name in NAMES:
        check_answers(functions[name], name, SHOWN)


@pytest.mark.sampled(100)
@pytest.mark.parametrize("number", range(100))
def test_every_answer_on_a_wrong_solution_is_that_of_an_independent_run(number, tmp_path):
    code, name = wrong_code(number)
    check_answers(cells(code, tmp_path, "wrong")[name], name, ALL)
