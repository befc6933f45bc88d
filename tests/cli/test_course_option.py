"""Where a command works: in the course it stands in, from any folder below; elsewhere it says so and writes nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.owning.new_course import make_course

IN_A_COURSE = (
    ["sync"],
    ["sync", "--check"],
    ["update-course"],
    ["new-exercise", "double"],
    ["bundle", "step_by_step"],
    ["grade", "step_by_step"],
    ["report", "step_by_step"],
    ["export", "step_by_step"],
    ["dates", "step_by_step"],
    ["roster"],
    ["extend", "ada", "step_by_step", "--days", "1"],
    ["collect", ".", "--assignment", "step_by_step"],
)
OF_AN_ASSIGNMENT = (
    ["grade"],
    ["report"],
    ["export"],
    ["dates"],
    ["extend", "ada"],
    ["export", "--to", "gradescope-autograder"],
)


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    root = tmp_path_factory.mktemp("given") / "course"
    make_course(root)
    return root


@pytest.fixture
def course(given, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(given, root)
    return root


def autograder(folder, *words):
    """Run a command in a process of its own: what it prints, and nothing else, is what a person sees."""
    environment = {name: value for name, value in os.environ.items() if name != "AUTOGRADER_COURSE"}
    return subprocess.run(
        [sys.executable, "-m", "autograder", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def files_in(folder):
    return sorted(path.relative_to(folder) for path in folder.rglob("*"))


@pytest.mark.parametrize("words", IN_A_COURSE, ids=" ".join)
def test_outside_of_a_course_a_command_says_so_in_one_line_and_writes_nothing(words, tmp_path):
    done = autograder(tmp_path, *words)
    assert done.stderr == (
        f"autograder: {tmp_path} is in no course. Go into one, name it with --course, or make one: "
        "autograder new-course DIR.\n"
    )
    assert (done.returncode, done.stdout, files_in(tmp_path)) == (2, "", [])


@pytest.mark.parametrize("words", OF_AN_ASSIGNMENT, ids=" ".join)
def test_an_unknown_assignment_is_said_in_one_line_and_nothing_is_written(words, course):
    before = files_in(course)
    done = autograder(course, words[0], "nonsense", *words[1:])
    assert done.stderr == (
        f"autograder: There is no assignment 'nonsense' in {course}. There is: application, step_by_step.\n"
    )
    assert (done.returncode, done.stdout, files_in(course)) == (2, "", before)


def test_a_file_is_no_course(course):
    done = autograder(course.parent, "grade", "step_by_step", "--course", course / "README.md")
    assert done.stderr == f"autograder: There is no folder {course / 'README.md'}: give the course's with --course.\n"
    assert done.returncode == 2


def test_a_command_finds_its_course_from_a_folder_below(course):
    below = course / "source" / "step_by_step"
    done = autograder(below, "update-course")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("The course is as version ")


def test_check_takes_the_points_of_the_course_it_stands_in(course):
    notebook = Path("source/step_by_step/step_by_step.ipynb")
    text = (course / notebook).read_text(encoding="utf-8")
    (course / notebook).write_text(text.replace('"points": 20', '"points": 30', 1), encoding="utf-8")
    done = autograder(course, "check", str(notebook))
    assert done.stdout.startswith(f"{notebook}: step_by_step, edition current: 110 of 110\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_course_that_cannot_be_written_is_said_in_one_line(course):
    for path in (course, *course.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for words in (["grade", "step_by_step"], ["export", "step_by_step"], ["new-exercise", "double"]):
        done = autograder(course, *words)
        assert done.returncode in (1, 2)
        assert done.stderr.count("\n") == 1
