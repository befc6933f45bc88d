"""A class on a cluster in trouble gets the marks that it gets on one machine, into PostgreSQL."""

import pytest

from benchmarks import resilience

A = "step_by_step"


@pytest.mark.slow
def test_lost_workers_and_a_lost_scheduler_cost_no_mark(tmp_path, postgresql_url):
    def trouble(done, processes):
        if done in (8, 16, 40):
            processes.kill_worker(done % 2)
        if done == 28:
            processes.kill_scheduler()
        if done == 44:
            processes.kill_worker(0)
            processes.kill_worker(1)

    found = resilience.run(tmp_path / "class", A, 60, postgresql_url, trouble)
    assert found.cluster == found.local
    students = {student for student, _ in found.local}
    assert found.rows == len(students) > 50
    assert len(found.local) == 8 * len(students)
