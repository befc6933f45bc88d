"""The Gradescope zip, unpacked and run in a folder laid out as Gradescope's."""

import json
import os
import subprocess
import sys
import zipfile
from io import BytesIO

import pytest

from autograder.authoring.source_notebooks import ROOT
from autograder.demo.answers import with_mistake
from autograder.demo.simulate import filled, solutions_of
from autograder.errors import UserError
from autograder.grading.single_file import Mark
from autograder.lms.gradescope_autograder import gradescope_autograder
from autograder.lms.gradescope_runner import grade, shown_test
from cnn_utils.compare.verdict import Verdict

A = "step_by_step"
SOLUTIONS = solutions_of(A)


def notebook(answers):
    released = json.loads((ROOT / "release" / A / f"{A}.ipynb").read_text(encoding="utf-8"))
    return json.dumps(filled(released, answers))


def test_the_zip_holds_what_gradescope_runs_and_is_the_same_every_time():
    packed = gradescope_autograder(A)
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        names = set(archive.namelist())
        assert {"setup.sh", "run_autograder", "requirements.txt", "autograder/lms/gradescope_runner.py"} <= names
        assert archive.getinfo("run_autograder").external_attr >> 16 == 0o755
        assert b"tensorflow" not in archive.read("requirements.txt")
    assert gradescope_autograder(A) == packed


def test_an_unknown_assignment_is_an_error():
    with pytest.raises(UserError, match="There is no assignment 'homework' in"):
        gradescope_autograder("homework")


@pytest.mark.slow
def test_run_autograder_writes_a_test_for_each_exercise(tmp_path):
    for folder in ("source", "submission", "results"):
        (tmp_path / folder).mkdir()
    with zipfile.ZipFile(BytesIO(gradescope_autograder(A))) as archive:
        archive.extractall(tmp_path / "source")
    (tmp_path / "source" / "run_autograder").chmod(0o755)
    wrong = with_mistake("zero_pad", SOLUTIONS["zero_pad"], "one side only")
    (tmp_path / "submission" / "my work.ipynb").write_text(notebook(SOLUTIONS | {"zero_pad": wrong}), encoding="utf-8")
    place = {"GRADESCOPE_ROOT": str(tmp_path), "GRADESCOPE_PYTHON": sys.executable}
    subprocess.run([tmp_path / "source" / "run_autograder"], env=os.environ | place, check=True, timeout=120)
    results = json.loads((tmp_path / "results" / "results.json").read_text(encoding="utf-8"))
    tests = {test["name"]: test for test in results["tests"]}
    assert tests["conv_forward"]["status"] == "passed"
    assert tests["conv_forward"]["score"] == tests["conv_forward"]["max_score"] == 20
    assert 0 < tests["zero_pad"]["score"] < tests["zero_pad"]["max_score"]
    assert "Zeros are added only above and to the left." in tests["zero_pad"]["output"]
    assert results["score"] == sum(test["score"] for test in results["tests"])
    assert tests["confinement (instructors only)"]["visibility"] == "hidden"
    assert {test["visibility"] for test in results["tests"]} == {"visible", "hidden"}


def test_two_notebooks_are_not_guessed_between(tmp_path):
    for name in ("a.ipynb", "b.ipynb"):
        (tmp_path / name).write_text(notebook({"zero_pad": name}), encoding="utf-8")
    results = grade(tmp_path, A)
    seen = "2 notebooks, and nothing tells which is meant: a.ipynb, b.ipynb."
    assert results["output"] == f"Please hand in one notebook, {A}.ipynb. {seen}"
    assert results["tests"] == []


def test_what_the_grader_could_not_run_is_no_pass():
    test = shown_test(Mark(Verdict("zero_pad", "ungraded", 0.0), None, 10.0))
    assert (test["status"], test["score"]) == ("failed", 0.0)
