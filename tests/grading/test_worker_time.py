"""All sessions of one submission share its time, of which a second try has less."""

import time

import pytest
from notebook_files import IMPORTS, ZERO_PAD, ZERO_PAD_PLAN, notebook

from autograder.grading import many_files
from autograder.grading import worker as worker_module
from autograder.grading.many_files import check_files
from autograder.grading.worker import Worker
from autograder.sandbox.options import EngineOptions
from autograder.sandbox.session import Session

SUBMISSION = notebook(IMPORTS, ZERO_PAD)


@pytest.fixture
def ends(monkeypatch):
    """When the time of each session is over, counted from its start."""
    seen = []

    def session(engine, end=None):
        seen.append((end, time.monotonic()))
        return Session(engine, end)

    for module in (worker_module, many_files):
        monkeypatch.setattr(module, "Session", session)
    return seen


def shared(ends):
    """What the first of two sessions had, if the other had what was left."""
    (end, start), (other, _) = ends
    assert end == other
    return end - start


def test_a_second_try_has_less_time_than_the_first(ends):
    with Worker(EngineOptions("step_by_step", require_sandbox=False)) as worker:
        for is_second_try, seconds in ((False, 100.0), (True, 20.0)):
            graded = worker.grade(ZERO_PAD_PLAN, "ada", SUBMISSION, is_second_try=is_second_try)
            assert graded.record.scores == {"check_zero_pad": 10.0}
            assert shared(ends) == pytest.approx(seconds, abs=5.0)
            ends.clear()


def test_a_file_that_is_checked_has_the_time_of_a_submission(ends, tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_bytes(SUBMISSION)
    list(check_files([path], "step_by_step", jobs=1, require_sandbox=False))
    assert shared([*ends, *ends][:2]) == pytest.approx(100.0, abs=5.0)
