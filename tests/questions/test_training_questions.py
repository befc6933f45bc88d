"""Questions on `model`: asked of a short training, and held against what was handed out in one."""

import random

import pytest
from styles_application import compat_v1

from autograder.solutions import application
from cnn_utils.questions.graph_families.training_questions import train_shortly
from cnn_utils.questions.making import families_of, questions_on
from cnn_utils.questions.subject import Subject


@pytest.mark.parametrize("module", [application, compat_v1], ids=["solution", "compat_v1"])
def test_a_training_is_asked_three_questions_of_two_families(module):
    asked = questions_on(module.model, "model")
    assert (asked.problem, len(asked.questions)) == ("", 3)
    assert len({question.family for question in asked.questions}) >= 2
    assert all(question.is_fair() and question.wrong for question in asked.questions)


def test_the_optimizer_takes_as_many_steps_as_minibatches_were_handed_out(monkeypatch):
    handed_out = []

    def counted(*args, **kwargs):
        minibatches = plain(*args, **kwargs)
        handed_out.extend(minibatches)
        return minibatches

    plain = application.random_mini_batches
    for number in range(2):
        draw = random.Random(number)
        subject = Subject.of(application.model, "model")
        handed_out.clear()
        with monkeypatch.context() as patched:
            patched.setattr(application, "random_mini_batches", counted)
            train_shortly(subject, draw)
        question = families_of("model")["steps_taken"](subject, draw)
        assert question.answer == len(handed_out)
        assert not question.leads_to_mistake


def test_a_training_that_leaves_out_the_last_minibatch_is_led_to_it(monkeypatch):
    plain = application.random_mini_batches
    monkeypatch.setattr(application, "random_mini_batches", lambda *args: plain(*args)[:-1])
    subject = Subject.of(application.model, "model")
    train_shortly(subject, random.Random(0))
    assert families_of("model")["steps_taken"](subject, random.Random(0)).leads_to_mistake
