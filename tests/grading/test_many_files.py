"""Many files: in order, whatever one of them does to the process that checks it."""

from pathlib import Path

import pytest
from notebook_files import IMPORTS, ZERO_PAD, check_or_die, check_without_walls, notebook

from autograder.grading import many_files as checking
from autograder.grading.many_files import check_files
from autograder.sandbox.engine import SandboxUnavailable

FILES = [Path(name) for name in ("a", "b", "deadly", "c", "d", "deadly-too", "e")]


def test_a_file_that_ends_its_worker_costs_itself_alone(monkeypatch):
    monkeypatch.setattr(checking, "_check", check_or_die)
    found = list(check_files(FILES, "step_by_step", jobs=2))
    assert [checked.file for checked in found] == [str(path) for path in FILES]
    problems = {checked.file: checked.problem for checked in found if checked.problem}
    message = "The grader's own process ended while it read this file."
    assert problems == {"deadly": message, "deadly-too": message}


def test_worker_processes_are_refused_too_where_code_cannot_be_confined(tmp_path, monkeypatch):
    monkeypatch.setattr(checking, "_check", check_without_walls)
    files = [tmp_path / f"{name}.ipynb" for name in "abcd"]
    for file in files:
        file.write_bytes(notebook(IMPORTS, ZERO_PAD))
    with pytest.raises(SandboxUnavailable, match="No walls here"):
        list(check_files(files, "step_by_step", jobs=2))


def test_stopping_early_cancels_what_waits(monkeypatch):
    monkeypatch.setattr(checking, "_check", check_or_die)
    results = check_files([Path(str(number)) for number in range(50)], None, jobs=2)
    assert next(results).file == "0"
    results.close()


def test_a_fault_of_the_grader_stops_no_other_file(tmp_path, monkeypatch):
    def broken(path, open_session, assignment=None):
        raise RuntimeError("out of ideas")

    monkeypatch.setattr(checking, "check_file", broken)
    path = tmp_path / "a.ipynb"
    path.write_bytes(notebook(ZERO_PAD))
    (checked,) = check_files([path], None, jobs=1)
    assert checked.problem == "The grader itself failed on this file."
    assert "RuntimeError: out of ideas" in checked.faults[0]
