"""The queueing model against what can be said without it: one worker, plenty of workers, and sums."""

import math
from dataclasses import replace

import pytest

from benchmarks import cluster_figures
from benchmarks.cost_model import BUSY, HEARTBEAT_SECONDS, Measured, limits, needs, simulate

ONE = Measured(
    grading=[0.2],
    driver=0.010,
    scheduler=0.004,
    database=0.002,
    sent=100e3,
    returned=150e3,
    worker_memory=300e6,
    driver_memory=200e6,
)


def test_few_workers_are_busy_all_the_time():
    for workers in (1, 2, 4):
        load = simulate(ONE, workers)
        assert load.rate == pytest.approx(workers / 0.2, rel=0.01)
        assert load.worker == pytest.approx(1, abs=0.01)


def test_many_workers_wait_for_the_driver():
    load = simulate(ONE, 300)
    assert load.rate == pytest.approx(100, rel=0.02)
    assert load.driver == pytest.approx(1, abs=0.01)
    assert load.worker == pytest.approx(100 / (300 / 0.2), rel=0.05)


def test_the_slowest_station_sets_the_rate():
    load = simulate(replace(ONE, driver=0.001, scheduler=0.02), 100)
    assert load.rate == pytest.approx(50 * (1 - 100 * HEARTBEAT_SECONDS), rel=0.02)
    assert load.scheduler == pytest.approx(1, abs=0.01)


def test_what_is_done_is_never_more_than_a_station_can_do():
    for workers in (1, 10, 100, 1000):
        load = simulate(replace(ONE, grading=[0.05, 0.1, 0.6]), workers)
        assert load.rate <= 1.03 * min(workers / 0.25, *limits(ONE).values())
        assert max(load.worker, load.scheduler, load.driver) <= 1 + 1e-9


def test_limits_are_the_rates_of_single_stations():
    assert limits(ONE) == {"driver": 100.0, "scheduler": 250.0, "database": 500.0}


def test_needs_are_sums():
    need = needs(ONE, 10_000, 3600, price=0.05)
    assert need.rate == pytest.approx(2.7778, rel=1e-4)
    assert need.cores == math.ceil(need.rate * 0.2 / BUSY) == 1
    assert need.memory == 300e6 + 200e6
    assert need.network == pytest.approx(2 * 8 * need.rate * 250e3)
    assert need.money == pytest.approx(1000 * (0.2 / BUSY + 0.014) / 3600 * 0.05)


@pytest.mark.parametrize(("submissions", "cores"), [(1, 1), (11_999, 1), (12_001, 2), (119_000, 10)])
def test_cores_are_whole_and_at_least_one(submissions, cores):
    assert needs(ONE, submissions, 3600, price=0).cores == cores


def test_the_figures_are_told_with_their_price(capsys):
    cluster_figures.print_model(ONE, 0.05)
    text = capsys.readouterr().out
    assert "grading 200 ms, driver 10.0 ms (of it gradebook 2.0), scheduler 4.0 ms; 100 kB sent, 150 kB back" in text
    assert "Saturated at: driver 100/s, scheduler 250/s, database 500/s." in text
    assert "10,000 in an hour (2.8/s): worker cores: 1, and one for driver, scheduler and database" in text
    assert "at 0.05 a core-hour" in text
