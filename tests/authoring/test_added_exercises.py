"""Exercises that a course added (docs/new_exercise.md): the solution passes, and each mistake is named from its output.

There are none in the project as it comes; tests/authoring/test_new_exercise.py runs this file in a course that has one.
"""

import pytest

from autograder.cases import cases_for, reference_for, weights_for
from autograder.exercises import EXERCISES
from autograder.judge import judge
from autograder.misconceptions import misconceptions_of
from cnn_utils.calling.observe import observe
from cnn_utils.compare.calls import Call

ADDED = [exercise for exercise in EXERCISES.values() if exercise.added]
OF_ITS_OWN = {"output size", "inputs unchanged"}


def judged(name, function):
    return judge(name, lambda call: observe(function, Call(call.exercise, call.args)))


def test_the_solution_passes():
    for exercise in ADDED:
        verdict = judged(exercise.name, reference_for(exercise.name))
        assert (verdict.status, verdict.share, verdict.hints) == ("passed", 1.0, ()), exercise.name


def test_weights_add_up_to_one_and_every_property_has_a_case():
    for exercise in ADDED:
        weights = weights_for(exercise.name)
        assert sum(weights.values()) == pytest.approx(1), exercise.name
        spoken_for = {name for case in cases_for(exercise.name) for name in case.properties}
        assert spoken_for == set(weights) - OF_ITS_OWN, exercise.name


def test_every_misconception_costs_points_and_is_named_alone():
    for exercise in ADDED:
        records = misconceptions_of(exercise.name)
        assert records, exercise.name
        for record in records:
            verdict = judged(exercise.name, record.variant)
            assert [hint.misconception for hint in verdict.hints] == [record.id]
            assert verdict.share < 1, record.id


def test_there_are_three_hints_that_differ():
    for exercise in ADDED:
        assert len(set(exercise.hints)) == len(exercise.hints) == 3, exercise.name
