"""How much a submission may answer: what a function returns is held in the grader's memory while it is judged."""

from __future__ import annotations

from collections import Counter

from autograder.sandbox.walls.limits import Limits


class AnswerRoom:
    """Keeps account of the bytes that the calls of a submission have answered.

    Parameters
    ----------
    limits : Limits
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._taken: Counter[str] = Counter()

    def has_room(self, exercise: str) -> bool:
        """Whether another answer of this exercise may come."""
        is_over = self._taken[exercise] > self._limits.answers_size
        return not is_over and self._taken.total() <= self._limits.all_answers_size

    def take(self, exercise: str, size: int) -> None:
        """Write down an answer."""
        self._taken[exercise] += size
