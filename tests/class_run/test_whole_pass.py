"""By the README's commands alone: a Canvas download of 60 becomes marks for Canvas, and every student is there."""

import csv
import json
import re
import shlex
import shutil
import zipfile

import pytest
from typer.testing import CliRunner

from autograder.authoring.source_notebooks import ROOT
from autograder.cli.main import app
from autograder.demo.simulate import make_course, nbgrader, submit

A = "step_by_step"
STUDENTS = 60
README = (ROOT / "README.md").read_text(encoding="utf-8")
NAMES = ("obrienzoë", "müllerjörg", "nguyễnvănan", "李小龙", "delacruzjrmaría")  # as Canvas squeezes them


def commands():
    """The instructor's commands, as the README gives them; `watch` has a test of its own, and never ends by itself."""
    block = README.split("## For instructors\n\n")[1].split("\n\n")[0]
    lines = [shlex.split(line, comments=True) for line in block.splitlines()]
    return [line for line in lines if line[1] != "watch"]


def canvas_download(course, path):
    """Zip up a simulated class as Canvas does, and clear it away: name, late mark, two numbers, file and attempt."""
    submit(course, A, STUDENTS, seed=7)
    with zipfile.ZipFile(path, "w") as archive:
        for number, home in enumerate(sorted((course / "submitted").iterdir())):
            name = NAMES[number] if number < len(NAMES) else home.name.replace("-", "")
            late, attempt = "LATE_" * (number % 7 == 0), "-1" * (number % 5 == 0)
            archive.write(home / A / f"{A}.ipynb", f"{name}_{late}{4000 + number}_{9000 + number}_{A}{attempt}.ipynb")
    shutil.rmtree(course / "submitted")


@pytest.fixture(scope="module")
def passed(tmp_path_factory):
    """The course after the README's commands, and what each said."""
    course, said = tmp_path_factory.mktemp("whole") / "course", {}
    make_course(course)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course)
        for program, command, *arguments in commands():
            if program == "nbgrader":
                nbgrader(course, command, *arguments)
                canvas_download(course, course / "download.zip")
                continue
            result = CliRunner().invoke(app, [command, *arguments])
            somebody_left = command == "oral"  # nothing can be asked about functions that hang, and these are named
            assert result.exit_code == somebody_left, result.output
            said[command] = result.output
    return course, said


@pytest.fixture(scope="module")
def rows(passed):
    course, _ = passed
    with (course / f"grades-{A}-canvas.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_each_command_accounts_for_sixty(passed):
    _, said = passed
    assert "60 collected, 0 left to you." in said["collect"]
    assert "60 graded, 0 unchanged" in said["grade"]
    assert "60 students, 0 without a submission, 0 waiting for manual grading." in said["export"]
    assert said["collect"].count("late") == 1 + 9  # the column's title, and every seventh student


@pytest.mark.slow
def test_every_student_of_the_download_is_in_the_marks_with_their_canvas_id(rows):
    points, *students = rows
    assert points["Student"].strip() == "Points Possible"
    assert float(points[A]) == 100
    assert sorted(row["ID"] for row in students) == [str(4000 + number) for number in range(STUDENTS)]
    assert {row["Student"] for row in students} >= set(NAMES)


@pytest.mark.slow
def test_marks_report_feedback_and_records_agree(passed, rows):
    course, _ = passed
    page = (course / "report" / f"{A}.html").read_text(encoding="utf-8")
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page)[1])
    scores = {student["id"]: student["score"] for student in data["students"]}
    assert len(scores) == STUDENTS
    for row in rows[1:]:
        exercises = [float(value) for title, value in row.items() if title.startswith(f"{A}: ")]
        assert float(row[A]) == pytest.approx(sum(exercises)) == pytest.approx(scores[row["Student"]])
        assert (course / "feedback" / row["Student"] / A / f"{A}.html").exists()
        assert (course / "autograded" / row["Student"] / A / f"{A}.ipynb").exists()
    assert len({row[A] for row in rows[1:]}) > 10  # a class of many kinds, not one mark for all
