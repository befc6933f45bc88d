"""`hint(function)`: one more step at each call, never the solution."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

from cnn_utils.checks.hint_texts import hints
from cnn_utils.checks.progress_card import verdict_of
from cnn_utils.language.speaking import say
from cnn_utils.palette import HINT

_given: dict[str, tuple[tuple[str, ...], int]] = {}


@dataclass(frozen=True)
class HintCard:
    """The steps given so far, the newest last.

    Attributes
    ----------
    exercise : str
    steps : tuple of str
    total : int
        How many steps there are.
    closing : str
        A last line: that there is more, or that there is no more.
    """

    exercise: str
    steps: tuple[str, ...]
    total: int
    closing: str

    def __str__(self) -> str:
        lines = [f"  {number}. {step}" for number, step in enumerate(self.steps, 1)]
        return "\n".join([self._title(), *lines, f"  {self.closing}"])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        items = "".join(
            f'<li style="margin:.2em 0;opacity:{1 if number == len(self.steps) else 0.75}">{escape(step)}</li>'
            for number, step in enumerate(self.steps, 1)
        )
        listed = f'<ol style="margin:.3em 0 .4em;padding-left:1.5em">{items}</ol>' if items else ""
        return (
            f'<div role="group" aria-label="{escape(self._title())}" style="border:1px solid {HINT};'
            'border-left-width:6px;border-radius:6px;padding:.6em .9em;margin:.4em 0;max-width:52em;line-height:1.45">'
            f'<div style="font-weight:600">{escape(self._title())}</div>{listed}'
            f'<div style="opacity:.8">{escape(self.closing)}</div></div>'
        )

    def _title(self) -> str:
        if not self.steps:
            return say("Hint for {exercise}", exercise=self.exercise)
        step = len(self.steps)
        return say("Hint {step} of {total} for {exercise}", step=step, total=self.total, exercise=self.exercise)


def hint(function: Callable[..., Any] | str) -> HintCard:
    """Give one more hint for an exercise.

    If the last `check` named a mistake, the hints are about that mistake: what it is, where to look, why it is wrong.
    Otherwise they are the three hints of the exercise.

    Parameters
    ----------
    function : callable or str
        The function of the exercise, or its name.

    Returns
    -------
    HintCard
        The steps given so far, the newest last.

    Raises
    ------
    ValueError
        If it is no exercise of the course.
    """
    exercise = function if isinstance(function, str) else getattr(function, "__name__", repr(function))
    own = hints()
    if exercise not in own:
        known = ", ".join(own)
        raise ValueError(
            say("there are no hints for {exercise}; there are hints for {known}", exercise=repr(exercise), known=known)
        )
    verdict = verdict_of(exercise)
    if verdict is not None and verdict.status == "passed":
        return HintCard(exercise, (), 0, say("It passes the visible checks: there is nothing left to hint at."))
    named = verdict.hints if verdict is not None else ()
    steps = tuple(text for mistake in named for text in (mistake.what, mistake.where, mistake.why)) or own[exercise]
    before, count = _given.get(exercise, ((), 0))
    count = count + 1 if before == steps else 1  # another mistake, another row of hints
    _given[exercise] = steps, min(count, len(steps))
    return HintCard(exercise, tuple(map(say, steps[:count])), len(steps), _closing(exercise, count, len(steps)))


def _closing(exercise: str, count: int, total: int) -> str:
    """Say whether another call gives more."""
    if count < total:
        return say("Call hint({exercise}) again for one more step.", exercise=exercise)
    if count == total:
        return say("That was the last hint.")
    return say("There are no more hints: read them again slowly, change one line, and run check again.")
