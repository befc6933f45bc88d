"""A session whose process has gone comes back, within bounds, and says what it left out."""

import time
from dataclasses import replace

import pytest

from autograder.sandbox.child_process import ChildProcess
from autograder.sandbox.engine import Engine
from autograder.sandbox.options import EngineOptions
from autograder.sandbox.replay import Replay
from autograder.sandbox.time_budget import TimeBudget
from autograder.sandbox.walls.limits import Limits

BRIEF = Limits(replay_seconds=0.5, grace_seconds=0.3)


@pytest.fixture(scope="module")
def engine():
    with Engine(EngineOptions("step_by_step", BRIEF)) as engine:
        yield engine


def revived(engine, end, *cells, seconds=9.0):
    """The notes of a replay of these cells, each of which had so many seconds, and how long it took."""
    notes = []
    past = Replay(engine, notes, TimeBudget(engine.limits, end))
    for cell in cells:
        past.remember("cells", [(cell, False, False)], seconds)
    start = time.monotonic()
    engine.discard(past.revive().child)
    return notes, time.monotonic() - start


def test_a_replay_has_its_time_and_no_more(engine):
    notes, took = revived(engine, None, *["import time; time.sleep(9)"] * 3)
    assert notes == ["replay stopped after 1 of 3 cells, as it took too long"]
    assert took < 6  # not the nine seconds that the cell had


def test_a_replay_takes_no_more_than_what_the_submission_has_left(engine):
    engine.limits = replace(BRIEF, replay_seconds=60.0)
    try:
        notes, took = revived(engine, time.monotonic() + 0.5, *["import time; time.sleep(9)"] * 3)
    finally:
        engine.limits = BRIEF
    assert notes == ["replay stopped after 1 of 3 cells, as it took too long"]
    assert took < 6


def test_a_cell_has_no_more_time_in_a_replay_than_it_took_at_first(engine):
    notes, _ = revived(engine, None, "import time; time.sleep(9)", "1", seconds=0.1)
    assert notes == []


def test_what_ended_the_process_is_left_out_of_every_replay_after(engine):
    notes = []
    past = Replay(engine, notes, TimeBudget(engine.limits))
    for cell in ("mark = 1", "import os; os._exit(0)", "mark += 1"):
        past.remember("cells", [(cell, False, False)], 5.0)
    for _ in range(2):
        talk = past.revive()
        reply, _ = talk.ask("cells", [("print(mark)", False, False)], 5.0)
        engine.discard(talk.child)
        assert reply[0][0]["text"] == "2\n"
    assert notes == ["a cell that ended the process was left out of the replay"]


def test_whose_process_somebody_killed_during_a_replay_is_run_again(engine, monkeypatch):
    from_outside = [True, False]
    monkeypatch.setattr(ChildProcess, "was_killed_from_outside", lambda child: from_outside.pop(0))
    notes, _ = revived(engine, None, "import os; os._exit(0)")
    assert notes == ["a cell that ended the process was left out of the replay"]
    assert from_outside == []
