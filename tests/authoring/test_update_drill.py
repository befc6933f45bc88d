"""A term of a course: made with one version, edited, graded, brought to the next version and graded again."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.source_notebooks import ROOT, read_cells, source_path

A, B = "step_by_step", "application"
HAND_IN = """
from pathlib import Path
from autograder.demo.simulate import submit

for assignment in ("step_by_step", "application"):
    submit(Path(), assignment, students=1, seed=1)
"""


class Version:
    """A version of both packages, run in a course."""

    def __init__(self, place, course):
        self.place, self.course = place, course

    def run(self, *words):
        scripts = str(Path(sys.executable).parent)
        environment = os.environ | {"PYTHONPATH": str(self.place), "PATH": scripts + os.pathsep + os.environ["PATH"]}
        done = subprocess.run(
            [sys.executable, *words], cwd=self.course, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def autograder(self, *words):
        return self.run("-m", "autograder", *words)

    def release(self):
        self.autograder("sync")
        for assignment in (A, B):
            self.run("-m", "nbgrader", "generate_assignment", assignment, "--force")

    def grade(self):
        """How many of each assignment were graded, and how many had not changed."""
        said = [self.autograder("grade", assignment) for assignment in (A, B)]
        return [tuple(map(int, re.findall(r"(\d+) (?:graded|unchanged)", line))) for line in said]


def edit(root, change):
    path = source_path(A, root)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change({cell["id"]: cell for cell in notebook["cells"]}, notebook["cells"])
    path.write_text(json.dumps(notebook), encoding="utf-8")


def replace(path, before, after):
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def by_the_instructor(cells, _):
    cells["check_zero_pad"]["metadata"]["nbgrader"]["points"] = 15
    cells["pad_idea"]["source"] = "Why we pad, in my own words."
    cells["core"]["source"] = "The core, in my own words."


def by_the_next_version(cells, all_cells):
    cells["title"]["source"] = "# A new title"
    cells["pad_idea"]["source"] = "Why we pad, said anew."
    locked = dict(cells["title"]["metadata"]["nbgrader"], grade_id="brand_new")
    new = {"cell_type": "markdown", "id": "brand_new", "metadata": {"nbgrader": locked}, "source": "New."}
    all_cells.insert(1, new)


def next_version(place):
    """Other notebooks, and one changed tolerance, which decides marks of application alone."""
    for name in ("autograder", "cnn_utils", "source", "docs"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    edit(place, by_the_next_version)
    replace(place / "cnn_utils" / "__init__.py", '__version__ = "', '__version__ = "9.')
    replace(place / "autograder" / "cases" / "application" / "__init__.py", "= 1e-4, 1e-3", "= 2e-4, 1e-3")


@pytest.fixture(scope="module")
def term(tmp_path_factory):
    """The course after the update, what was said on the way, and what was graded when."""
    place = tmp_path_factory.mktemp("term")
    course = place / "course"
    old, new = Version(ROOT, course), Version(place / "next", course)
    course.mkdir()
    old.autograder("new-course", ".")
    edit(course, by_the_instructor)
    old.autograder("new-exercise", "double")
    old.release()
    old.run("-c", HAND_IN)
    graded = {"first": old.grade(), "again": old.grade()}
    next_version(new.place)
    said = new.autograder("doctor"), new.autograder("update-course"), new.autograder("doctor")
    new.release()
    graded |= {"updated": new.grade(), "at last": new.grade()}
    return course, said, graded


pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]


def test_only_what_the_tolerance_decides_is_graded_again(term):
    _, _, graded = term
    assert graded == {
        "first": [(1, 0), (1, 0)],
        "again": [(0, 1), (0, 1)],
        "updated": [(0, 1), (1, 0)],
        "at last": [(0, 1), (0, 1)],
    }


def test_the_edits_stand_and_the_new_text_came(term):
    course, _, _ = term
    for step in ("source", "release"):
        cells = read_cells(course / step / A / f"{A}.ipynb")
        texts = {cell["id"]: cell["source"] for cell in cells}
        assert texts["title"] == "# A new title"
        assert texts["pad_idea"] == "Why we pad, in my own words."
        assert texts["core"] == "The core, in my own words."
        assert [cell["id"] for cell in cells][:2] == ["title", "brand_new"]
        points = {cell["id"]: cell["metadata"].get("nbgrader", {}).get("points") for cell in cells}
        assert (points["check_zero_pad"], points["check_double"]) == (15, 10)
    record = json.loads((course / ".autograder" / "records" / A / "student-1.json").read_text(encoding="utf-8"))
    assert (record["points"]["check_zero_pad"], record["points"]["check_double"]) == (15, 10)


def test_doctor_and_update_say_what_they_found(term):
    _, (before, update, after), _ = term
    assert "2 changes would come, 1 of yours would be kept against new ones" in before
    assert update.splitlines()[:3] == [
        f"brought up to date: source/{A}/{A}.ipynb, cell title",
        f"brought up to date: source/{A}/{A}.ipynb, cell brand_new: new",
        f"kept as yours: source/{A}/{A}.ipynb, cell pad_idea: you changed it, and it has changed since",
    ]
    assert re.search(r"✓ course: made with version 9\.[\d.]+\n", after)
