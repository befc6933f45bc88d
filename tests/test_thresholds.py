"""What a course sets otherwise in its thresholds.toml, and where it counts."""

import pytest

from autograder.authoring.owning.new_course import make_course
from autograder.errors import UserError
from autograder.grading.version import mark_version
from autograder.own_course import course_files, set_course
from autograder.reporting.near_duplicates import Pair
from autograder.sandbox.walls.limits import Limits
from autograder.thresholds import Thresholds, thresholds


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    root = tmp_path_factory.mktemp("given") / "course"
    make_course(root, ["step_by_step"])
    return root


@pytest.fixture
def with_lines(given):
    def write(*lines):
        (given / "thresholds.toml").write_text("\n".join(lines), encoding="utf-8")
        set_course(None)
        set_course(given)
        return given

    yield write
    (given / "thresholds.toml").unlink()


def test_a_course_that_says_nothing_has_the_graders_own(given):
    set_course(given)
    assert thresholds() == Thresholds()


def test_time_stretches_what_a_submission_may_take_and_nothing_else(with_lines):
    usual = Limits.for_assignment("application")
    with_lines("time = 2")
    longer = Limits.for_assignment("application")
    assert (longer.call_seconds, longer.submission_seconds) == (2 * usual.call_seconds, 2 * usual.submission_seconds)
    assert (longer.memory, longer.restarts) == (usual.memory, usual.restarts)


def test_the_report_takes_the_courses_word_for_what_is_alike(with_lines):
    pair = Pair("ada", "bob", 50.0, ())
    assert pair.is_strong
    with_lines("near_duplicates = 60")
    assert not pair.is_strong


def test_only_what_decides_a_mark_has_the_class_graded_anew(with_lines, given):
    set_course(given)
    usual = mark_version("step_by_step")
    with_lines("near_duplicates = 60")
    assert mark_version("step_by_step") == usual
    with_lines("time = 2")
    assert mark_version("step_by_step") != usual


def test_they_travel_to_wherever_the_class_is_graded(with_lines):
    assert course_files(with_lines("time = 2"))["thresholds.toml"] == b"time = 2"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("seconds = 3", "seconds = 3 sets nothing; there are time, near_duplicates, each a number above 0."),
        ("time = 0", "time = 0 sets nothing; there are time, near_duplicates, each a number above 0."),
        ("time = true", "time = True sets nothing; there are time, near_duplicates, each a number above 0."),
        ("time 3", "cannot be read: Expected '=' after a key in a key/value pair (at line 1, column 6)."),
    ],
)
def test_what_is_no_threshold_is_said_in_one_line(with_lines, line, what):
    root = with_lines(line)
    with pytest.raises(UserError) as caught:
        thresholds()
    assert str(caught.value).removeprefix(f"{root / 'thresholds.toml'}") in (f": {what}", f" {what}")
