"""Where a command works: in the course it stands in. Elsewhere it says so in one line, and nothing is made."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import files_in, run_command

from autograder.authoring.owning.new_course import make_course
from autograder.cli.main import app

# What each command is called with here; {} stands for an assignment.
WORDS = {
    "new-course": ["new"],
    "update-course": [],
    "check": ["notes.ipynb"],
    "roster": ["import", "people.csv"],
    "collect": [".", "--assignment", "{}"],
    "dates": ["{}", "--due", "2026-03-01 23:59"],
    "extend": ["ada", "{}", "--days", "3"],
    "grade": ["{}", "--jobs", "1"],
    "watch": ["{}"],
    "requests": ["{}"],
    "report": ["{}"],
    "oral": ["{}"],
    "export": ["{}"],
    "messages": ["--unseen", "lost.jsonl"],
    "demo": [],
    "new-exercise": ["double", "--assignment", "{}"],
    "new-language": ["fr"],
    "sync": [],
    "bundle": ["{}"],
    "doctor": [],
}
WITHOUT_A_COURSE = ("check", "messages", "new-course", "demo", "doctor")
IN_A_COURSE = [name for name in WORDS if name not in WITHOUT_A_COURSE]
OF_AN_ASSIGNMENT = [name for name, words in WORDS.items() if "{}" in words]
READ_ONLY = [name for name in WORDS if name not in ("doctor", "requests")]  # which write nothing


def call(name, assignment="step_by_step"):
    return [name, *(word.format(assignment) for word in WORDS[name])]


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


def test_every_command_is_tried_here():
    assert set(WORDS) == {command.name for command in app.registered_commands}


@pytest.mark.parametrize("name", IN_A_COURSE)
def test_outside_of_a_course_a_command_says_so_in_one_line_and_writes_nothing(name, tmp_path):
    assert run_command(tmp_path, *call(name)) == (
        2,
        "",
        f"autograder: {tmp_path} is in no course. Go into one, name it with --course, or make one: "
        "autograder new-course DIR.\n",
    )
    assert files_in(tmp_path) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "notes.ipynb"], "notes.ipynb: There is no such file."),
        (["messages", "--unseen", "lost"], "autograder: lost cannot be used: No such file or directory."),
        (
            ["check", "notes.ipynb", "--assignment", "nonsense"],
            "autograder: There is no assignment 'nonsense'. There is: step_by_step, application.",
        ),
        (
            ["new-course", "new", "--assignments", "nonsense"],
            "autograder: There is no assignment 'nonsense'. There is: step_by_step, application.",
        ),
    ],
    ids=" ".join,
)
def test_what_needs_no_course_says_in_one_line_what_it_lacks(words, said, tmp_path):
    code, out, err = run_command(tmp_path, *words)
    assert code in (1, 2)
    assert out + err == said + "\n"
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("name", OF_AN_ASSIGNMENT)
@pytest.mark.parametrize("assignment", ["nonsense", "../step_by_step"])
def test_an_unknown_assignment_is_said_in_one_line_and_nothing_is_written(name, assignment, given):
    before = files_in(given)
    assert run_command(given, *call(name, assignment)) == (
        2,
        "",
        f"autograder: There is no assignment {assignment!r} in {given}. There is: application, step_by_step.\n",
    )
    assert files_in(given) == before


@pytest.mark.parametrize("name", IN_A_COURSE)
def test_a_file_is_no_course(name, given):
    file = given / "README.md"
    assert run_command(given.parent, *call(name), "--course", file) == (
        2,
        "",
        f"autograder: There is no folder {file}: give the course's with --course.\n",
    )


def test_a_course_is_found_from_a_folder_below_through_a_link_and_with_a_slash(course, tmp_path):
    (tmp_path / "link").symlink_to(course)
    below = course / "source" / "step_by_step"
    places = ((below, []), (tmp_path, ["--course", f"{course}/"]), (tmp_path, ["--course", "link"]))
    for folder, option in places:
        code, out, _ = run_command(folder, "update-course", *option)
        assert (code, out.startswith("The course is as version ")) == (0, True)


def test_a_course_that_is_gone_is_no_course(course):
    course.rename(course.with_name("gone"))
    assert run_command(course.parent, "grade", "step_by_step", "--course", course) == (
        2,
        "",
        f"autograder: There is no folder {course}: give the course's with --course.\n",
    )


def test_without_source_notebooks_nothing_is_made_and_nothing_taken_away(course):
    (course / "source").rename(course / "release")
    before = files_in(course)
    assert run_command(course, "sync") == (
        1,
        "",
        f"autograder: There is no notebook in {course / 'source'}: nothing can be made of it, and release/ stays.\n",
    )
    assert files_in(course) == before


def test_a_language_is_not_added_in_a_course(given):
    assert run_command(given, *call("new-language")) == (
        1,
        "",
        "autograder: A language is added in a clone of this project, where its catalogues are: languages/.\n",
    )
    assert not (given / "languages").exists()


@pytest.mark.parametrize("name", ["sync", "bundle", "new-exercise", "update-course"])
def test_a_notebook_that_is_none_is_said_in_one_line(name, course):
    path = course / "source" / "step_by_step" / "step_by_step.ipynb"
    path.write_text("<<<<<<< mine", encoding="utf-8")
    assert run_command(course, *call(name)) == (
        1,
        "",
        f"autograder: {path} is no notebook that Jupyter can open: Expecting value: line 1 column 1 (char 0).\n",
    )


@pytest.mark.parametrize("name", ["export", "dates", "extend"])  # grade: tests/course
def test_a_gradebook_that_is_none_is_said_in_one_line(name, course):
    (course / "gradebook.db").write_text("Points of last year\n" * 100, encoding="utf-8")
    assert run_command(course, *call(name)) == (
        1,
        "",
        f"autograder: The gradebook sqlite:///{course / 'gradebook.db'} cannot be opened: file is not a database. "
        "Put that right, then run the same command again.\n",
    )


def test_a_record_of_what_was_given_that_is_damaged_is_said_in_one_line(course):
    path = course / ".autograder" / "given.json"
    path.write_text("{}", encoding="utf-8")
    code, out, err = run_command(course, "update-course")
    assert (code, out) == (1, "")
    assert err.startswith(f"autograder: {path} is damaged (")
    assert err.endswith("): take it back from Git, or delete it and go without updates.\n")


def test_check_takes_the_points_of_the_course_it_stands_in(course):
    notebook = Path("source/step_by_step/step_by_step.ipynb")
    text = (course / notebook).read_text(encoding="utf-8")
    (course / notebook).write_text(text.replace('"points": 20', '"points": 30', 1), encoding="utf-8")
    code, out, _ = run_command(course, "check", notebook)
    assert (code, out.splitlines()[0]) == (0, f"{notebook}: step_by_step, edition own: 110 of 110")


# Whoever may write everywhere is made an ordinary user, who owns the same files, in a user namespace.
AS_ORDINARY_USER = ["unshare", "--user", "--map-user=1234", "--map-group=1234", "--"] if os.geteuid() == 0 else []
IN_ORDER = """
import json, sys
from command_line import run_command

folder, calls = json.load(sys.stdin)
json.dump([run_command(folder, *words) for words in calls], sys.stdout)
"""


@pytest.fixture(scope="module")
def read_only(tmp_path_factory):
    """By command, what a person sees of it in a course that they may not write, and whether all files are as before."""
    course = tmp_path_factory.mktemp("read only") / "course"
    make_course(course)
    (course / "people.csv").write_text("Student,ID,SIS Login ID\nAda,1,ada\n", encoding="utf-8")
    before = files_in(course)
    for path in (course, *course.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    done = subprocess.run(
        [*AS_ORDINARY_USER, sys.executable, "-c", IN_ORDER],
        input=json.dumps([str(course), [call(name) for name in READ_ONLY]]),
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(zip(READ_ONLY, json.loads(done.stdout), strict=True)), files_in(course) == before


@pytest.mark.parametrize("name", READ_ONLY)
def test_in_a_read_only_course_one_line_says_what_is_the_matter(name, read_only):
    code, out, err = read_only[0][name]
    assert code in (1, 2), out
    assert (err or out).count("\n") == 1, err or out


def test_in_a_read_only_course_nothing_is_made(read_only):
    assert read_only[1]
