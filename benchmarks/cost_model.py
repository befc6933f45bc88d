"""How a class run on a cluster grows: a small queueing model, fed with measured times and sizes.

A submission passes five stations: the driver reads and sends it, the scheduler hands it to a worker, the worker grades
it, the scheduler fetches what comes back, the driver writes it. Driver and scheduler are a process and a queue each. As
in `autograder.cluster.dask_pool`, two submissions for each worker are under way, and a new one is sent when one has
been written. So it is a closed network, and a simulation of its events needs nothing but service times.

Left out: the network's latency, which the second submission hides, and disks. Of what many workers cost the scheduler
only heartbeats are counted, by an assumed figure.
"""

from __future__ import annotations

import heapq
import math
import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

IN_FLIGHT = 2  # for each worker, as `autograder.cluster.dask_pool` has it
HEARTBEAT_SECONDS = 0.0005  # of the scheduler's time, for each worker and second: assumed, not measured


@dataclass(frozen=True)
class Measured:
    """What one submission costs.

    Attributes
    ----------
    grading : sequence of float
        Seconds that single submissions took in a warm worker: the model draws from them.
    driver : float
        Driver's seconds to read and send one, to fetch it, and to write files and gradebook.
    scheduler : float
        Scheduler's seconds. Of both, half fall on the way to the worker and half on the way back.
    database : float
        Seconds of gradebook writing alone, a part of the driver's.
    sent, returned : float
        Bytes on the way to a worker and back.
    worker_memory, driver_memory : float
        Resident bytes of a worker with its zygote, and of the driver.
    """

    grading: Sequence[float]
    driver: float
    scheduler: float
    database: float
    sent: float
    returned: float
    worker_memory: float
    driver_memory: float

    @property
    def grading_mean(self) -> float:
        """Mean seconds of grading."""
        return sum(self.grading) / len(self.grading)


@dataclass(frozen=True)
class Load:
    """How busy a simulated run keeps everybody.

    Attributes
    ----------
    workers : int
    rate : float
        Submissions per second.
    worker, scheduler, driver : float
        Share of the time that they are busy; of the workers, the mean.
    """

    workers: int
    rate: float
    worker: float
    scheduler: float
    driver: float


def limits(measured: Measured) -> dict[str, float]:
    """Submissions per second at which driver, scheduler and database are busy all the time."""
    return {
        "driver": 1 / measured.driver,
        "scheduler": 1 / measured.scheduler,
        "database": 1 / measured.database,
    }


def simulate(measured: Measured, workers: int, seed: int = 1) -> Load:
    """Simulate a run, long enough that its start and end do not matter."""
    submissions = max(2000, 20 * workers)
    chance = random.Random(seed)
    half = measured.scheduler / (2 * (1 - min(0.9, HEARTBEAT_SECONDS * workers)))
    driver, scheduler = _Station(), _Station()
    idle = deque(range(workers))
    at_hand: deque[int] = deque()
    events: list[tuple[float, int, str, int]] = []
    order = count()
    busy, sent, written, now = 0.0, 0, 0, 0.0

    def then(time: float, what: str, worker: int = -1) -> None:
        heapq.heappush(events, (time, next(order), what, worker))

    def send() -> None:
        nonlocal sent
        if sent < submissions:
            sent += 1
            then(driver.serve(now, measured.driver / 2), "sent")

    def grade(worker: int) -> None:
        nonlocal busy
        seconds = chance.choice(measured.grading)
        busy += seconds
        then(now + seconds, "graded", worker)

    for _ in range(min(submissions, IN_FLIGHT * workers)):
        send()
    while events:
        now, _, what, worker = heapq.heappop(events)
        if what == "sent":
            then(scheduler.serve(now, half), "assigned")
        elif what == "assigned":
            if idle:
                grade(idle.popleft())
            else:
                at_hand.append(sent)
        elif what == "graded":
            then(scheduler.serve(now, half), "fetched")
            if at_hand:
                at_hand.popleft()
                grade(worker)
            else:
                idle.append(worker)
        elif what == "fetched":
            then(driver.serve(now, measured.driver / 2), "written")
        else:
            written += 1
            send()
    return Load(workers, written / now, busy / (workers * now), scheduler.busy / now, driver.busy / now)


class _Station:
    """One process with a queue, first come first served."""

    def __init__(self) -> None:
        self._free, self.busy = 0.0, 0.0

    def serve(self, now: float, seconds: float) -> float:
        """When a job that comes now is done."""
        self._free = max(self._free, now) + seconds
        self.busy += seconds
        return self._free


@dataclass(frozen=True)
class Needs:
    """What a rate of submissions needs.

    Attributes
    ----------
    rate : float
        Submissions per second.
    cores : int
        Of workers, a third of whose time is left free; driver, scheduler and database want one more.
    memory : float
        Bytes, of workers and driver.
    network : float
        Bits per second through the scheduler, in and out together.
    money : float
        For 1,000 submissions, if a core is paid for only while it grades.
    """

    rate: float
    cores: int
    memory: float
    network: float
    money: float


BUSY = 2 / 3  # of a worker's time, so that a peak within the hour is worked off


def needs(measured: Measured, submissions: int, seconds: float, price: float) -> Needs:
    """What so many submissions in so many seconds need, at a price for one core-hour."""
    rate = submissions / seconds
    cores = max(1, math.ceil(rate * measured.grading_mean / BUSY))
    whole = measured.grading_mean / BUSY + measured.driver + measured.scheduler
    return Needs(
        rate,
        cores,
        cores * measured.worker_memory + measured.driver_memory,
        16 * rate * (measured.sent + measured.returned),
        1000 * whole / 3600 * price,
    )
