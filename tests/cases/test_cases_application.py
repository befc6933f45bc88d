from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from functools import partial

import numpy as np
import pytest
import styles_application

from autograder.cases import cases_for, key_for, relations_for, weights_for
from autograder.cases.application.application_calls import compute_cost
from autograder.cases.application.graph_records import RECORDS
from autograder.exercises import exercises_of
from autograder.judge import judge
from cnn_utils.calling.observe import observe
from cnn_utils.compare.calls import Call, Observation

EXERCISES = [exercise.name for exercise in exercises_of("application")]
KEYS = [key_for(b"secret", f"student {i}", "") for i in range(3)]


def from_record(record):
    """Answer as the driver of a function with this record would."""
    return lambda call: observe(record, Call(call.exercise, call.args))


@pytest.mark.parametrize("exercise", EXERCISES)
def test_weights_add_up_to_one_and_each_property_has_a_case(exercise):
    weights = weights_for(exercise)
    assert sum(weights.values()) == pytest.approx(1)
    spoken = {name for case in cases_for(exercise) for name in case.properties}
    assert spoken == set(weights)
    assert {name for relation in relations_for(exercise) for name in relation.properties} <= spoken


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("key", KEYS)
def test_the_right_record_passes(exercise, key):
    verdict = judge(exercise, from_record(RECORDS[exercise]), key=key)
    assert (verdict.status, verdict.share) == ("passed", 1.0)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_edition_has_the_same_cases_and_ids_are_unique(exercise):
    ids = [case.id for case in cases_for(exercise)]
    assert len(set(ids)) == len(ids)
    assert all([case.id for case in cases_for(exercise, edition)] == ids for edition in ("v1", "v2", "2021"))


def test_hidden_numbers_differ_between_keys_and_stay_for_one():
    first, second, again = (compute_cost.__wrapped__(key)[1].call.args[0] for key in (*KEYS[:2], KEYS[0]))
    assert not np.array_equal(first, second)
    assert np.array_equal(first, again)


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("value", [None, {}, (), 0.0, "text", np.zeros(6), {"W1": None, "W2": None}, (None, None)])
def test_what_is_no_answer_earns_next_to_nothing_and_breaks_nothing(exercise, value):
    verdict = judge(exercise, lambda call: Observation("returned", value))
    assert verdict.status in ("failed", "unfilled")
    assert verdict.share <= 0.25


def test_judging_needs_no_tensorflow():
    program = (
        "import sys; from autograder.cases import cases_for, relations_for; "
        "from autograder.misconceptions import catalogue; catalogue('application'); "
        "[(cases_for(e), relations_for(e)) for e in sys.argv[1:]]; print('tensorflow' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program, *EXERCISES], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


@pytest.mark.sampled(3)
@pytest.mark.tensorflow
@pytest.mark.parametrize("style", [module.name for module in pkgutil.iter_modules(styles_application.__path__)])
def test_right_solutions_in_other_styles_get_full_marks(style):
    pytest.importorskip("tensorflow")
    from autograder.sandbox.inside.older import tf1_names as tf_names

    tf_names.install()
    try:
        module = importlib.import_module(f"styles_application.{style}")
        judged = {
            name: judge(name, partial(observe, getattr(module, name))) for name in EXERCISES if hasattr(module, name)
        }
    finally:
        tf_names.uninstall()
    assert judged
    assert {name: verdict.findings for name, verdict in judged.items() if verdict.share < 1} == {}


@pytest.mark.tensorflow
def test_the_solutions_get_full_marks():
    pytest.importorskip("tensorflow")
    solutions = importlib.import_module("autograder.solutions.application")
    for name in EXERCISES:
        if hasattr(solutions, name):
            verdict = judge(name, partial(observe, getattr(solutions, name)))
            assert (name, verdict.status, verdict.findings) == (name, "passed", ())
