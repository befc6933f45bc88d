"""An update brings what was left alone, and keeps what an instructor changed."""

import json

import pytest

from autograder.authoring.owning import new_course, update_course
from autograder.authoring.owning.new_course import make_course, read_given
from autograder.authoring.source_notebooks import read_cells, source_path
from autograder.errors import UserError

A = "step_by_step"
NOTEBOOK = f"source/{A}/{A}.ipynb"


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "course"
    make_course(root, [A])
    return root


def edit(notebook, change):
    content = json.loads(notebook)
    change(content["cells"])
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def cell_of(cells, name):
    return next(cell for cell in cells if cell["id"] == name)


@pytest.fixture
def next_version(monkeypatch):
    """Version 9.9, with other texts in two cells, a new cell, one less, and another .gitignore."""
    given = new_course.given_files([A])

    def change(cells):
        for cell in cells[:2]:
            cell["source"] = ["New words.\n"]
        cells.insert(3, {"cell_type": "markdown", "id": "brand-new", "metadata": {}, "source": ["New."]})
        del cells[5]

    newer = given | {NOTEBOOK: edit(given[NOTEBOOK], change), ".gitignore": b"*.db\n"}
    offered = lambda names: {path: newer[path] for path in newer if "source/" not in path or A in names}  # noqa: E731
    monkeypatch.setattr(update_course, "given_files", offered)
    monkeypatch.setattr(new_course, "__version__", "9.9")
    return newer


def text_of(cell):
    return "".join(cell["source"])


def test_what_was_left_alone_becomes_the_new_versions(course, next_version):
    update = update_course.update_course(course)
    assert (course / NOTEBOOK).read_bytes() == new_course.canonical(json.loads(next_version[NOTEBOOK]))
    assert (course / ".gitignore").read_bytes() == b"*.db\n"
    assert update.kept == []
    assert read_given(course).version == "9.9"
    assert update_course.planned_update(course).brought == []


def test_what_the_instructor_changed_is_kept_and_shown(course, next_version):
    path = course / NOTEBOOK
    cells = read_cells(path)
    first, second, own = cells[0]["id"], cells[1]["id"], cells[7]["id"]

    def change(cells):
        cell_of(cells, first)["source"] = ["My words."]
        cell_of(cells, own)["source"] = ["My other words."]
        cells.append({"cell_type": "markdown", "id": "mine", "metadata": {}, "source": ["Mine."]})

    path.write_bytes(edit(path.read_bytes(), change))
    (course / ".gitignore").write_text("mine\n")
    update = update_course.update_course(course)
    after = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert text_of(cell_of(after, first)) == "My words."
    assert text_of(cell_of(after, second)) == "New words.\n"
    assert text_of(cell_of(after, own)) == "My other words."
    assert after[-1]["id"] == "mine"
    assert [cell["id"] for cell in after].index("brand-new") == 3
    assert (course / ".gitignore").read_text() == "mine\n"
    assert update.kept == [
        f"{NOTEBOOK}, cell {first}: you changed it, and it has changed since",
        ".gitignore: you changed it, and it has changed since",
    ]


@pytest.mark.usefixtures("next_version")
def test_a_plan_writes_nothing(course):
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}
    assert update_course.planned_update(course).brought
    assert {path: path.read_bytes() for path in course.rglob("*") if path.is_file()} == before


def test_a_cell_that_was_taken_out_does_not_come_back(course, next_version):
    path = course / NOTEBOOK
    gone = read_cells(path)[1]["id"]
    path.write_bytes(edit(path.read_bytes(), lambda cells: cells.remove(cell_of(cells, gone))))
    update_course.update_course(course)
    assert gone not in {cell["id"] for cell in read_cells(path)}


def test_running_a_notebook_is_no_change(course, next_version):
    path = course / NOTEBOOK

    def run(cells):
        for cell in cells:
            if cell["cell_type"] == "code":
                cell["execution_count"], cell["outputs"] = 3, []

    path.write_bytes(edit(path.read_bytes(), run))
    assert update_course.update_course(course).kept == []


def test_a_course_that_was_not_given_cannot_be_updated(course):
    (course / ".autograder" / "given.json").unlink()
    with pytest.raises(UserError, match=r"only a course of `autograder new-course` can be updated\.$"):
        update_course.planned_update(course)


def test_points_are_the_courses_where_only_they_were_changed(course):
    def change(cells):
        cell_of(cells, "check_zero_pad")["metadata"]["nbgrader"]["points"] = 15

    path = source_path(A, course)
    path.write_bytes(edit(path.read_bytes(), change))
    update = update_course.update_course(course)
    assert update.brought == update.kept == []
    assert cell_of(read_cells(path), "check_zero_pad")["metadata"]["nbgrader"]["points"] == 15
