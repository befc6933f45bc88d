"""Every place, value and count that a message names is what the function gives: breakages of every style."""

import ast
from contextlib import nullcontext
from functools import partial
from unittest.mock import patch

import numpy as np
import pytest
from claims import false_claims, strided_inside
from mutants import mutants_of
from style_scripts import STYLES, complete_script, own_functions
from time_limits import OutOfTime, time_limit

from autograder.cases import cases_for, reference_for
from autograder.exercises import exercises_of
from autograder.judge import judge
from autograder.solutions import zero_pad
from cnn_utils.calling.observe import observe
from cnn_utils.compare.outputs import compare
from cnn_utils.compare.sentences import describe
from cnn_utils.compare.verdict import Finding, Verdict

NAMES = [exercise.name for exercise in exercises_of("step_by_step") if not exercise.added]
OWN = [(style, name) for style in STYLES for name in own_functions(style) if name in NAMES]
KEY = b"claims"


def breakages(style, name, every, draw):
    """Breakages of one function of a style, each with the function that it makes."""
    for mutant in mutants_of(ast.unparse(ast.parse(own_functions(style)[name])), every, draw):
        names = {}
        exec(compile(complete_script(style), style, "exec"), names)
        try:
            exec(compile(mutant.source, "<mutant>", "exec"), names)
        except SyntaxError:
            continue
        yield mutant, names[name]


def untrue(style, name, every, draw):
    """How many breakages are wrong, and what is said of one that is not so."""
    told, found = 0, []
    with patch("numpy.lib.stride_tricks.as_strided", strided_inside):
        for mutant, function in breakages(style, name, every, draw):
            try:
                with time_limit(20):
                    verdict = judge(name, partial(answered, function), key=KEY)
                    claims = false_claims(name, function, verdict, KEY)
            except OutOfTime:
                continue
            told += bool(verdict.findings)
            found += [(mutant.change, mutant.line, claim) for claim in claims]
    return told, found


def answered(function, call):
    return observe(function, call, {helper: reference_for(helper) for helper in call.helpers})


@pytest.mark.sampled(36)
@pytest.mark.parametrize(("style", "name"), OWN)
def test_a_few_breakages_are_told_as_they_are(style, name, day):
    assert untrue(style, name, 61, day)[1] == []


@pytest.mark.slow
@pytest.mark.parametrize(("style", "name"), OWN)
def test_every_breakage_is_told_as_it_is(style, name):
    told, found = untrue(style, name, 1, 0)
    assert found == []
    assert told > 10


def test_a_sentence_that_is_not_true_is_found():
    def off(X, pad):
        X_pad = zero_pad(X, pad)
        X_pad[0, 0, 0, 0] = X_pad[1, 1, 1, 1] = 7
        return X_pad

    case = cases_for("zero_pad", "current", KEY)[0]
    message = describe(compare(off(*case.call.args), case.expected), reveal=True)
    assert message == "X_pad[0, 0, 0, 0] is 7, expected 0. 2 of 392 entries are wrong."
    for said, found in (
        (message, []),
        (message.replace("is 7", "is 8"), ["the entry is"]),
        (message.replace("expected 0", "expected 1"), ["is right"]),
        (message.replace("2 of 392", "3 of 392"), ["between 2 and 2 of 392 are wrong"]),
        ("X_pad has shape (4, 8, 7, 2); expected (4, 7, 7, 2).", ["the shapes are"]),
        ("zero_pad stops with ValueError: no.", ["it returns"]),
    ):
        verdict = Verdict("zero_pad", "failed", 0.0, findings=(Finding(case.id, case.title, said),))
        claims = false_claims("zero_pad", off, verdict, KEY)
        assert len(claims) == len(found)
        assert all(part in claim for part, claim in zip(found, claims, strict=True))


@pytest.mark.parametrize(("columns", "leaves"), [(7, False), (9, True)])
def test_a_view_that_leaves_its_array_is_refused(columns, leaves):
    x = np.zeros((5, 7))
    with pytest.raises(ValueError, match=r"^the view leaves its array$") if leaves else nullcontext():
        assert strided_inside(x, (5, columns)).shape == (5, 7)
