"""The process of a worker: it warms up by itself, grades what it is given, and goes with its driver."""

from __future__ import annotations

import atexit
import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from autograder.errors import UserError
from autograder.grading.worker import Graded, Worker
from autograder.sandbox.walls.confinement import bind_to_parent

if TYPE_CHECKING:
    from autograder.class_run.pool import Task


def end_with_driver() -> None:
    """Go when the driver goes; at once if it has gone while this worker was starting, of which nothing would tell."""
    bind_to_parent()
    driver = multiprocessing.parent_process()
    if driver is not None and os.getppid() != driver.pid:
        os._exit(1)


_make: Callable[[], Worker] | None = None


def begin(make: Callable[[], Worker]) -> None:
    """Leave Ctrl-C to the driver, which ends a worker in order, and go when the driver goes."""
    global _make
    end_with_driver()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _make = make


@cache
def _worker() -> Worker:
    if _make is None:
        msg = "The worker process was not started by its pool."
        raise RuntimeError(msg)
    worker = _make().__enter__()
    sys.setswitchinterval(0.0005)  # an answer that has come does not wait for what is drawn beside
    gc.freeze()  # what is there by now stays: to look through it again and again takes a tenth of a worker's time
    atexit.register(worker.__exit__, None, None, None)
    return worker


def warm_up() -> None:
    """Have the engine ready when the first submission comes; what keeps it from starting is said then."""
    with suppress(UserError):
        _worker()


def grade(task: Task) -> Graded:
    """Grade a submission, by the worker that is warm."""
    return _worker().grade(task.plan, task.student, task.content, task.beside, is_second_try=task.before is not None)
