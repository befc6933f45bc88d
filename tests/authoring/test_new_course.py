"""A new course: what it holds, what it refuses, and that this project is one."""

import pytest

from autograder.authoring.owning.new_course import given_files, make_course, read_given
from autograder.authoring.source_notebooks import ROOT
from autograder.authoring.sync import differences, write
from autograder.errors import UserError
from autograder.own_course import set_course
from cnn_utils import __version__

A = "step_by_step"


def files_in(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_project_is_such_a_course():
    given = given_files()
    for path in ("nbgrader_config.py", f"source/{A}/{A}.ipynb", "source/application/application.ipynb"):
        assert (ROOT / path).read_bytes() == given[path]


def test_a_course_may_have_one_assignment(tmp_path):
    make_course(tmp_path / "course", [A])
    assert files_in(tmp_path / "course") == {
        f"source/{A}/{A}.ipynb", "exercises/README.md", "nbgrader_config.py", "README.md", ".gitignore",
        ".autograder/given.json",
    }  # fmt: skip
    assert read_given(tmp_path / "course").version == __version__


def test_it_is_in_step_with_its_own_sources_from_its_first_sync_on(tmp_path):
    make_course(tmp_path, [A])
    set_course(tmp_path)
    assert [path.as_posix() for path in write(tmp_path)] == [f"release/{A}/{A}.ipynb"]
    assert (tmp_path / f"release/{A}/{A}.ipynb").read_bytes() == (ROOT / f"release/{A}/{A}.ipynb").read_bytes()
    assert list(differences(tmp_path)) == []


def test_a_folder_that_holds_something_is_left_alone_unless_forced(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UserError, match=r"is not empty\. Name another folder, or add --force"):
        make_course(tmp_path)
    assert files_in(tmp_path) == {"thesis.txt"}
    make_course(tmp_path, force=True)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_file_is_no_folder_for_a_course(tmp_path):
    (tmp_path / "notes").touch()
    with pytest.raises(UserError, match=r"notes is a file; name a folder for the course\.$"):
        make_course(tmp_path / "notes")
