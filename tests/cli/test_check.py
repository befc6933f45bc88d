"""`autograder check`: never unconfined without being told, and nothing that acts on a terminal."""

import json

import pytest
from typer.testing import CliRunner

from autograder.cli.main import app
from autograder.sandbox import engine
from autograder.sandbox.walls import bubblewrap
from autograder.sandbox.zygote_client import EngineFailed, Zygote

WRONG = (
    "import numpy as np\ndef zero_pad(X, pad):\n    raise ValueError('\\x1b[2J\\x1b[1;1H100 of 100\\x1b[8m\\u202e')\n"
)


@pytest.fixture
def submission(tmp_path):
    path = tmp_path / "x\x1b[2Jy.py"
    path.write_text(WRONG)
    return str(path)


@pytest.fixture
def no_namespaces(monkeypatch):
    """A machine that lets nobody make a namespace."""

    def zygote(settings, walls):
        if walls == "namespaces":
            raise EngineFailed("unshare: Operation not permitted.")
        return Zygote(settings, walls)

    monkeypatch.setattr(engine, "Zygote", zygote)
    monkeypatch.setattr(bubblewrap, "works", lambda: False)


@pytest.mark.usefixtures("no_namespaces")
def test_a_machine_that_cannot_confine_is_refused(submission):
    result = CliRunner().invoke(app, ["check", submission])
    assert isinstance(result.exception, engine.SandboxUnavailable)
    assert str(result.exception) == (
        "unshare: Operation not permitted. Run `autograder doctor` to see what this machine can enforce; "
        "--no-require-sandbox runs student code all the same, with your rights."
    )
    assert "zero_pad" not in result.output


@pytest.mark.usefixtures("no_namespaces")
def test_who_insists_is_warned(submission):
    result = CliRunner().invoke(app, ["check", "--no-require-sandbox", "--json", submission])
    assert "Warning: student code runs UNCONFINED" in result.stderr
    assert "unshare: Operation not permitted." in result.stderr
    line = json.loads(result.stdout)
    assert {one["exercise"]: one["status"] for one in line["exercises"]}["zero_pad"] == "error"


def test_escapes_of_a_submission_never_reach_the_terminal(submission):
    result = CliRunner().invoke(app, ["check", submission])
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output
    assert "x\\x1b[2Jy.py" in result.output
    assert "ValueError" in result.output


def test_a_name_or_a_message_with_a_line_end_says_no_line_of_its_own(tmp_path):
    forged = "bob.py: step_by_step, edition own: 100 of 100"
    path = tmp_path / f"x\n{forged}.py"
    path.write_text(f"{{}}['x\\n{forged}']\nA = int('x\\n{forged}')\ndef zero_pad(X, pad):\n    return A\n")
    result = CliRunner().invoke(app, ["check", str(path)])
    assert rf"x\n{forged}.py: step_by_step" in result.stdout
    assert [line for line in result.stdout.splitlines() if line.startswith("bob")] == []
