import pytest
import typer
from typer.testing import CliRunner

from autograder.cli import doctor
from autograder.sandbox.walls import probing
from autograder.sandbox.walls.probing import Enforcement

FOUND = (
    Enforcement("no network", True, "an empty network namespace"),
    Enforcement(
        "system call filter", False, "libseccomp is not installed", "apt-get install libseccomp2", required=False
    ),
)


@pytest.fixture
def run(monkeypatch):
    def run(*found):
        monkeypatch.setattr(probing, "what_can_be_enforced", lambda: found)
        app = typer.Typer()
        app.command()(doctor.command)
        return CliRunner().invoke(app)

    return run


def test_each_thing_has_one_line(run):
    result = run(*FOUND)
    lines = result.output.splitlines()
    assert "✓ no network: an empty network namespace" in lines
    assert "✗ system call filter: libseccomp is not installed → apt-get install libseccomp2" in lines
    assert len(lines) == len(doctor.PACKAGES) + len(FOUND) + 1


def test_what_is_merely_useful_does_not_stop_grading(run):
    result = run(*FOUND)
    assert result.exit_code == 0
    assert result.output.splitlines()[-1] == "Ready: student code runs confined on this machine."


def test_what_is_required_does(run):
    result = run(Enforcement("own processes", False, "macOS has no namespaces", "Use Linux."))
    assert result.exit_code == 1
    assert result.output.splitlines()[-1] == "Not ready to grade: own processes."


def test_a_package_that_is_missing_is_named_with_its_command(monkeypatch, run):
    monkeypatch.setattr(doctor, "PACKAGES", (("no-such-package", True, "nothing"),))
    result = run()
    assert result.output.splitlines()[0] == "✗ no-such-package: not installed (nothing) → pip install no-such-package"
    assert result.exit_code == 1


def test_a_numpy_that_breaks_old_notebooks_is_told(monkeypatch, run):
    monkeypatch.setattr(doctor, "version", lambda name: "2.4.6")
    monkeypatch.setattr(doctor, "PACKAGES", (("numpy", True, "the layers"),))
    result = run()
    assert result.output.splitlines()[0] == "✗ numpy 2.4.6: the layers → pip install 'numpy<2.4'"
    assert result.exit_code == 0
