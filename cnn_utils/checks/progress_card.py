"""Where am I: the card at the top and the end of a notebook, fed by every check."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from cnn_utils.checks.case_files import DATA
from cnn_utils.checks.course_exercises import course_exercises
from cnn_utils.checks.hint_texts import HINTS
from cnn_utils.compare.verdict import Verdict
from cnn_utils.language.speaking import later, say
from cnn_utils.notebook import live_display
from cnn_utils.palette import MISTAKE, OPEN, PASSED

_POINTS = DATA / "points.json"
_MOST_CARDS = 4  # a notebook shows two; the rest are cells that were run again

_verdicts: dict[str, Verdict] = {}
_shown: dict[str, list[Any]] = {}


@dataclass(frozen=True)
class Entry:
    """One exercise on the card.

    Attributes
    ----------
    exercise : str
    state : str
        "passed", "begun" (checked, not yet right) or "open" (not checked, or still the stub).
    points : float or None
        What it is worth, where that is known.
    share : float
        Share of the visible checks that hold, 0 to 1.
    """

    exercise: str
    state: str
    points: float | None
    share: float


@dataclass(frozen=True)
class ProgressCard:
    """How far a notebook is, as HTML and as plain text."""

    entries: tuple[Entry, ...]

    @property
    def done(self) -> int:
        """Exercises whose visible checks pass."""
        return sum(entry.state == "passed" for entry in self.entries)

    @property
    def following(self) -> str | None:
        """The first exercise that does not pass yet."""
        return next((entry.exercise for entry in self.entries if entry.state != "passed"), None)

    @property
    def headline(self) -> str:
        """One sentence: exercises done and points so far."""
        n, done = len(self.entries), self.done
        worth = [entry.points for entry in self.entries if entry.points is not None]
        if len(worth) < n:
            return say("{done} of {n} exercises pass their visible checks", done=done, n=n)
        return say(
            "{done} of {n} exercises pass their visible checks · {earned} of {points} points so far",
            done=done,
            n=n,
            earned=_number(sum((entry.points or 0.0) * entry.share for entry in self.entries)),
            points=_number(sum(worth)),
        )

    @property
    def advice(self) -> str:
        """What to do next."""
        return self._advice(self.following)

    def _advice(self, following: str | None) -> str:
        if following is None:
            return say("Every visible check passes. Save the notebook and hand it in.")
        return say("Next: {exercise}", exercise=following)

    def __str__(self) -> str:
        ticks = {"passed": "✓", "begun": "~", "open": "·"}
        lines = [f"  {ticks[entry.state]} {_worth(entry)}" for entry in self.entries]
        return "\n".join([self.headline, *lines, self.advice])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        items = "".join(_item(entry, entry.exercise == self.following) for entry in self.entries)
        advice = self._advice(None if self.following is None else f"<code>{escape(self.following)}</code>")
        label = escape(say("progress: {headline}", headline=self.headline))
        return (
            f'<div role="group" aria-label="{label}" style="border:1px solid {OPEN};'
            'border-radius:6px;padding:.6em .9em .7em;margin:.4em 0;max-width:52em;line-height:1.45">'
            f'<div style="font-weight:600">{escape(self.headline)}</div>{_bar(self.entries)}'
            f'<div style="display:flex;flex-wrap:wrap;gap:.25em 1.1em">{items}</div>'
            f'<div style="margin-top:.5em">{advice}</div></div>'
        )


def record(verdict: Verdict) -> None:
    """Remember the verdict of a check and bring every card on the page up to date."""
    _verdicts[verdict.exercise] = verdict
    for assignment, handles in _shown.items():
        if verdict.exercise in _points(assignment):
            for handle in handles:
                handle.update(progress_card(assignment))


def verdict_of(exercise: str) -> Verdict | None:
    """The last verdict on an exercise in this session."""
    return _verdicts.get(exercise)


def progress_card(assignment: str) -> ProgressCard:
    """Make the card of an assignment as things stand.

    Raises
    ------
    ValueError
        If there is no such assignment.
    """
    return ProgressCard(tuple(_entry(exercise, points) for exercise, points in _points(assignment).items()))


def progress(assignment: str) -> None:
    """Show the progress card of "step_by_step" or "application"; in a notebook it follows every later check.

    Parameters
    ----------
    assignment : str
        "step_by_step" or "application".

    Raises
    ------
    ValueError
        If there is no such assignment.
    """
    card = progress_card(assignment)
    display = live_display()
    if display is None:
        print(card)
        return
    handles = _shown.setdefault(assignment, [])
    handles.append(display(card, display_id=True))
    del handles[:-_MOST_CARDS]


def _entry(exercise: str, points: float | None) -> Entry:
    """Look up how far one exercise is."""
    verdict = _verdicts.get(exercise)
    if verdict is None or verdict.status in ("unfilled", "missing"):
        return Entry(exercise, "open", points, 0.0)
    return Entry(exercise, "passed" if verdict.status == "passed" else "begun", points, verdict.share)


def _points(assignment: str) -> dict[str, float | None]:
    """Exercises in the notebook's order, with their points where the course or the package says them."""
    if assignment not in HINTS:
        listed = ", ".join(map(repr, HINTS))
        raise ValueError(say("there is no assignment {name}; there are {known}", name=repr(assignment), known=listed))
    own = course_exercises()
    known = own.points if own is not None and own.assignment == assignment else _packaged_points(assignment)
    return {exercise: known.get(exercise) for exercise in known or HINTS[assignment]}


@cache
def _packaged_points(assignment: str) -> dict[str, float]:
    points: dict[str, dict[str, float]] = json.loads(_POINTS.read_text(encoding="utf-8")) if _POINTS.exists() else {}
    return points.get(assignment, {})


def _item(entry: Entry, is_next: bool) -> str:
    """One exercise as a tick and its name; the tick says by form, not only by colour, how far it is."""
    tick, colour, words = {
        "passed": ("&#10003;", PASSED, later("passes")),
        "begun": ("&#9680;", MISTAKE, later("begun")),
        "open": ("&#9675;", OPEN, later("open")),
    }[entry.state]
    weight = "600" if is_next else "400"
    return (
        f'<span style="white-space:nowrap;font-weight:{weight}"><span role="img" aria-label="{escape(say(words))}" '
        f'style="color:{colour};font-weight:700">{tick}</span> <code>{escape(entry.exercise)}</code></span>'
    )


def _bar(entries: tuple[Entry, ...]) -> str:
    """One segment for each exercise, filled as far as its checks hold."""
    segments = "".join(
        f'<span style="flex:{entry.points or 1:g};height:6px;border-radius:3px;background:linear-gradient(to right,'
        f'{PASSED} {100 * entry.share:.0f}%,{OPEN}55 {100 * entry.share:.0f}%)"></span>'
        for entry in entries
    )
    return f'<div aria-hidden="true" style="display:flex;gap:3px;margin:.45em 0 .5em">{segments}</div>'


def _worth(entry: Entry) -> str:
    """Name of an exercise, with its points in brackets where they are known."""
    if entry.points is None:
        return entry.exercise
    earned, points = _number(entry.points * entry.share), _number(entry.points)
    return say("{exercise} ({earned} of {points})", exercise=entry.exercise, earned=earned, points=points)


def _number(value: float) -> str:
    """Write points without needless decimals."""
    return f"{value:.1f}".removesuffix(".0")
