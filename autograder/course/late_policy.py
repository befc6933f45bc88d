"""What coming late costs: nbgrader's own plugin for it, with a rule a day or an hour, a most, and some grace.

nbgrader's autograde, formgrader, a class run and `autograder extend` all ask this one object, so all show one number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import Enum, Float
from traitlets.config import Config

from autograder.course.gradebook_rows import Late
from cnn_utils.language.speaking import later, say, say_number, together

_UNITS = {"per_day": 86_400, "per_hour": 3_600}  # seconds
# By the method, and by whether there is a most.
_COSTS = {
    ("per_day", False): later("Each day begun costs {percent:g} % of the points reached."),
    ("per_day", True): later("Each day begun costs {percent:g} % of the points reached, {most:g} % at most."),
    ("per_hour", False): later("Each hour begun costs {percent:g} % of the points reached."),
    ("per_hour", True): later("Each hour begun costs {percent:g} % of the points reached, {most:g} % at most."),
}


class LatePolicy(LateSubmissionPlugin):  # type: ignore[misc]  # nbgrader is untyped
    """The rule of a course, written into its nbgrader_config.py as ``c.LatePolicy.percent = 10``.

    A day has 24 hours, also when the clocks change, and one that has begun counts whole.
    """

    penalty_method = Enum(
        ("none", "zero", "per_day", "per_hour"),
        default_value="none",
        help="'none' takes nothing, 'zero' everything, 'per_day' and 'per_hour' a part for each day or hour begun.",
    ).tag(config=True)
    percent = Float(10, min=0, max=100, help="Of the points reached, for each day or hour begun.").tag(config=True)
    most_percent = Float(100, min=0, max=100, help="Of the points reached: never more, however late.").tag(config=True)
    grace_minutes = Float(
        0, min=0, help="So late is not late; who comes after that is as late as the due date says."
    ).tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Points to take off; None where the rule takes none.

        Parameters
        ----------
        student_id : str
        score : float
            What the notebook reached: a part of it is taken, so partial marks lose less.
        total_seconds_late : float
            After the due date and the student's extension.
        """
        del student_id
        share = self.share(total_seconds_late)
        return round(score * share / 100, 2) if share else None

    def share(self, seconds: float) -> float:
        """Per cent that coming so late costs."""
        if self.penalty_method == "none" or seconds <= 60 * self.grace_minutes:
            return 0.0
        if self.penalty_method == "zero":
            return 100.0
        length = _UNITS[self.penalty_method]
        return float(min(math.ceil(seconds / length) * self.percent, self.most_percent))

    def arithmetic(self, score: float, seconds: float) -> str:
        """How the penalty comes about, as a student can follow it.

        Parameters
        ----------
        score : float
            The points reached, before anything is taken.
        seconds : float
        """
        share = self.share(seconds)
        if not share:
            if self.penalty_method == "none":
                return say("{span} late: no points are taken.", span=late_by(seconds))
            message = later("{span} late, within the {minutes:g} minutes of grace: no points are taken.")
            return say(message, span=late_by(seconds), minutes=self.grace_minutes)
        penalty = round(score * share / 100, 2)
        taken = say(
            "{share:g} % of {score:g} points is {penalty:g}, which leaves {rest:g}.",
            share=share,
            score=score,
            penalty=penalty,
            rest=round(score - penalty, 2),
        )
        if self.penalty_method == "zero":
            return say("{span} late: {arithmetic}", span=late_by(seconds), arithmetic=taken)
        return together([self._units(seconds), taken])

    def _units(self, seconds: float) -> str:
        """How many days or hours were begun, and what that is in per cent."""
        length = _UNITS[self.penalty_method]
        units = math.ceil(seconds / length)
        if self.penalty_method == "per_day":
            begun = say_number("1 day", "{n} days", units)
        else:
            begun = say_number("1 hour", "{n} hours", units)
        product = f"{units} × {self.percent:g} % = {units * self.percent:g} %"
        if units * self.percent <= self.most_percent:
            message = later("{span} late, which is {begun} begun: {product}.")
        else:
            message = later("{span} late, which is {begun} begun: {product}, at most {most:g} %.")
        return say(message, span=late_by(seconds), begun=begun, product=product, most=self.most_percent)

    def rule(self) -> str:
        """The rule as a sentence."""
        if self.penalty_method == "none":
            return say("Coming late costs nothing.")
        minutes = self.grace_minutes
        grace = say("After {minutes:g} minutes of grace.", minutes=minutes) if minutes else ""
        return together([self._cost(), grace])

    def _cost(self) -> str:
        if self.penalty_method == "zero":
            return say("What comes late counts nothing.")
        message = _COSTS[self.penalty_method, self.most_percent < 100]
        return say(message, percent=self.percent, most=self.most_percent)


def late_by(seconds: float) -> str:
    """A time span in its two largest units: "2 days 3 h", "10 h 31 min", "7 min"; what is begun counts."""
    minutes = math.ceil(seconds / 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    hours_long = say("{n} h", n=hours) if hours else ""
    if days:
        return together([say_number("{n} day", "{n} days", days), hours_long])
    return together([hours_long, say("{n} min", n=rest) if rest else ""])


def late_plugin(config: Config) -> Any:  # noqa: ANN401 - nbgrader's classes are untyped
    """The plugin that a course has configured: ours, or one of its own."""
    preprocessor = AssignLatePenalties(config=config)
    preprocessor.init_plugin()
    return preprocessor.plugin_inst


def penalties(plugin: Any, late: Iterable[Late]) -> Iterator[tuple[str, float]]:  # noqa: ANN401 - as above
    """Penalties by the ids of their rows in submitted_notebook; between nothing and all, as nbgrader holds them."""
    for one in late:
        penalty = plugin.late_submission_penalty(one.student, one.score, one.seconds)
        if penalty is not None:
            yield one.notebook_id, min(max(penalty, 0), one.score)
