"""How long the next cell and the next call may take, whatever the ones before did."""

import time

import pytest

from autograder.sandbox.time_budget import TimeBudget
from autograder.sandbox.walls.limits import Limits

LIMITS = Limits(
    cell_seconds=10.0,
    call_seconds=5.0,
    seconds_after_timeout=2.0,
    exercise_seconds=20.0,
    max_timeouts=3,
    notebook_seconds=60.0,
    submission_seconds=1000.0,
)


@pytest.fixture
def budget():
    return TimeBudget(LIMITS)


def ending_in(seconds):
    return TimeBudget(LIMITS, time.monotonic() + seconds)


def test_cells_share_the_time_of_the_notebook(budget):
    assert budget.for_cell() == 10.0
    for _ in range(9):
        budget.spend_on_cell(6.0, "returned")
    assert budget.for_cell() == pytest.approx(6.0)
    budget.spend_on_cell(6.0, "raised")
    assert budget.for_cell() == pytest.approx(0.0)


def test_after_a_cell_that_hung_the_others_have_less(budget):
    budget.spend_on_cell(10.0, "timeout")
    budget.spend_on_cell(1.0, "returned")
    assert budget.for_cell() == 2.0


@pytest.mark.parametrize("stopped", ["timeout", "killed", "memory"])
def test_three_calls_that_had_to_be_stopped_end_an_exercise_and_no_other(budget, stopped):
    for _ in range(2):
        budget.spend_on_call("zero_pad", 1.0, stopped)
        assert budget.for_call("zero_pad") == 2.0
    budget.spend_on_call("zero_pad", 1.0, stopped)
    assert budget.for_call("zero_pad") == 0.0
    assert budget.last_outcome("zero_pad") == stopped
    assert budget.for_call("conv_forward") == 5.0


@pytest.mark.parametrize("ended", ["returned", "raised", "missing"])
def test_calls_that_end_by_themselves_share_the_time_of_their_exercise(budget, ended):
    for _ in range(9):
        budget.spend_on_call("zero_pad", 2.0, ended)
    assert budget.for_call("zero_pad") == pytest.approx(2.0)
    budget.spend_on_call("zero_pad", 2.0, ended)
    assert budget.for_call("zero_pad") == pytest.approx(0.0)


def test_the_submissions_own_end_bounds_cells_and_calls():
    assert 2.0 < ending_in(3.0).for_cell() <= 3.0
    assert 2.0 < ending_in(3.0).for_call("zero_pad") <= 3.0
    assert ending_in(-1.0).for_cell() < 0
    assert ending_in(-1.0).for_call("zero_pad") < 0


def test_a_submission_has_its_time_from_the_start_of_its_first_session(budget):
    assert 999.0 < budget.left() <= 1000.0
