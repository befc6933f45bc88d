"""The simulated class: one seed, one class; every mistake is one; nothing of anybody's is overwritten."""

import ast

import pytest

from autograder.demo.answers import CRASH, HANG, MISTAKES, in_another_style, that_stops, with_mistake
from autograder.demo.simulate import PROFILES, make_course, solutions_of, submit
from autograder.errors import UserError

A = "step_by_step"
ALL = {name: text for assignment in (A, "application") for name, text in solutions_of(assignment).items()}


@pytest.mark.parametrize(("exercise", "mistake"), [(e, m) for e, mistakes in MISTAKES.items() for m in mistakes])
def test_every_mistake_still_fits_its_solution(exercise, mistake):
    wrong = with_mistake(exercise, ALL[exercise], mistake)
    assert wrong != ALL[exercise]
    ast.parse(wrong)


def test_a_mistake_that_no_longer_fits_is_an_error():
    with pytest.raises(ValueError, match="The solution of zero_pad has no"):
        with_mistake("zero_pad", "def zero_pad(X, pad): ...", "one side only")


@pytest.mark.parametrize("exercise", list(solutions_of(A)))
def test_there_is_another_style_of_every_layer(exercise):
    assert ast.parse(in_another_style(exercise)).body[0].name == exercise


@pytest.mark.parametrize("statement", [CRASH, HANG])
def test_a_stopping_statement_stands_before_the_return(statement):
    lines = that_stops(ALL["zero_pad"], statement).rstrip().splitlines()
    assert lines[-2].strip() == statement
    assert lines[-1].strip() == "return X_pad"


def read(root):
    return {path.parts[-3]: path.read_text() for path in root.glob("submitted/*/*/*.ipynb")}


def test_the_same_seed_gives_the_same_class(released_course, tmp_path):
    import shutil

    classes = []
    for number, seed in enumerate((1, 1, 2)):
        root = tmp_path / str(number)
        shutil.copytree(released_course, root)
        assert list(submit(root, A, 15, seed).values())[:12] == list(PROFILES)
        classes.append(read(root))
    assert classes[0] == classes[1] != classes[2]
    assert len(classes[0]) == 15


def test_a_folder_that_is_not_a_demo_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UserError, match="is not empty and was not made by `autograder demo`"):
        make_course(tmp_path)
    assert (tmp_path / "thesis.txt").exists()


def test_an_earlier_demo_is_replaced(tmp_path):
    root = tmp_path / "demo"
    make_course(root)
    (root / "gradebook.db").write_text("old")
    make_course(root)
    assert not (root / "gradebook.db").exists()
    assert (root / "source" / A / f"{A}.ipynb").exists()
