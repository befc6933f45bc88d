"""What decides a mark: the one hash that says whether a grade is to be given anew."""

from dataclasses import replace

import pytest

from autograder.authoring.owning.new_course import make_course
from autograder.authoring.owning.new_exercise import add_exercise
from autograder.authoring.sync import write
from autograder.exercises import Exercise
from autograder.grading.plan import Plan
from autograder.grading.version import mark_version, what_it_does
from autograder.own_course import set_course
from autograder.reading.matching import MasterCell

CODE = '''"""How far."""

TOLERANCE = 1e-6


def close(a, b):
    """Whether two numbers are close."""
    return abs(a - b) < TOLERANCE  # strictly
'''


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  # strictly", ""),
        ('    """Whether two numbers are close."""\n', ""),
        ('"""How far."""', '"""How far, and in\nwhich words."""'),
        ("a - b", "(a - b)"),
        ("\n\n\ndef", "\n\n\nMISCONCEPTIONS = ('too far',)\n\n\ndef"),
    ],
)
def test_what_does_nothing_does_not_count(before, after):
    assert before in CODE
    assert what_it_does(CODE.replace(before, after)) == what_it_does(CODE)


@pytest.mark.parametrize(("before", "after"), [("1e-6", "1e-5"), ("<", "<="), ("a - b", "b - a"), ("abs", "float")])
def test_what_does_something_counts(before, after):
    assert what_it_does(CODE.replace(before, after)) != what_it_does(CODE)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("version") / "course"
    make_course(root)
    return root


def versions(course):
    set_course(None)
    set_course(course)
    return {assignment: mark_version(assignment) for assignment in ("step_by_step", "application")}


def test_only_what_decides_a_mark_of_an_assignment_gives_it_another_version(course):
    given = versions(course)
    add_exercise(Exercise("double", "step_by_step", ("x",), ("y",)), 10, course)
    set_course(None)
    set_course(course)
    write(course)
    added = versions(course)
    assert added["application"] == given["application"]
    assert added["step_by_step"] != given["step_by_step"]

    def with_change(name, before, after):
        path = course / "exercises" / name
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf-8")
        changed = versions(course)
        path.write_text(text, encoding="utf-8")
        return changed

    assert with_change("double.toml", "Multiply every entry of x by two.", "Twice x.") == added
    assert with_change("double.py", "The input is returned as it came", "You gave the input back") == added
    assert with_change("double.py", "# Together 1.", "# One in all.") == added
    assert with_change("double.py", '"values": 0.6', '"values": 0.5') != added


@pytest.mark.parametrize(
    ("kind", "grade", "counts"), [("markdown", False, False), ("markdown", True, True), ("code", False, True)]
)
def test_a_text_that_nobody_grades_decides_no_mark(kind, grade, counts):
    cell = MasterCell("one", kind, "old", "", locked=True, grade=grade, solution=False, points=0.0)
    old, new = (
        Plan("step_by_step", "step_by_step", cells, {}, b"", "") for cells in ((cell,), (replace(cell, source="new"),))
    )
    assert (old.fingerprint("ada", b"", {}) != new.fingerprint("ada", b"", {})) is counts
    assert (old.parts(b"") != new.parts(b"")) is counts
