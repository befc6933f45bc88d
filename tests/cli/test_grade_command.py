"""What `autograder grade` says when it is done."""

import json
from contextlib import nullcontext

import pytest
from typer.testing import CliRunner

from autograder.authoring.owning.new_course import make_course
from autograder.authoring.source_notebooks import source_path
from autograder.class_run import pool, run
from autograder.cli.main import app
from autograder.course.records import Record
from autograder.sandbox import engine

A = "step_by_step"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course whose class has been graded by the points of its notebook."""
    make_course(tmp_path, [A])
    cells = json.loads(source_path(A, tmp_path).read_text(encoding="utf-8"))["cells"]
    graded = [nbgrader for cell in cells if (nbgrader := cell["metadata"].get("nbgrader", {})).get("grade")]
    points = {cell["grade_id"]: float(cell["points"]) for cell in graded}
    record = Record("ada", "", dict(points), points)
    monkeypatch.setattr(pool, "LocalPool", lambda *args, **options: nullcontext())
    monkeypatch.setattr(run, "grade_class", lambda *args, **options: run.Outcome([], [record]))
    return tmp_path


def test_the_mean_is_told_with_what_it_is_out_of(course):
    result = CliRunner().invoke(app, ["grade", A, "--course", str(course)])
    assert result.output == "step_by_step: 0 graded, 1 unchanged; mean 100.0 of 100.\n"


@pytest.mark.parametrize(
    ("asked", "required", "warned"),
    [
        ([], True, ""),
        (
            ["--no-require-sandbox"],
            False,
            "Warning: student code runs UNCONFINED, with all your rights: it can read, change and send off whatever "
            "you can. Go on only with notebooks that you trust. What stands in the way: No namespaces.\n",
        ),
    ],
)
def test_only_who_insists_runs_code_unconfined_and_is_warned(course, monkeypatch, asked, required, warned):
    made = []
    monkeypatch.setattr(pool, "LocalPool", lambda *args, **options: nullcontext(made.append(options)))
    monkeypatch.setattr(engine, "why_unconfined", lambda: "No namespaces.")
    result = CliRunner().invoke(app, ["grade", A, "--course", str(course), *asked])
    assert made == [{"require_sandbox": required}]
    assert result.stderr == warned


def test_points_that_were_changed_and_not_released_are_told(course):
    path = source_path(A, course)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"points": 10', '"points": 15', 1), encoding="utf-8")
    result = CliRunner().invoke(app, ["grade", A, "--course", str(course)])
    assert result.exit_code == 0
    assert result.stderr == (
        "Warning: source/ has other points for zero_pad than what was released. "
        "Run `nbgrader generate_assignment step_by_step --force`, then grade again.\n"
    )


def test_a_name_with_a_line_end_says_no_line_of_its_own(course, monkeypatch):
    forged = "x\nbob: 100 of 100.ipynb"
    record = Record("ada", "", {"check_f": 0.0}, {"check_f": 10.0}, problem=f"{forged} is no notebook.")
    outcome = run.Outcome([record], [], {"eve": f"{forged} was taken."}, {forged: "not graded."})
    monkeypatch.setattr(run, "grade_class", lambda *args, **options: outcome)
    result = CliRunner().invoke(app, ["grade", A, "--course", str(course)])
    assert result.stdout.splitlines() == [
        r"x\nbob: 100 of 100.ipynb: not graded.",
        "step_by_step: 1 graded, 0 unchanged; mean 0.0 of 10.",
        r"  eve: x\nbob: 100 of 100.ipynb was taken.",
        r"  ada: x\nbob: 100 of 100.ipynb is no notebook.",
    ]
