"""Right but different code is never failed: every style gets full marks in every exercise, and no mistake is named."""

import ast

import pytest
from style_scripts import STYLES, complete_script, own_functions

import autograder
from autograder.cases import key_for, reference_for
from autograder.exercises import exercises_of
from autograder.judge import judge
from cnn_utils.calling.observe import observe

NAMES = [exercise.name for exercise in exercises_of("step_by_step")]
OWN = [(style, name) for style in STYLES for name in own_functions(style) if name in NAMES]


def function_of(style, name):
    namespace = {}
    exec(compile(complete_script(style), style, "exec"), namespace)
    return namespace[name]


def test_there_are_twenty_styles_and_no_two_functions_are_the_same():
    functions = [ast.dump(ast.parse(text)) for style in STYLES for text in own_functions(style).values()]
    assert len(STYLES) >= 20
    assert len(functions) == len(set(functions)) >= 50


@pytest.mark.parametrize(("style", "name"), OWN)
def test_a_right_function_gets_full_marks_for_every_student(style, name):
    function = function_of(style, name)
    verdict = judge(
        name,
        lambda call: observe(function, call, {helper: reference_for(helper) for helper in call.helpers}),
        key=key_for(b"secret", "student-7", name),
    )
    assert (verdict.status, verdict.share, verdict.findings, verdict.hints) == ("passed", 1.0, (), ())


@pytest.mark.parametrize(("style", "name"), OWN)
def test_grade_gives_all_points(style, name):
    assert autograder.grade(function_of(style, name), points=10) == 10.0
