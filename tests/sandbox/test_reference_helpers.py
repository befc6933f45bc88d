"""Helpers fetched from the reference: right whatever was guessed before, and few messages for many windows."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.sandbox.inside.reference_helpers import MOST_AT_ONCE, ReferenceHelpers
from autograder.solutions import conv_single_step, zero_pad

REFERENCE = {"zero_pad": zero_pad, "conv_single_step": conv_single_step}


class Fetching:
    """Answers as the grader does, and counts."""

    def __init__(self):
        self.messages = []

    def __call__(self, questions):
        self.messages.append(len(questions))
        return [self._answer(name, args) for name, args in questions]

    def _answer(self, name, args):
        try:
            return True, REFERENCE[name](*args)
        except (ValueError, IndexError) as error:
            return False, f"{type(error).__name__}: {error}"


def call(helpers, function, *args):
    """Call as `Child` does: once with guesses, and again if there were any."""
    value = function(helpers.stand_ins(guess=True), *args)
    return function(helpers.stand_ins(guess=False), *args) if helpers.learn() else value


def convolution(helper, A_prev, W, b, pad):
    """One channel, stride 1."""
    A_pad = helper["zero_pad"](A_prev, pad)
    f, n_H, n_W = W.shape[0], A_pad.shape[1] - W.shape[0] + 1, A_pad.shape[2] - W.shape[0] + 1
    windows = [(i, h, w) for i in range(len(A_pad)) for h in range(n_H) for w in range(n_W)]
    return np.array([float(helper["conv_single_step"](A_pad[i, h : h + f, w : w + f], W, b)) for i, h, w in windows])


@pytest.fixture
def fetching():
    return Fetching()


@pytest.fixture
def helpers(fetching):
    return ReferenceHelpers(tuple(REFERENCE), fetching)


@pytest.mark.parametrize("m", [1, 2, 12])
def test_answers_are_right_and_come_in_few_messages(helpers, fetching, m):
    rng = np.random.default_rng(m)
    A_prev, W, b = rng.standard_normal((m, 5, 6, 2)), rng.standard_normal((3, 3, 2)), rng.standard_normal((1, 1, 1))
    expected = convolution(REFERENCE, A_prev, W, b, 1)
    assert np.array_equal(call(helpers, convolution, A_prev, W, b, 1), expected)
    assert sum(fetching.messages) == 1 + len(expected)
    assert max(fetching.messages) <= MOST_AT_ONCE
    assert len(fetching.messages) <= 3 + len(expected) // MOST_AT_ONCE


def test_a_wrong_guess_never_reaches_the_result(helpers):
    def asks_for_what_was_answered(helper):
        x, seen = np.ones((1, 1, 1)), []
        for _ in range(5):
            x = np.full((1, 1, 1), float(helper["conv_single_step"](x, np.full((1, 1, 1), 2.0), np.ones((1, 1, 1)))))
            seen.append(x.item())
        return seen

    assert call(helpers, asks_for_what_was_answered) == [3.0, 7.0, 15.0, 31.0, 63.0]


def test_an_answer_of_another_form_is_not_guessed(helpers, fetching):
    def pads(helper):
        shapes = [(1, 2, 2, 1), (1, 3, 2, 1), (1, 2, 2, 1)]
        return [helper["zero_pad"](np.ones(shape), pad).shape for shape in shapes for pad in (1, 2)]

    assert [shape[1:3] for shape in call(helpers, pads)] == [(4, 4), (6, 6), (5, 4), (7, 6), (4, 4), (6, 6)]
    assert fetching.messages == [1, 1, 1, 1]  # the last two are known


def test_the_same_question_is_asked_once_and_each_answer_is_a_copy(helpers, fetching):
    def spoils_its_answers(helper):
        first = helper["zero_pad"](np.ones((1, 2, 2, 1)), 1)
        first += 7
        return helper["zero_pad"](X=np.ones((1, 2, 2, 1)), pad=1)

    assert np.array_equal(call(helpers, spoils_its_answers), zero_pad(np.ones((1, 2, 2, 1)), 1))
    assert fetching.messages == [1]


def test_what_has_no_answer_raises_where_it_is_asked_for(helpers):
    def asks(helper, last):
        for value in range(3):
            helper["conv_single_step"](np.full((2, 2, 1), value), np.ones((2, 2, 1)), np.zeros((1, 1, 1)))
        return helper["conv_single_step"](np.ones((2, 2, 1)), np.ones(last), np.zeros((1, 1, 1)))

    assert call(helpers, asks, (2, 2, 1)).item() == 4
    with pytest.raises(ValueError, match=r"^conv_single_step: ValueError: operands could not be broadcast together"):
        call(helpers, asks, (3, 3, 1))


def test_of_many_guessed_questions_only_the_one_without_an_answer_raises(helpers, fetching, monkeypatch):
    def refuses_two(a_slice_prev, W, b):
        if a_slice_prev.item() == 2:
            raise IndexError("made for another shape")
        return a_slice_prev.item()

    def asks(helper):
        seen = []
        for value in range(4):
            try:
                seen.append(helper["conv_single_step"](np.full((1, 1, 1), value), np.ones(1), np.ones(1)))
            except ValueError as error:
                seen.append(str(error))
        return seen

    monkeypatch.setitem(REFERENCE, "conv_single_step", refuses_two)
    assert call(helpers, asks) == [0, 1, "conv_single_step: IndexError: made for another shape", 3]
    assert fetching.messages == [1, 3, 1]


def test_guesses_kept_for_one_message_stay_few_bytes(helpers, fetching):
    def pads(helper):
        return [helper["zero_pad"](np.full((1, 512, 512, 1), value), 1)[0, 1, 1, 0] for value in range(10)]

    assert call(helpers, pads) == list(range(10))
    assert max(fetching.messages) < 6  # of 2 MB each
