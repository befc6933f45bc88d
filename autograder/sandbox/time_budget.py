"""How long the cells and the calls of a submission may still take."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.sandbox.walls.limits import Limits
from cnn_utils.language.speaking import later

if TYPE_CHECKING:
    from cnn_utils.compare.calls import Outcome

STARVED = later(
    "The machine was so busy that this notebook never had its time. An instructor may grade it "
    "again when less is going on."
)


@dataclass
class _Account:
    """What the calls of one exercise have cost so far."""

    seconds: float = 0.0
    timeouts: int = 0
    last: Outcome = "timeout"


class TimeBudget:
    """Keeps account of a submission's time, and says what the next request may take.

    Parameters
    ----------
    limits : Limits
    end : float, optional
        Reading of `time.monotonic` at which the submission has used up its time; by default, as if it began now.
    """

    def __init__(self, limits: Limits, end: float | None = None) -> None:
        self._limits = limits
        self._end = time.monotonic() + limits.submission_seconds if end is None else end
        self._cell_seconds = 0.0
        self._cell_has_hung = False
        self._accounts: dict[str, _Account] = {}

    def left(self) -> float:
        """Seconds that the submission has left in all; 0 or less where there are none."""
        return self._end - time.monotonic()

    def for_cell(self) -> float:
        """Seconds that the next cell may take; 0 or less where the notebook has used up its time."""
        full = self._limits.seconds_after_timeout if self._cell_has_hung else self._limits.cell_seconds
        return min(self._limits.notebook_seconds - self._cell_seconds, full, self.left())

    def spend_on_cell(self, seconds: float, outcome: str) -> None:
        """Write down what a cell took, and how it ended."""
        self._cell_seconds += seconds
        self._cell_has_hung |= outcome == "timeout"

    def for_call(self, exercise: str) -> float:
        """Seconds that the next call of an exercise may take; 0 or less where there will be none."""
        account = self._account(exercise)
        if account.timeouts >= self._limits.max_timeouts:
            return 0.0
        full = self._limits.seconds_after_timeout if account.timeouts else self._limits.call_seconds
        return min(full, self._limits.exercise_seconds - account.seconds, self.left())

    def spend_on_call(self, exercise: str, seconds: float, outcome: Outcome) -> None:
        """Write down what a call took, and how it ended."""
        account = self._account(exercise)
        account.seconds += seconds
        if outcome in ("timeout", "killed", "memory"):
            account.timeouts, account.last = account.timeouts + 1, outcome

    def last_outcome(self, exercise: str) -> Outcome:
        """How the last call that was stopped ended: what further calls are answered with."""
        return self._account(exercise).last

    def _account(self, exercise: str) -> _Account:
        return self._accounts.setdefault(exercise, _Account())
