"""The record of a question: what counts as an answer, what is fair, and its plain form."""

import pytest

from cnn_utils.questions.answer_check import attempt_in, replies, reply_to
from cnn_utils.questions.question import Asked, Question, Wrong, as_given, asked_from_plain, asked_to_plain

SIZE = Question("line_runs", "How often?", "number", 12, "It was reached 12 times.", (Wrong(3, "So often line 4 is."),))
LETTER = Question("changed_place", "What happens?", "choice", "b", "It was run.", (Wrong("a", "No."),), ("x", "y"))


@pytest.mark.parametrize(
    ("kind", "given", "read"),
    [
        ("number", 12.0, 12),
        ("number", " 12 ", 12),
        ("number", 1.791759, 1.79),
        ("number", True, None),
        ("number", "many", None),
        ("number", float("nan"), None),
        ("number", float("inf"), None),
        ("number", 10**400, 10**400),
        ("line", 7, 7),
        ("shape", [2, 3], (2, 3)),
        ("shape", 4, (4,)),
        ("shape", (2, "3"), None),
        ("shape", (), None),
        ("name", "`a_slice`", "a_slice"),
        ("name", "", None),
        ("choice", "B)", "b"),
        ("choice", "yes", None),
        ("choice", None, None),
    ],
)
def test_an_answer_is_read_in_the_form_of_its_kind(kind, given, read):
    assert as_given(kind, given) == read


def test_an_answer_that_brings_code_along_is_none():
    class Always(int):
        def __eq__(self, other):
            return True

        __hash__ = int.__hash__

    assert as_given("number", Always(3)) is None


def test_a_question_with_two_right_answers_or_a_long_text_is_not_fair():
    assert SIZE.is_fair()
    assert not Question("f", "How often?", "number", 12, "So.", (Wrong(12.0, "The same."),)).is_fair()
    assert not Question("f", "How often?", "number", 12, "So.", (Wrong(1, "A."), Wrong(1, "B."))).is_fair()
    assert not Question("f", "word " * 36, "number", 12, "So.").is_fair()
    assert not Question("f", "Which?", "choice", "a", "So.", (), ("same", "same")).is_fair()


def test_right_then_why_and_for_a_known_slip_what_it_means_first():
    assert reply_to(SIZE, 1, 12) == reply_to(SIZE, 1, "12")
    assert (reply_to(SIZE, 1, 12).right, reply_to(SIZE, 1, 12).text) == (True, "It was reached 12 times.")
    assert reply_to(SIZE, 1, 3).text == "So often line 4 is. It was reached 12 times."
    assert reply_to(SIZE, 1, 99).text == "It was reached 12 times."
    assert reply_to(SIZE, 2, "many").text == "Please write a number, as in 2: 12."
    assert reply_to(SIZE, 1, None).right is None


def test_answers_are_found_under_the_numbers_of_the_questions():
    asked = Asked("conv_forward", (SIZE, LETTER))
    assert [reply.right for reply in replies(asked, {1: 12, "2": "a"})] == [True, False]
    assert [reply.right for reply in replies(asked, {})] == [None, None]


@pytest.mark.parametrize(
    ("answers", "attempt"), [({"try": 2}, 2), ({"try": 99}, 1), ({"try": "2"}, 1), ({}, 1), (7, 1)]
)
def test_answers_say_to_which_try_they_belong(answers, attempt):
    assert attempt_in(answers) == attempt


def test_questions_survive_as_plain_data():
    asked = Asked("conv_forward", (SIZE, LETTER), attempt=2)
    assert asked_from_plain(asked_to_plain(asked)) == asked


@pytest.mark.parametrize(
    "forged",
    [
        None,
        {},
        {"exercise": "a", "problem": "", "attempt": 1, "questions": [{}]},
        {"exercise": "a", "problem": "", "attempt": 1, "questions": [{**vars(SIZE), "wrong": [(12, "Also right.")]}]},
        {"exercise": "a", "problem": "", "attempt": 1, "questions": [{**vars(SIZE), "kind": "gift", "wrong": []}]},
        {"exercise": "a", "problem": 3, "attempt": 1, "questions": []},
        {"exercise": "a", "problem": "", "attempt": float("inf"), "questions": []},
    ],
)
def test_what_was_forged_is_no_questions(forged):
    with pytest.raises(ValueError, match=r"these are no questions|two right answers|no such kind|a text"):
        asked_from_plain(forged)
