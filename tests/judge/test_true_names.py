"""No name is given that its own definition refutes: not on the cases seen, nor on others, drawn for someone else."""

import ast
from pathlib import Path

import pytest
from mutants import mutants_of
from refuting import refuted
from time_limits import OutOfTime, time_limit

from autograder.cases import FIXED_KEY, reference_for
from autograder.exercises import exercises_of
from autograder.judge import judge
from autograder.misconceptions import catalogue, misconceptions_of
from autograder.solutions import step_by_step
from cnn_utils.calling.observe import observe

NAMES = [exercise.name for exercise in exercises_of("step_by_step")]
SOURCE = Path(step_by_step.__file__).read_text(encoding="utf-8")
SEEN, OTHERS = b"seen", b"others"
NAMED = [record for record in catalogue("step_by_step") if not record.general]  # a general one's code is an example


def wrong_functions(name, every, draw):
    text = next(ast.unparse(n) for n in ast.parse(SOURCE).body if isinstance(n, ast.FunctionDef) and n.name == name)
    for mutant in mutants_of(text, every, draw):
        names = {}
        exec(compile(SOURCE, "solutions", "exec"), names)
        try:
            exec(compile(mutant.source, "<mutant>", "exec"), names)
        except SyntaxError:
            continue
        yield mutant, names[name]


def tally(name, every=1, draw=0):
    """How many mutants are wrong, how many have a name, and the names that are refuted."""
    wrong = named = 0
    lies = []
    records = {record.id: record for record in misconceptions_of(name)}
    for mutant, function in wrong_functions(name, every, draw):
        try:
            with time_limit(20):
                verdict = judge(name, lambda call, f=function: observe(f, call, helpers_of(call)), key=SEEN)
                given = [records[hint.misconception] for hint in verdict.hints]
                false = [r.id for r in given if not r.general for key in (SEEN, OTHERS) if refuted(r, function, key)]
        except OutOfTime:
            continue
        if verdict.status in ("failed", "error"):
            wrong, named = wrong + 1, named + bool(given)
            lies += [(mutant.change, mutant.line, identifier) for identifier in false]
    return wrong, named, lies


def helpers_of(call):
    return {name: reference_for(name) for name in call.helpers}


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(("step", "pad", "window", "value"))])
def test_names_are_true_of_a_sample_of_breakages(name, day):
    wrong, _, lies = tally(name, 5, day)
    assert wrong
    assert lies == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_names_are_true_of_every_breakage(name):
    wrong, named, lies = tally(name)
    assert lies == []
    assert named > 0.5 * wrong


def names_given(record, key):
    verdict = judge(record.exercise, lambda call: observe(record.variant, call, helpers_of(call)), key=key)
    return sorted(hint.misconception for hint in verdict.hints)


@pytest.mark.sampled(12)
@pytest.mark.parametrize("record", NAMED, ids=lambda record: f"{record.exercise}-{record.id}")
def test_a_mistake_has_the_same_names_whoever_hands_it_in(record, day):
    keys = (FIXED_KEY, b"ada", f"student of {day}".encode())
    assert len({tuple(names_given(record, key)) for key in keys}) == 1


def test_a_bias_left_out_is_never_taken_for_one_that_is_cut_to_a_whole_number():
    left_out = next(record for record in NAMED if record.id == "bias-forgotten")
    for number in range(40):
        assert names_given(left_out, f"student {number}".encode()) == ["bias-forgotten"]
