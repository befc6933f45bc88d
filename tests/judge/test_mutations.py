"""Every one-place breakage of the solutions is noticed, but for those that no input can tell from the solution.

A mutant counts as equivalent if it gives what the reference gives, and leaves its arguments alone, on 60 inputs drawn
apart from all cases (`tests/support/equivalents.py`). `make test-slow` runs them whole, `make test` a sample of the
day.
"""

import ast
from pathlib import Path

import pytest
from equivalents import equivalent
from mutants import mutants_of
from time_limits import OutOfTime, time_limit

from autograder.cases import cases_for, relations_for
from autograder.exercises import exercises_of
from autograder.solutions import step_by_step
from cnn_utils.calling.observe import observe
from cnn_utils.compare.outputs import compare, leaves_arguments_unchanged

NAMES = [exercise.name for exercise in exercises_of("step_by_step")]
SOURCE = Path(step_by_step.__file__).read_text(encoding="utf-8")


def noticed(name, function, key):
    """Whether the judge would fail it: the same cases and relations, the small ones first, up to the first
    difference."""
    for case in sorted(cases_for(name, "current", key), key=lambda case: case.visible):
        seen = observe(function, case.call)
        if (
            seen.outcome != "returned"
            or compare(seen.value, case.expected)
            or not leaves_arguments_unchanged(seen, case.call)
        ):
            return True
    return any(
        any(o.outcome != "returned" for o in seen) or relation.broken(seen) is not None
        for relation in relations_for(name, key)
        for seen in [[observe(function, call) for call in relation.calls]]
    )


def namespace():
    names = {}
    exec(compile(SOURCE, "solutions", "exec"), names)
    return names


def survivors(name, key, every=1, draw=0):
    """Mutants that are not noticed and not equivalent."""
    text = next(ast.unparse(n) for n in ast.parse(SOURCE).body if isinstance(n, ast.FunctionDef) and n.name == name)
    found, tried = [], 0
    for mutant in mutants_of(text, every, draw):
        names = namespace()
        try:
            exec(compile(mutant.source, "<mutant>", "exec"), names)
        except SyntaxError:
            continue
        tried += 1
        try:
            with time_limit(20):
                known = noticed(name, names[name], key)
        except OutOfTime:
            known = True
        if not known and not equivalent(name, namespace(), mutant.source):
            found.append((mutant.change, mutant.line))
    assert tried > 10
    return found


@pytest.mark.parametrize("name", ["zero_pad", "conv_single_step", "create_mask_from_window", "distribute_value"])
def test_every_breakage_of_a_small_function_is_noticed(name):
    assert survivors(name, b"mutants") == []


@pytest.mark.parametrize("name", ["conv_forward", "pool_forward", "conv_backward", "pool_backward"])
def test_a_sample_of_breakages_of_a_layer_is_noticed(name, day):
    assert survivors(name, b"one", every=83, draw=day) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["conv_forward", "pool_forward", "conv_backward", "pool_backward"])
def test_every_breakage_of_a_layer_is_noticed(name):
    assert survivors(name, b"one") == []


def test_a_mutant_changes_one_place_and_parses():
    mutants = list(mutants_of("def f(x):\n    return x[1:] + 2\n"))
    assert len({mutant.source for mutant in mutants}) == len(mutants) > 10
    assert all(ast.parse(mutant.source) for mutant in mutants)
