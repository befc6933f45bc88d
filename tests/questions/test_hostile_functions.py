"""Functions that do not end, stop, lie or fill memory: a sentence comes, and no hang."""

import numpy as np
import pytest
from simulated_answers import cells

from cnn_utils.questions.making import questions_on

HEAD = "def zero_pad(X, pad):\n"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("    while True: pass", "zero_pad does not come to an end on a small input: questions come when it does."),
        (
            "    while True:\n        try:\n            X = X + 1\n        except Exception:\n            pass",
            "zero_pad does not come to an end on a small input: questions come when it does.",
        ),
        ("    raise SystemExit", "zero_pad stops with SystemExit in line 2: questions come when it runs."),
        ("    return 1 / 0", "zero_pad stops with ZeroDivisionError in line 2: questions come when it runs."),
        ("    X_pad = None\n    return X_pad", "zero_pad returns nothing yet: fill it in first, then ask again."),
    ],
)
def test_what_does_not_run_gets_a_sentence(body, problem, tmp_path):
    asked = questions_on(cells({"zero_pad": HEAD + body + "\n"}, tmp_path, "hostile")["zero_pad"], "zero_pad")
    assert (asked.questions, asked.problem) == ((), problem)


def test_what_is_no_function_gets_a_sentence():
    assert questions_on(3, "zero_pad").problem == "There is no function zero_pad yet: ask() is about one that runs."
    assert questions_on(len, "tidy_up").problem == "There are no questions on tidy_up."


@pytest.mark.parametrize(
    "function",
    [
        len.__class__,
        lambda X, pad: np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0))),
        lambda X, pad: "a text",
        lambda X, pad: np.array([None, {}], dtype=object),
        lambda X, pad: np.full((1, 2, 2, 1), np.nan),
        lambda X, pad: np.broadcast_to(1.0, (10**3, 10**2)),
    ],
)
def test_whatever_is_returned_an_answer_comes(function):
    asked = questions_on(function, "zero_pad")
    assert asked.questions or asked.problem
    assert all(question.is_fair() for question in asked.questions)


def test_a_function_that_forges_its_text_is_asked_by_what_it_does(tmp_path):
    text = HEAD + "    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))\nzero_pad.__wrapped__ = print\n"
    asked = questions_on(cells({"zero_pad": text}, tmp_path, "forged")["zero_pad"], "zero_pad")
    assert len(asked.questions) == 3
