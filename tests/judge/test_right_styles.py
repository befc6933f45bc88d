"""Right but different code is never failed: every style gets full marks in every exercise, and no mistake is named."""

import importlib
import pkgutil

import pytest
import styles

import autograder
from autograder.cases import key_for, reference_for
from autograder.exercises import exercises_of
from autograder.judge import judge
from cnn_utils.calling.observe import observe

STYLES = sorted(module.name for module in pkgutil.iter_modules(styles.__path__))
NAMES = [exercise.name for exercise in exercises_of("step_by_step")]


def judged(style, name, **options):
    function = getattr(importlib.import_module(f"styles.{style}"), name)
    return judge(name, lambda call: observe(function, call, {h: reference_for(h) for h in call.helpers}), **options)


def test_there_are_twenty_styles_and_no_two_are_the_same():
    sources = {importlib.import_module(f"styles.{style}").__loader__.get_source(f"styles.{style}") for style in STYLES}
    assert len(sources) == len(STYLES) >= 20


@pytest.mark.parametrize("style", STYLES)
def test_a_right_solution_gets_full_marks_for_every_student(style):
    for name in NAMES:
        verdict = judged(style, name, key=key_for(b"secret", "student-7", name))
        assert (verdict.status, verdict.share, verdict.findings, verdict.hints) == ("passed", 1.0, (), ()), name


@pytest.mark.parametrize("style", STYLES)
def test_grade_gives_all_points(style):
    module = importlib.import_module(f"styles.{style}")
    assert [autograder.grade(getattr(module, name), points=10) for name in NAMES] == [10.0] * len(NAMES)
