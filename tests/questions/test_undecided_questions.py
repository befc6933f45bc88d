"""Only what the words of a question decide is asked: kinds of wrong functions where drawn numbers had decided it."""

import random

import pytest
from independent_answers import right_answers
from simulated_answers import cells
from simulated_code import SOLUTIONS
from test_every_answer import ALL, check_answers
from wrong_students import RIGHT, WRONG

from autograder.demo.answers import with_mistake
from cnn_utils.questions.making import families_of, questions_on
from cnn_utils.questions.subject import Subject

DRAWS = {
    "conv_forward-Z-random",
    "conv_backward-random-start",
    "distribute_value-random",
    "pool_backward-random-to-start",
}
# Its variable holds windows of the gradient, or of an input that it has written into: told by no experiment yet.
NOT_TOLD = {"conv_backward-slice-of-the-gradient", "pool_backward-A-prev-spoilt"}


@pytest.fixture
def function(tmp_path):
    def of(name, code):
        return cells({**SOLUTIONS, name: code}, tmp_path, "undecided")[name]

    return of


def changed(name, *changes):
    code = SOLUTIONS[name]
    for old, new in changes:
        assert old in code
        code = code.replace(old, new)
    return code


@pytest.mark.parametrize(
    ("family", "name", "mistake"),
    [
        ("spread", "pool_backward", "set instead of added"),
        ("changed_place", "pool_forward", "stride ignored"),
    ],
)
def test_where_the_largest_entry_stands_does_not_decide(family, name, mistake, function):
    own = function(name, with_mistake(name, SOLUTIONS[name], mistake))
    answers = []
    for options in ALL:
        asked = questions_on(own, name, **options).questions
        answers += [right_answers(own, name, question) for question in asked if question.family == family]
    assert len(answers) > 3
    assert [answer for answer in answers if len(answer) != 1] == []


@pytest.mark.parametrize("rounding", ["float(round(Z))", "max(0, Z)", "1 / (1 + np.exp(-Z))"])
def test_a_number_that_does_not_follow_itself_is_not_asked_to(rounding, function):
    own = function("conv_single_step", changed("conv_single_step", ("return Z", f"return {rounding}")))
    check_answers(own, "conv_single_step", [{"key": str(seed), "count": 40} for seed in range(8)])


def test_what_is_no_mask_is_not_counted(function):
    own = function("create_mask_from_window", "def create_mask_from_window(x):\n    return (x == np.max(x)) * x\n")
    subject = Subject.of(own, "create_mask_from_window")
    assert families_of("create_mask_from_window")["value_by_hand"](subject, random.Random(1)) is None


def test_what_is_no_array_has_no_entries(function):
    own = function("distribute_value", "def distribute_value(dz, shape):\n    return dz / (shape[0] * shape[1])\n")
    subject = Subject.of(own, "distribute_value")
    assert families_of("distribute_value")["value_by_hand"](subject, random.Random(1)) is None


def test_the_line_that_takes_a_row_off_is_asked_for_one_call(function):
    subject = Subject.of(function("conv_forward", RIGHT["conv_forward"]), "conv_forward")
    question = families_of("conv_forward")["one_row_less"](subject, random.Random(1))
    assert question.text == (
        "With `A_prev` (1, 5, 7, 3), `W` (2, 2, 3, 4), pad 1, stride 2: "
        "in which line of `conv_forward` would `- 1` at its end take just one row off `Z`?"
    )


def test_what_draws_random_numbers_gets_a_sentence(function):
    own = function(
        "distribute_value", changed("distribute_value", ("np.full((n_H, n_W), average)", "np.random.rand(*shape)"))
    )
    problem = "distribute_value draws random numbers: questions come when it gives the same each time."
    assert questions_on(own, "distribute_value").problem == problem
    steady = "def distribute_value(dz, shape):\n    np.random.seed(1)\n    return np.random.rand(*shape) * dz\n"
    assert questions_on(function("distribute_value", steady), "distribute_value").problem == ""


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("conv_single_step", changed("conv_single_step", ("return Z", "return str(Z)"))),
        ("conv_backward", changed("conv_backward", ("return dA_prev, dW, db", "return dA_prev, dW"))),
    ],
)
def test_whatever_is_returned_questions_come(name, code, function):
    own = function(name, code)
    for seed in range(3):
        assert questions_on(own, name, key=str(seed), count=40).questions


@pytest.mark.sampled(50)
@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.id)
def test_every_answer_on_a_wrong_function_is_that_of_an_independent_run(wrong, tmp_path):
    own = cells({**RIGHT, wrong.exercise: wrong.source}, tmp_path, "table")[wrong.exercise]
    if wrong.id in DRAWS:
        assert "draws random numbers" in questions_on(own, wrong.exercise).problem
    elif wrong.id not in NOT_TOLD:
        check_answers(own, wrong.exercise, ALL[:4])
