"""The same code gets the same marks whoever hands it in: hidden cases differ between students, their power does not."""

from __future__ import annotations

import ast
import contextlib
from pathlib import Path

import pytest
from mutants import mutants_of
from time_limits import OutOfTime, time_limit

from autograder.cases import FIXED_KEY, cases_for
from autograder.exercises import exercises_of
from autograder.judge import judge, judging
from autograder.misconceptions import catalogue
from autograder.solutions import step_by_step
from cnn_utils.calling.observe import observe

EXERCISES = [exercise.name for exercise in exercises_of("step_by_step")]
SOURCE = Path(step_by_step.__file__).read_text(encoding="utf-8")
LAYERS = ("conv_forward", "pool_forward", "conv_backward", "pool_backward")
NAMED = [record for record in catalogue("step_by_step") if not record.general]  # a general one's code is an example
FEW = (FIXED_KEY, b"ada", b"bob", b"eve")
MANY = (FIXED_KEY, *(f"student {number}".encode() for number in range(12)))


@pytest.fixture(autouse=True)
def unnamed(monkeypatch):
    """Marks do not hang on names, and naming takes most of the time."""
    monkeypatch.setattr(judging, "name_mistakes", lambda *_: [])


def marks(exercise, function, keys):
    """What the function earns under each key: share and status, and which properties hold."""
    verdicts = [judge(exercise, lambda call: observe(function, call), key=key) for key in keys]
    return {(round(v.share, 6), v.status, tuple(p.name for p in v.properties if p.holds)) for v in verdicts}


@pytest.mark.sampled(12)
@pytest.mark.parametrize("record", NAMED, ids=lambda record: f"{record.exercise}-{record.id}")
def test_a_named_mistake_costs_every_student_the_same(record, day):
    keys = (FIXED_KEY, b"ada", f"student of {day}".encode())
    assert len(marks(record.exercise, record.variant, keys)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("record", NAMED, ids=lambda record: f"{record.exercise}-{record.id}")
def test_a_named_mistake_costs_a_dozen_students_the_same(record):
    assert len(marks(record.exercise, record.variant, MANY)) == 1


def test_no_draw_of_conv_single_step_is_near_zero_where_a_tanh_changes_nothing():
    keys = [f"student {number}".encode() for number in range(200)]
    sums = [case.expected.value for key in keys for case in cases_for("conv_single_step", key=key) if not case.visible]
    assert min(abs(total) for total in sums) >= 0.5


def functions_broken_in_one_place(exercise, every):
    text = next(ast.unparse(n) for n in ast.parse(SOURCE).body if isinstance(n, ast.FunctionDef) and n.name == exercise)
    for mutant in mutants_of(text, every):
        names = {}
        exec(compile(SOURCE, "solutions", "exec"), names)
        with contextlib.suppress(SyntaxError):
            exec(compile(mutant.source, "<mutant>", "exec"), names)
            yield mutant, names[exercise]


def unfair_breakages(exercise, keys, every):
    for mutant, function in functions_broken_in_one_place(exercise, every):
        with contextlib.suppress(OutOfTime), time_limit(20):
            if len(found := marks(exercise, function, keys)) > 1:
                yield mutant.change, mutant.line, found


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES)
def test_hardly_any_one_place_breakage_costs_students_differently(exercise):
    """Those that take the number of channels for a length cannot but do: that number is what differs."""
    every = 37 if exercise in LAYERS else 1  # thousands of them, judged whole under each key
    unfair = list(unfair_breakages(exercise, FEW, every))
    assert len(unfair) < 0.01 * len(list(functions_broken_in_one_place(exercise, every))), unfair
