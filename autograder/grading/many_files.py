"""Check many files: in this process for a few, in worker processes for many, answers in the order of the files."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from autograder.grading.judge_submission import last_words
from autograder.grading.single_file import Checked, check_file
from autograder.sandbox.engine import Engine, SandboxUnavailable
from autograder.sandbox.options import EngineOptions
from autograder.sandbox.session import Session
from autograder.sandbox.walls.limits import Limits
from autograder.thresholds import thresholds
from cnn_utils.language.speaking import say

_FEW = 3  # so many files are done before worker processes have started


class Checker:
    """Checks files one after the other, with one warm engine for each assignment that comes up.

    Parameters
    ----------
    require_sandbox : bool
        Refuse to run student code where this machine cannot confine it.
    """

    def __init__(self, *, require_sandbox: bool = True) -> None:
        self._stack = ExitStack()
        self._require_sandbox = require_sandbox
        self._engines: dict[str, Engine] = {}
        self._end = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, where)

    def check(self, path: Path, assignment: str | None) -> Checked:
        """Check one file; a fault of the grader itself becomes the file's problem and stops no other."""
        self._end = time.monotonic() + thresholds().time * Limits.submission_seconds
        try:
            return check_file(path, self._session, assignment)
        except SandboxUnavailable:  # true of every file
            raise
        except Exception:  # noqa: BLE001 - reported with the file; the others are still to be done
            problem = say("The grader itself failed on this file.")
            return Checked(str(path), assignment, None, problem=problem, faults=(last_words(),))

    def _session(self, assignment: str) -> Session:
        if assignment not in self._engines:
            options = EngineOptions(assignment, require_sandbox=self._require_sandbox)
            self._engines[assignment] = self._stack.enter_context(Engine(options))
        return Session(self._engines[assignment], self._end)


def check_files(
    files: Sequence[Path], assignment: str | None, jobs: int, *, require_sandbox: bool = True
) -> Iterator[Checked]:
    """Check files and yield what was found, in their order.

    Parameters
    ----------
    files : sequence of Path
    assignment : str or None
        Recognised from each file if None.
    jobs : int
        Worker processes, used from a handful of files on.
    require_sandbox : bool
        As for `Checker`.

    Raises
    ------
    SandboxUnavailable
        If this machine cannot confine student code, and that is required.
    """
    if jobs == 1 or len(files) <= _FEW:
        with Checker(require_sandbox=require_sandbox) as checker:
            for path in files:
                yield checker.check(path, assignment)
        return
    yield from _in_workers(list(files), assignment, min(jobs, len(files)), require_sandbox=require_sandbox)


def _in_workers(waiting: list[Path], assignment: str | None, jobs: int, *, require_sandbox: bool) -> Iterator[Checked]:
    """Check files in worker processes; a file that ends its process is found by going on one at a time."""
    context = multiprocessing.get_context("spawn")
    while waiting:
        begin = partial(_begin, require_sandbox=require_sandbox)
        executor = ProcessPoolExecutor(jobs, mp_context=context, initializer=begin)
        try:
            for future in [executor.submit(_check, path, assignment) for path in waiting]:
                checked = future.result()
                waiting.pop(0)
                yield checked
        except BrokenProcessPool:
            if jobs == 1:
                problem = say("The grader's own process ended while it read this file.")
                yield Checked(str(waiting.pop(0)), assignment, None, problem=problem)
            jobs = 1
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


_checker: Checker | None = None


def _begin(*, require_sandbox: bool) -> None:
    """Warm a worker process; it leaves Ctrl-C to the driver, which ends it in order."""
    global _checker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _checker = Checker(require_sandbox=require_sandbox).__enter__()


def _check(path: Path, assignment: str | None) -> Checked:
    if _checker is None:
        msg = "The worker process was not started by its pool."
        raise RuntimeError(msg)
    return _checker.check(path, assignment)
