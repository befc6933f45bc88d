"""Exercises that a course added: what their files claim is tried, and what does not hold is said."""

import pytest

from autograder.authoring.owning.exercise_claims import broken_claims
from autograder.authoring.owning.new_course import make_course
from autograder.authoring.owning.new_exercise import add_exercise
from autograder.authoring.sync import write
from autograder.exercises import Exercise
from autograder.own_course import set_course


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with an exercise as `autograder new-exercise` makes it."""
    root = tmp_path_factory.mktemp("claims") / "course"
    make_course(root, ["step_by_step"])
    add_exercise(Exercise("double", "step_by_step", ("x",), ("y",)), 10, root)
    set_course(root)
    write(root)
    return root


def claims_with(course, name, before, after):
    path = course / "exercises" / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    set_course(None)
    set_course(course)
    try:
        return list(broken_claims())
    finally:
        path.write_text(text, encoding="utf-8")


def test_what_new_exercise_makes_keeps_its_claims(course):
    assert claims_with(course, "double.py", "0.6", "0.6") == []


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        ("double.py", '"values": 0.6', '"values": 0.5', "WEIGHTS add up to 0.9; they must add up to 1."),
        ("double.py", '("values",)', '("size",)', "the property 'size' is missing in WEIGHTS."),
        ("double.py", "variant=lambda x: x * 1", "variant=lambda x: 2 * x", "'not-doubled' costs nothing"),
        ("double.py", "MISCONCEPTIONS = (", "MISCONCEPTIONS = () and (", "name at least one mistake"),
        ("double.toml", "Multiply every entry of x by two.", "Take a number and work out by hand what becomes of it.",
         "hint() gives three hints that differ"),
    ],
)  # fmt: skip
def test_a_claim_that_does_not_hold_is_said(course, name, before, after, said):
    broken = claims_with(course, name, before, after)
    assert any(sentence.startswith(f"exercises/{name}: ") and said in sentence for sentence in broken)


def test_hints_for_an_exercise_of_the_package_are_three_too(course):
    path = course / "exercises" / "conv_forward.toml"
    path.write_text('hints = ["Look at the window."]\n', encoding="utf-8")
    set_course(None)
    set_course(course)
    (broken,) = broken_claims()
    assert broken == (
        "exercises/conv_forward.toml: hint() gives three hints that differ; here are ('Look at the window.',)."
    )
    path.unlink()
