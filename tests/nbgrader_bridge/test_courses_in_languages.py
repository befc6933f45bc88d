"""A course in two languages, by nbgrader's own commands: released, fetched, handed in, collected, graded as ever."""

import getpass
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import run_command
from nbgrader.api import Gradebook

from autograder.authoring.source_notebooks import ROOT, source_path
from autograder.course.folder import Course
from autograder.course.records import Records
from autograder.course_languages import languages_of

pytestmark = pytest.mark.slow

A = "step_by_step"
LANGUAGES = [language for language in languages_of(ROOT) if language != "en"]


def nbgrader(folder, *arguments):
    scripts = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": scripts + os.pathsep + os.environ["PATH"]}
    done = subprocess.run(
        [Path(scripts) / "nbgrader", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def filled(path):
    """A released notebook with the solutions in its stubs."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    answers = {cell["id"]: cell["source"] for cell in json.loads(source_path(A).read_text(encoding="utf-8"))["cells"]}
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = answers[cell["id"]]
    return json.dumps(notebook)


@pytest.fixture(scope="module", params=LANGUAGES)
def course(request, tmp_path_factory):
    """Its release is in another language, a second one in English; three students have handed in."""
    root = tmp_path_factory.mktemp(request.param) / "course"
    made = run_command(
        root.parent, "new-course", root, "--assignments", A, "--language", request.param, "--language", "en"
    )
    assert made[0] == 0, made
    exchange, student = root.parent / "exchange", root.parent / "student"
    student.mkdir()
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"\nc.Exchange.root = {str(exchange)!r}\n")
    (student / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.Exchange.root = {str(exchange)!r}\nc.CourseDirectory.course_id = 'convnets'\n"
    )
    assert run_command(root, "sync")[0] == 0
    synced = (root / "release" / A / f"{A}.ipynb").read_bytes()
    nbgrader(root, "generate_assignment", A, "--force")
    assert (root / "release" / A / f"{A}.ipynb").read_bytes() == synced
    nbgrader(root, "release_assignment", A)
    nbgrader(student, "fetch_assignment", A)
    handed_out = student / A / f"{A}.ipynb"
    assert handed_out.read_bytes() == synced
    handed_out.write_text(filled(handed_out), encoding="utf-8")
    nbgrader(student, "submit", A)
    nbgrader(root, "collect", A)
    for name, text in {
        "blank": synced.decode(),
        "english": filled(root / "release-en" / A / f"{A}.ipynb"),
    }.items():
        home = root / "submitted" / name / A
        home.mkdir(parents=True)
        (home / f"{A}.ipynb").write_text(text, encoding="utf-8")
    return root, request.param


def scores(root):
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        return {one.student.id: one.score for one in gradebook.assignment_submissions(A)}


def test_it_is_collected_and_graded_alike_in_every_language_and_answers_in_the_notebooks(course):
    root, language = course
    code, out, err = run_command(root, "grade", A, "--jobs", "1")
    assert code == 0, (out, err)
    assert scores(root) == {getpass.getuser(): 100, "blank": 0, "english": 100}
    records = {record.student: record for record in Records(Course(root).own_folder(f"records/{A}"))}
    assert {name: record.repairs for name, record in records.items()} == {name: [] for name in records}
    spoken = {name: record.language for name, record in records.items()}
    assert spoken == {getpass.getuser(): language, "blank": language, "english": "en"}


def test_nbgraders_own_autograde_gives_the_same(course, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(course[0], root)
    nbgrader(root, "autograde", A, "--force")
    assert scores(root) == {getpass.getuser(): 100, "blank": 0, "english": 100}
