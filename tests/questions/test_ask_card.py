"""ask() as a notebook shows it: the questions, then right or wrong and why; the form and the cell it fills."""

from types import SimpleNamespace

import pytest
from simulated_answers import style

from cnn_utils import ask
from cnn_utils.questions import ask_widget
from cnn_utils.questions.ask_widget import AskForm, fill_answer_cell, is_unanswered, typed
from cnn_utils.questions.making import questions_on


@pytest.fixture
def function():
    return style("plain_loops")["conv_forward"]


@pytest.fixture
def right(function):
    asked = questions_on(function, "conv_forward")
    return {number: question.answer for number, question in enumerate(asked.questions, 1)}


def test_the_card_asks_three_questions_and_says_how_to_answer(function):
    text = str(ask(function))
    assert text.startswith("Do you know your own conv_forward? 3 questions about it\n  1. ")
    assert "Write your answers into the cell below: answers_conv_forward = {1: " in text


def test_right_answers_turn_the_card_green_and_say_why(function, right):
    card = ask(function, right)
    assert card.is_right
    assert str(card).startswith("conv_forward: 3 of 3 answers are right")
    assert str(card).endswith("You know what your function does.")
    assert all(question.why in str(card) for question in card.asked.questions)


def test_a_wrong_answer_says_what_it_means_and_offers_other_numbers(function, right):
    slip = questions_on(function, "conv_forward").questions[0].wrong[0]
    card = ask(function, {**right, 1: slip.answer})
    assert str(card).startswith("conv_forward: 2 of 3 answers are right")
    assert f"✗ {slip.meaning}" in str(card)
    assert 'try again with other numbers: answers_conv_forward = {"try": 2}' in str(card)
    second = ask(function, {"try": 2})
    assert not {q.text for q in second.asked.questions} & {q.text for q in card.asked.questions}


def test_what_students_wrote_is_escaped(tmp_path):
    from simulated_answers import cells

    text = "def zero_pad(X, pad):\n    return X['<b>']\n"
    assert "<b>" not in ask(cells({"zero_pad": text}, tmp_path, "html")["zero_pad"])._repr_html_()


def test_a_function_that_does_not_run_gets_its_sentence():
    def zero_pad(X, pad):
        return None

    assert str(ask(zero_pad)) == "zero_pad returns nothing yet: fill it in first, then ask again."


def test_nothing_is_asked_while_a_notebook_is_graded(function, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert ask(function) is None


def test_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match=r"^There are no questions on 'tidy_up': name the exercise, as in ask\(mine"):
        ask(lambda: None, exercise="tidy_up")


def test_the_form_checks_answers_tells_why_and_asks_again_with_other_numbers(function, right):
    form = AskForm(
        questions_on(function, "conv_forward"), lambda attempt: questions_on(function, "conv_forward", attempt=attempt)
    )
    *_, buttons, closing = form.widget.children
    rows = form.widget.children[2:-2]
    for row, answer in zip(rows, right.values(), strict=True):
        row.children[1].value = answer if isinstance(answer, str) else str(answer)
    buttons.children[0].click()
    assert "Right." in rows[0].children[2].value
    assert "All right." in closing.value
    assert form.answers == right
    buttons.children[1].click()
    assert form.answers == {"try": 2, 1: None, 2: None, 3: None}


def test_the_answer_cell_is_filled_with_what_stood_in_the_form(monkeypatch):
    shell = SimpleNamespace(user_ns={}, set_next_input=lambda text, replace: shell.user_ns.update(text=text))
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    monkeypatch.setitem(ask_widget.waiting, "zero_pad", {1: 12, 2: "a"})

    def run(source):
        fill_answer_cell(SimpleNamespace(info=SimpleNamespace(raw_cell=source)))

    run("check(zero_pad)")
    assert shell.user_ns == {}
    run("answers_zero_pad = {1: None, 2: None, 3: None}")
    assert shell.user_ns == {"answers_zero_pad": {1: 12, 2: "a"}, "text": "answers_zero_pad = {1: 12, 2: 'a'}"}


@pytest.mark.parametrize(
    ("source", "empty"),
    [
        ("answers_zero_pad = {}", True),
        ('answers_zero_pad = {"try": 2, 1: None}', True),
        ("answers_zero_pad = {1: 3}", False),
        ("answers_zero_pad = dict()", False),
        ("answers_other = {}", False),
    ],
)
def test_a_cell_that_holds_answers_is_left_alone(source, empty):
    assert is_unanswered(source, "zero_pad") is empty


def test_what_is_typed_is_read_as_python_where_it_is():
    assert [typed(text) for text in ("12", "(2, 3)", "stride", " ", None)] == [12, (2, 3), "stride", None, None]
