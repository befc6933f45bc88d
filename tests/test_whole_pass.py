"""By the README's commands alone: a Canvas download becomes marks for Canvas, and every student is accounted for."""

import csv
import shutil

import pytest
from typer.testing import CliRunner

from autograder.cli.main import app
from autograder.demo.simulate import submit

A = "step_by_step"
STUDENTS = 12


def run(*arguments):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.slow
def test_canvas_download_to_canvas_marks(course_root, tmp_path):
    download = tmp_path / "submissions"
    download.mkdir()
    submit(course_root, A, STUDENTS, seed=7)
    for number, home in enumerate(sorted((course_root / "submitted").iterdir())):
        late = "LATE_" if number % 5 == 0 else ""
        name = f"{home.name.replace('-', '')}_{late}{100 + number}_{900 + number}_{A}-1.ipynb"
        shutil.copy(home / A / f"{A}.ipynb", download / name)
    shutil.rmtree(course_root / "submitted")
    course = ("--course", course_root)
    assert f"{STUDENTS} collected, 0 left to you." in run("collect", download, "--assignment", A, *course)
    assert f"{STUDENTS} graded, 0 unchanged" in run("grade", A, *course, "--jobs", 2)
    run("report", A, *course, "--jobs", 1)
    run("export", A, "--to", "canvas", *course)
    with (course_root / f"grades-{A}-canvas.csv").open(encoding="utf-8", newline="") as file:
        _, _, *rows = csv.reader(file)
    assert [row[1] for row in rows] == [str(100 + number) for number in range(STUDENTS)]
    page = (course_root / "report" / f"{A}.html").read_text(encoding="utf-8")
    for row in rows:
        assert f'data-student="{row[3]}"' in page
        assert (course_root / "feedback" / row[3] / A / f"{A}.html").exists()
        assert row[5] == f"{sum(map(float, row[6:])):g}"
