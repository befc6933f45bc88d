"""`autograder check`: what is graded, what is printed, and that a line of JSON is what programs were promised."""

import json
from contextlib import contextmanager

import pytest
from in_process import InProcess
from notebook_files import (
    CONV_FORWARD,
    FORWARD,
    IMPORTS,
    POOL_FORWARD,
    SIGNS,
    SINGLE_STEP,
    SINGLE_STEP_V1,
    ZERO_PAD,
    notebook,
    of_edition,
)
from typer.testing import CliRunner

from autograder.cases.points import points_of
from autograder.cli.main import app
from autograder.errors import UsageError
from autograder.grading.single_file import check_file, graded_names
from autograder.reading import read_submission
from autograder.sandbox.engine import Engine
from autograder.sandbox.options import EngineOptions
from autograder.sandbox.session import Session, SessionLost


@contextmanager
def in_process(assignment):
    yield InProcess()


def check(tmp_path, data, name="homework.ipynb", session=in_process):
    path = tmp_path / name
    path.write_bytes(data)
    return check_file(path, session)


def statuses(checked):
    return {mark.verdict.exercise: mark.verdict.status for mark in checked.marks}


@pytest.mark.parametrize("edition", ["current", "v1", "v2", "2021"])
def test_right_solutions_are_right_by_their_own_edition(tmp_path, edition):
    checked = check(tmp_path, of_edition(edition))
    assert checked.edition == ("own" if edition == "current" else edition)
    found = statuses(checked)
    assert [found[name] for name in ("zero_pad", "conv_single_step", "conv_forward", "pool_forward")] == ["passed"] * 4
    assert found["conv_backward"] == "missing"
    assert checked.score == 55.0


def test_the_bias_inside_the_sum_is_right_in_v1_alone(tmp_path):
    for edition in ("current", "v2", "2021"):
        checked = check(tmp_path, of_edition(edition, ZERO_PAD, SINGLE_STEP_V1, CONV_FORWARD, POOL_FORWARD))
        assert statuses(checked)["conv_single_step"] == "failed"
        single = next(mark for mark in checked.marks if mark.verdict.exercise == "conv_single_step")
        assert single.verdict.hints, "the mistake has a name"


def test_who_adds_the_bias_once_as_is_right_loses_nothing_in_v1(tmp_path):
    checked = check(tmp_path, of_edition("v1", ZERO_PAD, SINGLE_STEP, CONV_FORWARD, POOL_FORWARD))
    assert (checked.edition, checked.score) == ("v1", 55.0)
    assert [mark.message for mark in checked.marks if mark.verdict.status == "passed"] == ["All cases hold."] * 4


def test_what_is_wrong_by_both_rules_is_told_by_those_of_the_edition(tmp_path):
    half = SINGLE_STEP_V1.replace("+ b", "+ b / 2")
    checked = check(tmp_path, of_edition("v1", ZERO_PAD, half, CONV_FORWARD, POOL_FORWARD))
    single = next(mark for mark in checked.marks if mark.verdict.exercise == "conv_single_step")
    assert single.verdict.status == "failed"
    assert any("-23.16" in finding.message for finding in single.verdict.findings)


def test_what_the_text_decides_is_never_run(tmp_path):
    @contextmanager
    def forbidden(assignment):
        raise AssertionError("no session was needed")
        yield

    cells = ["def zero_pad(X, pad):\n    X_pad = None\n    return X_pad", "def conv_forward(A_prev:\n    return 1"]
    checked = check(tmp_path, notebook(*cells), session=forbidden)
    assert statuses(checked) == {
        "zero_pad": "unfilled",
        "conv_single_step": "missing",
        "conv_forward": "error",
        "pool_forward": "missing",
        "conv_backward": "missing",
        "create_mask_from_window": "missing",
        "distribute_value": "missing",
        "pool_backward": "missing",
    }
    messages = {mark.verdict.exercise: mark.message for mark in checked.marks}
    assert messages["conv_forward"] == "conv_forward does not parse: '(' was never closed (cell 2, line 1)."
    assert messages["pool_forward"] == "There is no function named pool_forward."


def test_a_file_that_is_no_notebook_is_one_line(tmp_path):
    checked = check(tmp_path, b"%PDF-1.7")
    assert checked.to_json() == {
        "file": str(tmp_path / "homework.ipynb"),
        "assignment": None,
        "edition": None,
        "score": None,
        "max_score": None,
        "repairs": [],
        "exercises": [],
        "error": "The file is a PDF.",
    }


def test_a_fault_of_the_grader_is_ungraded_and_costs_nothing(tmp_path):
    @contextmanager
    def broken(assignment):
        raise RuntimeError("no process")
        yield

    checked = check(tmp_path, notebook(IMPORTS, ZERO_PAD), session=broken)
    assert statuses(checked)["zero_pad"] == "ungraded"
    assert checked.max_score == 90.0
    line = checked.to_json()["exercises"][0]
    assert line["score"] is None
    said = "The grader itself failed here, which is no mistake of yours: your instructor will look at it."
    assert line["message"] == said
    assert "RuntimeError: no process" in checked.faults[0]


def test_code_that_ends_the_session_costs_only_what_needs_it(tmp_path):
    class Fragile(InProcess):
        def load(self, request, seconds=None):
            if any("DEADLY" in source for _, source in request[1]):
                raise SessionLost("timeout", "it took longer than 10 s")
            return super().load(request, seconds)

    @contextmanager
    def fragile(assignment):
        yield Fragile()

    deadly = SINGLE_STEP.replace("return Z", "return Z + DEADLY")
    checked = check(tmp_path, notebook(IMPORTS, "DEADLY = 0", ZERO_PAD, deadly, POOL_FORWARD), session=fragile)
    found = statuses(checked)
    assert (found["zero_pad"], found["conv_single_step"], found["pool_forward"]) == ("passed", "timeout", "passed")
    message = next(mark.message for mark in checked.marks if mark.verdict.exercise == "conv_single_step")
    assert message == "The code around conv_single_step could not be run: it took longer than 10 s"


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        (("def create_placeholders(a, b, c, d):\n    return 1",), 5),
        (("def convolutional_model(input_shape):\n    return 1",), 1),
        (("from public_tests import *\ndef happyModel():\n    return 1", "import tensorflow as tf"), 1),
        (FORWARD, 8),
    ],
)
def test_the_exercises_are_those_of_the_edition(cells, names):
    assert len(graded_names(read_submission(notebook(*cells), name="a.ipynb"))) == names


def test_points_are_the_instructors():
    assert points_of("step_by_step")["conv_forward"] == 20.0
    assert sum(points_of("step_by_step").values()) == 100.0
    assert sum(points_of("application").values()) == 100.0


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "right.ipynb").write_bytes(of_edition("v2"))
    (tmp_path / "page.ipynb").write_bytes(b"<!DOCTYPE html>")
    return tmp_path


def test_the_command_prints_one_json_object_a_line(folder):
    result = CliRunner().invoke(app, ["check", "right.ipynb", "page.ipynb", "--json", "--jobs", "1"])
    assert result.exit_code == 1  # one of the files is no notebook
    right, page = (json.loads(line) for line in result.stdout.splitlines())
    assert list(right) == ["file", "assignment", "edition", "score", "max_score", "repairs", "exercises"]
    assert (right["file"], right["assignment"], right["edition"]) == ("right.ipynb", "step_by_step", "v2")
    assert (right["score"], right["max_score"]) == (55.0, 100.0)
    assert list(right["exercises"][0]) == ["exercise", "status", "score", "max_score", "misconceptions", "message"]
    assert page["error"] == "The file is an HTML page, not the notebook itself."


def test_the_command_prints_plain_lines_in_a_pipe(folder):
    result = CliRunner().invoke(app, ["check", "right.ipynb", "--jobs", "1"])
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "right.ipynb: step_by_step, edition v2: 55 of 100"
    assert lines[1].split() == ["zero_pad", "passed", "10/10", "All", "cases", "hold."]
    assert lines[-1] == "  repaired: Cell 1: lines for IPython or the shell (%..., !...) were left out."
    assert "\x1b" not in result.stdout


def test_a_wrong_assignment_is_wrong_usage(folder):
    error = CliRunner().invoke(app, ["check", "right.ipynb", "--assignment", "cooking"]).exception
    assert isinstance(error, UsageError)  # which ends a command with 2: tests/cli
    assert str(error) == "There is no assignment 'cooking'. There is: step_by_step, application."


HANG = "def zero_pad(X, pad):\n    while True:\n        pass"


@pytest.mark.slow
def test_confined_checks_survive_what_people_write(tmp_path):
    cells = [
        IMPORTS + "\nfrom public_tests import *\nimport google.colab",
        ZERO_PAD,
        SINGLE_STEP.replace("b.item()", "np.asscalar(b)"),
        "def conv_forward(A_prev, W, b, hparameters):\n    import os\n    os._exit(1)",
        POOL_FORWARD,
        *SIGNS["v2"],
        "while True:\n    pass",
        "print 'done'",
    ]
    with Engine(EngineOptions("step_by_step", require_sandbox=False)) as engine:
        checked = check(tmp_path, notebook(*cells), session=lambda _: Session(engine))
        hung = check(tmp_path, notebook(IMPORTS, HANG, SINGLE_STEP), session=lambda _: Session(engine))
    found = statuses(checked)
    assert (found["zero_pad"], found["conv_single_step"], found["pool_forward"]) == ("passed",) * 3
    assert found["conv_forward"] == "killed"
    assert statuses(hung)["zero_pad"] == "timeout"
    assert statuses(hung)["conv_single_step"] == "passed"
