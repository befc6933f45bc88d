"""How much time, memory and output one submission may use."""

from __future__ import annotations

import contextlib
import resource
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from autograder.thresholds import thresholds

MB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Bounds for one session.

    Attributes
    ----------
    cell_seconds, call_seconds : float
        Wall-clock time of one cell and of one call of an exercise.
    seconds_after_timeout : float
        The same for every cell, and every call of that exercise, once one has run out of time: who hung once is not
        waited for at full length again.
    exercise_seconds : float
        Wall-clock time of all calls of one exercise together.
    max_timeouts : int
        After so many calls of one exercise that had to be stopped, its other calls are not made.
    notebook_seconds : float
        Wall-clock time of all cells together.
    submission_seconds : float
        Wall-clock time of everything, from the first cell to the last judgement: so long one submission may hold a
        worker.
    second_try_seconds : float
        The same for one that is graded again because the machine was too busy.
    grace_seconds : float
        Between the interrupt, which lets Python say where it was, and the kill.
    restarts : int
        How often a session that was killed is brought back by replaying its cells.
    replay_seconds : float
        Wall-clock time of one replay.
    memory : int
        Bytes of memory for the whole session.
    processes : int
        Processes and threads at once.
    file_size, tmp_size : int
        Bytes of one file, and of each of the two writable folders (home and /tmp).
    output_size : int
        Bytes of one cell's text outputs; pictures may take eight times as much.
    all_outputs_size : int
        Bytes of all cells' outputs together, whatever the notebook's process claims of them.
    answers_size, all_answers_size : int
        Bytes of the answers to all calls of one exercise, and of all exercises.
    """

    cell_seconds: float = 10.0
    call_seconds: float = 5.0
    seconds_after_timeout: float = 2.0
    exercise_seconds: float = 20.0
    max_timeouts: int = 3
    notebook_seconds: float = 60.0
    submission_seconds: float = 100.0
    second_try_seconds: float = 20.0
    grace_seconds: float = 0.5
    restarts: int = 10
    replay_seconds: float = 30.0
    memory: int = 1536 * MB
    processes: int = 64
    file_size: int = 64 * MB
    tmp_size: int = 64 * MB
    output_size: int = 1 * MB
    all_outputs_size: int = 32 * MB
    answers_size: int = 64 * MB
    all_answers_size: int = 256 * MB

    @classmethod
    def for_assignment(cls, assignment: str) -> Limits:
        """Pick the limits that suit an assignment: a graph takes longer to build and more memory than a layer.

        Graded notebooks train for a few epochs (NBGRADER_EXECUTION), about a second; a loaded machine may take ten.
        A course may allow more time, see `autograder.thresholds`.
        """
        return cls._usual(assignment)._for_time(thresholds().time)

    @classmethod
    def _usual(cls, assignment: str) -> Limits:
        if assignment != "application":
            return cls()
        return cls(
            cell_seconds=30.0,
            call_seconds=20.0,
            seconds_after_timeout=5.0,
            exercise_seconds=40.0,
            notebook_seconds=70.0,
            grace_seconds=1.0,
            replay_seconds=60.0,
            memory=4096 * MB,
            processes=256,
        )

    def _for_time(self, times: float) -> Limits:
        """The same with all times so many times as long."""
        return replace(self, **{name: times * value for name, value in asdict(self).items() if "seconds" in name})

    def to_json(self) -> dict[str, float]:
        """All fields, for the zygote."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: dict[str, float]) -> Limits:
        """The limits that `to_json` wrote."""
        return cls(**fields)  # type: ignore[arg-type]


def apply_limits(limits: Limits, *, process_limit: bool) -> None:
    """Put what the kernel counts by itself on this process and all that it starts.

    Memory is counted from what the warm process holds already. `process_limit` is false where the kernel would count
    every process of the user who grades.
    """
    held, data = _memory_in_use()
    # A little under the control group's bound: a MemoryError leaves the session alive, the kernel's killer does not.
    room = limits.memory - limits.memory // 16
    bounds = {
        "RLIMIT_DATA": data + room,
        # Reserved addresses count here, which malloc's arenas and thread stacks are generous with.
        "RLIMIT_AS": held + 2 * limits.memory,
        "RLIMIT_FSIZE": limits.file_size,
        "RLIMIT_NOFILE": 256,
        "RLIMIT_CORE": 1,  # not 0, at which a kernel that pipes its core dumps would still start the host's handler
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
        "RLIMIT_CPU": int(4 * (limits.notebook_seconds + limits.exercise_seconds)),
    }
    if process_limit:
        bounds["RLIMIT_NPROC"] = limits.processes
    for name, bound in bounds.items():
        _lower(name, bound)


def _lower(name: str, bound: int) -> None:
    kind = getattr(resource, name, None)
    if kind is None:  # not on this system
        return
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        bound = min(bound, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS refuses some of them
        resource.setrlimit(kind, (bound, bound))


def _memory_in_use() -> tuple[int, int]:
    """Bytes of address space and of private writable memory that this process has."""
    try:
        fields = Path("/proc/self/statm").read_text().split()
    except OSError:
        return 2048 * MB, 1024 * MB
    page = resource.getpagesize()
    return int(fields[0]) * page, int(fields[5]) * page
